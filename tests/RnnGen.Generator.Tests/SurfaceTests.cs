using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Tests;

/// <summary>The generated members check their arguments before they do anything. Programs here run no kernel.</summary>
public class SurfaceTests
{
    private const string Real = "[RnnModel, Input(3), Lstm(5), Dense(2)] public partial class M;";
    private const string Tokens = "[RnnModel, OneHot(7), Embedding(4, 2), Gru(5)] public partial class M;";
    private const string Token = "[RnnModel(Output = OutputMode.LastStep), OneHot(7), Gru(5)] public partial class M;";
    private const string Pooled = "[RnnModel(Output = OutputMode.Mean), Input(1), Rnn(5)] public partial class M;";

    private const string Bidirectional = "[RnnModel, Input(3), Lstm(5, Direction = Direction.Bidirectional), Dense(2)] public partial class M;";

    private const string Prelude = """
        var m = new M(); M.State s = default; var tape = new M.Tape(2); var g = new ParameterBuffer(M.Spec);
        """;

    [Theory]
    [InlineData(Real, "m.Step(new float[2], ref s, new float[2]);", "ArgumentException: 'input' must have 3 values; it has 2. (Parameter 'input')")]
    [InlineData(Real, "m.Step(new float[3], ref s, new float[3]);", "ArgumentException: 'output' must have 2 values; it has 3. (Parameter 'output')")]
    [InlineData(Real, "m.Forward(new float[4], ref s, new float[2]);",
        "ArgumentException: 'inputs' must have a multiple of 3 values, 3 for each step; it has 4. (Parameter 'inputs')")]
    [InlineData(Real, "m.Forward(new float[6], ref s, new float[2]);",
        "ArgumentException: 'outputs' must have 4 values, 2 for each of 2 steps; it has 2. (Parameter 'outputs')")]
    [InlineData(Real, "m.Forward(new float[9], ref s, new float[6], tape);", "ArgumentException: 'tape' has room for 2 steps; the sequence has 3. (Parameter 'tape')")]
    [InlineData(Real, "m.Forward(new float[9], ref s, new float[6], null);", "ArgumentNullException: Value cannot be null. (Parameter 'tape')")]
    [InlineData(Real, "m.Backward(new float[3], tape, new float[2], g, default, ref s);", "InvalidOperationException: The tape holds no forward pass; call Forward with it first.")]
    [InlineData(Real, "m.Backward(new float[3], tape, new float[3], g, default, ref s);",
        "ArgumentException: 'outputGradients' must have 2 values, 2 for each of 1 steps; it has 3. (Parameter 'outputGradients')")]
    [InlineData(Real, "m.Backward(new float[3], tape, new float[2], m.Parameters, default, ref s);",
        "ArgumentException: 'gradients' must be a buffer of its own; it is the model's parameters. (Parameter 'gradients')")]
    [InlineData(Real, "m.Backward(new float[3], tape, new float[2], new ParameterBuffer(new ModelSpec(new InputSpec(1), new RnnSpec(1))), default, ref s);",
        "ArgumentException: 'gradients' must be made for [RnnModel] [Input(3)] [Lstm(5)] [Dense(2)]; it was made for [RnnModel] [Input(1)] [Rnn(1)]. (Parameter 'gradients')")]
    [InlineData(Real, "m.Backward(new float[3], tape, new float[2], g, new float[2], ref s);",
        "ArgumentException: 'inputGradients' must have 3 values like the inputs, or none; it has 2. (Parameter 'inputGradients')")]
    [InlineData(Real, "m.Forward(default, ref s, default, tape); m.Backward(default, tape, default, g, default, ref s);", "fine")]
    [InlineData(Real, "s.Write(\"lstm.c_l0\", new float[] { 1, 2, 3, 4, 5 }); var fork = s; s = default; var c = new float[5]; fork.Read(\"lstm.c_l0\", c); if (c[4] != 5) throw new();", "fine")]
    [InlineData(Real, "s.Read(\"lstm.x\", default);", "ArgumentException: There is no slot 'lstm.x'; there are lstm.h_l0, lstm.c_l0. (Parameter 'slot')")]
    [InlineData(Real, "s.Write(\"lstm.h_l0\", new float[6]);", "ArgumentException: Slot 'lstm.h_l0' has 5 values; the span has 6. (Parameter 'source')")]
    [InlineData(Tokens, "m.Forward(new[] { 6, 3, 7, 0 }, ref s, new float[10]);",
        "ArgumentException: 'inputs' must hold token ids from 0 to 6 at index 2; it holds 7. (Parameter 'inputs')")]
    [InlineData(Tokens, "m.Step(new[] { 6, -1 }, ref s, new float[5]);", "ArgumentException: 'input' must hold token ids from 0 to 3 at index 1; it holds -1. (Parameter 'input')")]
    [InlineData(Tokens, "m.Backward(new[] { 6, 3 }, tape, new float[5], g, new float[2], ref s);",
        "ArgumentException: 'inputGradients' must be empty, because token ids have no gradient; it has 2 values. (Parameter 'inputGradients')")]
    [InlineData(Token, "m.Step(7, ref s, new float[5]);", "ArgumentException: 'token' must be 0 to 6; it is 7. (Parameter 'token')")]
    [InlineData(Token, "m.Forward(new[] { 1, 2, 3 }, ref s, new float[15]);", "ArgumentException: 'outputs' must have 5 values; it has 15. (Parameter 'outputs')")]
    [InlineData(Token, "m.Forward(new[] { 1, -2, 3 }, ref s, new float[5]);",
        "ArgumentException: 'inputs' must hold token ids from 0 to 6 at index 1; it holds -2. (Parameter 'inputs')")]
    [InlineData(Pooled, "m.Forward(default, ref s, new float[5]);",
        "ArgumentException: 'inputs' must have one step at least, because the model gives one output for the sequence; it has none. (Parameter 'inputs')")]
    [InlineData(Pooled, "Streaming<M, float>(m).Step(default, new float[8], default);",
        "NotSupportedException: The model gives one output for a whole sequence (OutputMode.Mean), so a step has none. Call Forward with the whole sequence.")]
    [InlineData(Real, "Streaming<M, float>(m).Step(new float[3], new float[15], new float[2]);", "ArgumentException: 'state' must have 16 values; it has 15. (Parameter 'state')")]
    [InlineData(Real, "Streaming<M, float>(m).Forward(default, new float[16], default, Tape<M, float>(2)); if (Sizes<M, float>() != (3, 3, 2, 192, 16)) throw new($\"{Sizes<M, float>()}\");", "fine")]
    [InlineData(Tokens, "if (Sizes<M, int>() != (9, 2, 5, 238, 8)) throw new($\"{Sizes<M, int>()}\");", "fine")]
    [InlineData(Real, "Streaming<M, float>(m).Forward(default, new float[16], default, new Foreign());", "ArgumentException: 'tape' must be a M+Tape; it is a Program+Foreign. (Parameter 'tape')")]
    [InlineData(Real, "_ = new M.Tape(0);", "ArgumentOutOfRangeException: maxSteps ('0') must be greater than or equal to '1'. (Parameter 'maxSteps')\nActual value was 0.")]
    [InlineData(Real, "_ = new M.Tape(int.MaxValue);", "ArgumentOutOfRangeException: 'maxSteps' must be at most 53687089; it is 2147483647. (Parameter 'maxSteps')")]
    [InlineData(Bidirectional, "M.Reserve(int.MaxValue);", "ArgumentOutOfRangeException: 'steps' must be at most 178956964; it is 2147483647. (Parameter 'steps')")]
    public void ACallSaysWhatIsWrong(string declaration, string calls, string expected) => Assert.Equal(expected, Run(declaration, calls));

