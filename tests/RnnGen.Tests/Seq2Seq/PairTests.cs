using RnnGen.Tests.Models;

namespace RnnGen.Tests.Seq2Seq;

/// <summary>The generated face of a pair: one buffer, one file, checked arguments, nothing allocated.</summary>
public class PairTests
{
    private static readonly int[] Source = [3, 0, 6, 1], Target = [8, 2, 5];

    [Fact]
    public void TheModelsRunOnThePairsParameters()
    {
        GruPair pair = GruPair.Create(1);
        Assert.Equal(["encoder", "decoder"], pair.Parameters.Tensors.Select(tensor => tensor.Name.Split('.')[0]).Distinct());
        Assert.Equal(GruReader.ParameterCount + GruWriter.ParameterCount, GruPair.ParameterCount);
        float[] bias = new float[36], found = new float[36];
        Array.Fill(bias, 7);
        pair.Parameters.Write("encoder.gru.bias_l0", bias);
        pair.Encoder.Parameters.Read("gru.bias_l0", found);
        Assert.Equal(bias, found);
        pair.Decoder.Parameters.Write("gru.bias_l0", bias);
        Array.Clear(found);
        pair.Parameters.Read("decoder.gru.bias_l0", found);
        Assert.Equal(bias, found);
        Assert.True(pair.Parameters.Span.Overlaps(pair.Encoder.Parameters.Span) && pair.Parameters.Span.Overlaps(pair.Decoder.Parameters.Span));
        Assert.False(pair.Encoder.Parameters.Span.Overlaps(pair.Decoder.Parameters.Span));
    }