    private static string Run(string declaration, string calls)
    {
        Generated generated = Harness.Generate($$"""
            using RnnGen;
            {{declaration}}
            public static class Program
            {
                public static string Run()
                {
                    try { {{Prelude}} {{calls}} return "fine"; }
                    catch (System.Exception e) { return $"{e.GetType().Name}: {e.Message}".Replace("\r", ""); }
                }
                sealed class Foreign() : RnnTape(1);
                static IStreamingRnnModel<T, TInput> Streaming<T, TInput>(T m) where T : class, IStreamingRnnModel<T, TInput> where TInput : unmanaged => m;
                static RnnTape Tape<T, TInput>(int steps) where T : class, IRnnModel<T, TInput> where TInput : unmanaged => T.CreateTape(steps);
                static (int, int, int, int, int) Sizes<T, TInput>() where T : class, IRnnModel<T, TInput> where TInput : unmanaged =>
                    (T.InputSize, T.InputsPerStep, T.OutputSize, T.ParameterCount, T.StateSize);
            }
            """);
        using var image = new MemoryStream();
        Assert.Empty(generated.Output.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        image.Position = 0;
        var context = new AssemblyLoadContext(null, isCollectible: true);
        try
        {
            return (string)context.LoadFromStream(image).GetType("Program")!.GetMethod("Run")!.Invoke(null, null)!;
        }
        finally
        {
            context.Unload();
        }
    }

    [Fact]
    public void TheSpecIsTheDeclaration()
    {
        const string layers = "[Embedding(9, 4, Name = \"a.\\\"b\\\\é\")] [Rnn(3, Activation = Activation.Affine, ActivationAlpha = 0.1f, ActivationBeta = -1E-20f)] "
            + "[Lstm(4, Layers = 2, Bias = false, GateActivation = Activation.HardSigmoid)] [Gru(5, Reset = GruReset.BeforeProduct, Name = \"\")] [Dense(2, Activation = Activation.Softmax)]";
        const string declaration = $"[RnnModel(Output = OutputMode.FinalState)] {layers}";
        Assert.Equal($"Exception: {declaration}", Run($"{declaration} public partial class M;", "throw new(M.Spec.ToString());"));
    }
}