    [Fact]
    public void ADenseBridgeHasATensorPair()
    {
        Assert.Contains("bridge.weight [32, 72]", BridgedPair.Create(1).Parameters.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal(TwoWayReader.ParameterCount + MixedWriter.ParameterCount + 73 * 32, BridgedPair.ParameterCount);
    }

    [Fact]
    public void TheDecoderGoesOnFromTheEncodersState()
    {
        // By hand: the encoder alone, its state copied, the decoder alone.
        GruPair pair = GruPair.Create(1);
        GruReader.State read = default;
        pair.Encoder.Forward(Source, ref read, new float[Source.Length * GruReader.OutputSize]);
        float[] h = new float[12], byHand = new float[Target.Length * GruWriter.OutputSize], outputs = new float[byHand.Length];
        read.Read("gru.h_l0", h);
        GruWriter.State write = default;
        write.Write("gru.h_l0", h);
        pair.Decoder.Forward(Target, ref write, byHand);
        pair.Forward(Source, Target, outputs);
        Assert.Equal(byHand, outputs);

        GruWriter.State state = default;
        pair.Encode(Source, ref state);
        state.Read("gru.h_l0", byHand.AsSpan(0, 12));
        Assert.Equal(h, byHand[..12]);
    }

    [Fact]
    public void APairIsOneFile()
    {
        string path = Path.GetTempFileName();
        try
        {
            BridgedPair pair = BridgedPair.Create(1);
            pair.Save(path);
            Assert.Equal(pair.Parameters.Span, BridgedPair.Load(path).Parameters.Span);
            ModelFormatException e = Assert.Throws<ModelFormatException>(() => RealToTokens.Load(path));
            Assert.Contains("[Seq2Seq(Bridge = Bridge.Dense, BridgeActivation = Activation.Elu, BridgeActivationAlpha = 0.5f)] encoder: [RnnModel(", e.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void MomentsContinueFromAFile()
    {
        string path = Path.GetTempFileName();
        try
        {
            GruPair pair = GruPair.Create(1);
            var optimizer = new Adam();
            var gradients = new ParameterBuffer(GruPair.Spec);
            ParameterInitializer.Fill(gradients, 2);
            optimizer.Step(pair.Parameters, gradients);
            optimizer.Save(path);
            GruPair copy = new();
            pair.Parameters.Span.CopyTo(copy.Parameters.Span);
            var continued = new Adam();
            continued.Bind(copy.Parameters);
            continued.Load(path);
            optimizer.Step(pair.Parameters, gradients);
            continued.Step(copy.Parameters, gradients);
            Assert.Equal(pair.Parameters.Span, copy.Parameters.Span);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ArgumentsAreCheckedBeforeAnythingIsWritten()
    {
        GruPair pair = GruPair.Create(1);
        var tape = new GruPair.Tape(4, 3);
        var gradients = new ParameterBuffer(GruPair.Spec);
        float[] outputs = new float[24];
        Says("'source' must have one step at least; it has none. (Parameter 'source')", () => pair.Forward([], Target, outputs));
        Says("'source' must hold token ids from 0 to 6 at index 1; it holds 7. (Parameter 'source')", () => pair.Forward([1, 7], Target, outputs));
        Says("'targetInputs' must hold token ids from 0 to 8 at index 0; it holds -1. (Parameter 'targetInputs')", () => pair.Forward(Source, [-1, 1, 1], outputs));
        Says("'outputs' must have 24 values, 8 for each of 3 steps; it has 23. (Parameter 'outputs')", () => pair.Forward(Source, Target, outputs.AsSpan(1)));
        Says("'tape' has room for 4 steps; the sequence has 5. (Parameter 'tape')", () => pair.Forward([0, 0, 0, 0, 0], Target, outputs, tape));
        Says("'tape' has room for 3 steps; the sequence has 4. (Parameter 'tape')", () => pair.Forward(Source, [0, 0, 0, 0], new float[32], tape));
        Says("'gradients' must be a buffer of its own; it is the model's parameters. (Parameter 'gradients')", () => pair.Backward(Source, Target, tape, outputs, pair.Parameters));
        Says("'sourceGradients' must be empty, because token ids have no gradient; it has 4 values. (Parameter 'sourceGradients')",
            () => pair.Backward(Source, Target, tape, outputs, gradients, new float[4]));
        Assert.Throws<ArgumentNullException>("tape", () => pair.Forward(Source, Target, outputs, null!));
        Assert.Throws<ArgumentOutOfRangeException>("maxTargetSteps", () => new GruPair.Tape(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("maxSourceSteps", () => new GruPair.Tape(int.MaxValue, 1));
        Assert.All(outputs, value => Assert.Equal(0, value));

        Assert.Throws<InvalidOperationException>(() => pair.Backward(Source, Target, tape, outputs, gradients));
        pair.Forward(Source, Target, outputs, tape);
        Assert.Throws<InvalidOperationException>(() => pair.Backward(Source.AsSpan(1), Target, tape, outputs, gradients));
        // A change of the pair's buffer is one of the models'.
        pair.Parameters.Write("decoder.dense.bias", new float[8]);
        Assert.Throws<InvalidOperationException>(() => pair.Backward(Source, Target, tape, outputs, gradients));
        Assert.All(gradients.Span.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void NothingIsAllocated()
    {
        BridgedPair pair = BridgedPair.Create(1);
        var tape = new BridgedPair.Tape(4, 3);
        var gradients = new ParameterBuffer(BridgedPair.Spec);
        int[] source = [1, 2, 0, 1, 3, 0, 4, 1];
        float[] outputs = new float[Target.Length * MixedWriter.OutputSize];
        void Run()
        {
            MixedWriter.State state = default;
            pair.Encode(source, ref state);
            pair.Decoder.Step(3, ref state, outputs.AsSpan(0, MixedWriter.OutputSize));
            pair.Forward(source, Target, outputs);
            pair.Forward(source, Target, outputs, tape);
            pair.Backward(source, Target, tape, outputs, gradients);
        }
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Says(string message, Action call) => Assert.Equal(message, Assert.Throws<ArgumentException>(call).Message);
}
