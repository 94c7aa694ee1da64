using System.Runtime.InteropServices;
using RnnGen.Tests;

namespace RnnGen.Generator.Tests.Conformance;

/// <summary>Generated models, with PyTorch's weights, against PyTorch's float64 results.</summary>
public class GeneratedTorchTests(GeneratedTorchTests.Models models) : IClassFixture<GeneratedTorchTests.Models>
{
    public static TheoryData<string> Cases => new(TorchCase.Names);

    [SharedFact]
    public void NoCaseIsLeftOut()
    {
        RecurrentSpec[] layers = [.. TorchCase.Names.Select(name => new TorchCase(name).Spec.Layers.OfType<RecurrentSpec>().Single())];
        Assert.Equal(67, layers.Length);
        Assert.Equal(18, layers.Count(layer => layer.Direction == Direction.Bidirectional));
        Assert.Equal(5, layers.Count(layer => layer is LstmSpec { Projection: > 0 }));
    }

    [SharedTheory, MemberData(nameof(Cases))]
    public void AgreesWithTorch(string name) => models.Accept(name);

    /// <summary>The models of all cases, compiled once.</summary>
    public sealed class Models
    {
        private readonly string[] _names = SharedData.Root is null ? [] : [.. TorchCase.Names];
        private readonly ModelBatch _batch;

        public Models() => _batch = new ModelBatch([.. _names.Select(name => new TorchCase(name).Spec)]);

        public void Accept(string name) => _batch.Accept(Array.IndexOf(_names, name), new Comparison(new TorchCase(name)));
    }

    private sealed class Comparison(TorchCase torch) : IModelVisitor
    {
        // Single precision against double.
        private const double OutputTolerance = 2e-6;    // absolute, whatever the largest output is

        // Where gates saturate, more is lost, in PyTorch's own single precision too (f32_err in the case's file).
        private readonly double _gradientTolerance = torch.LargestGradient * (torch.IsLarge ? 1e-4 : 1e-5);

        public void VisitStreaming<TModel, TInput>(Func<string, TModel> load)
            where TModel : class, IStreamingRnnModel<TModel, TInput>
            where TInput : unmanaged
        {
            TModel model = load(torch.WeightsPath);
            for (int b = 0; b < torch.Batch; b++) RunSteps<TModel, TInput>(model, b);
            Visit<TModel, TInput>(load);
        }

        public void Visit<TModel, TInput>(Func<string, TModel> load)
            where TModel : class, IRnnModel<TModel, TInput>
            where TInput : unmanaged
        {
            TModel model = load(torch.WeightsPath);
            var gradients = new ParameterBuffer(TModel.Spec);
            for (int b = 0; b < torch.Batch; b++) RunRow<TModel, TInput>(model, gradients, b);
            foreach (TensorInfo tensor in gradients.Tensors)
            {
                var found = new float[tensor.Count];
                gradients.Read(tensor.Name, found);
                Agree("∂" + tensor.Name, torch.Gradient(tensor.Name), found, _gradientTolerance);
            }
        }

        private void RunSteps<TModel, TInput>(TModel model, int b)
            where TModel : class, IStreamingRnnModel<TModel, TInput>
            where TInput : unmanaged
        {
            int steps = torch.LengthOf(b);
            ReadOnlySpan<TInput> inputs = MemoryMarshal.Cast<float, TInput>(ToFloat(torch.Io.Row("x", b, steps)));
            double[] expected = torch.Outputs("out64.y", b);
            float[] outputs = new float[expected.Length], state = ReadState("h0", "c0", b);
            for (int t = 0; t < steps; t++)
            {
                Span<float> output = torch.Spec.HasOutputPerStep ? outputs.AsSpan(t * TModel.OutputSize, TModel.OutputSize) : outputs;
                model.Step(inputs.Slice(t * TModel.InputsPerStep, TModel.InputsPerStep), state, output);
            }
            CompareForward("Step", expected, outputs, state, b);
        }

        // Rows do not see each other: each is run alone, over its own length.
        private void RunRow<TModel, TInput>(TModel model, ParameterBuffer gradients, int b)
            where TModel : class, IRnnModel<TModel, TInput>
            where TInput : unmanaged
        {
            int steps = torch.LengthOf(b);
            ReadOnlySpan<TInput> inputs = MemoryMarshal.Cast<float, TInput>(ToFloat(torch.Io.Row("x", b, steps)));
            double[] expected = torch.Outputs("out64.y", b);
            float[] outputs = new float[expected.Length], state = ReadState("h0", "c0", b);
            model.Forward(inputs, state, outputs);
            CompareForward("Forward", expected, outputs, state, b);

            state = ReadState("h0", "c0", b);
            Array.Clear(outputs);
            RnnTape tape = TModel.CreateTape(steps);
            model.Forward(inputs, state, outputs, tape);
            CompareForward("Forward with tape", expected, outputs, state, b);

            float[] inputGradients = new float[inputs.Length], stateGradient = ReadState("up.hn", "up.cn", b);
            model.Backward(inputs, tape, ToFloat(torch.Outputs("up.y", b)), gradients, inputGradients, stateGradient);
            Agree("∂x", torch.Io.Row("grad64.x", b, steps), inputGradients, _gradientTolerance);
            CompareState("∂", "grad64.h0", "grad64.c0", stateGradient, _gradientTolerance, b);
        }

        private void CompareForward(string entry, double[] expected, float[] outputs, float[] state, int b)
        {
            Agree($"{entry}: y", expected, outputs, OutputTolerance);
            CompareState($"{entry}: ", "out64.hn", "out64.cn", state, OutputTolerance, b);
        }

        private void CompareState(string what, string h, string c, float[] state, double tolerance, int b)
        {
            foreach ((StateSlot slot, double[] values) in torch.State(h, c, b))
            {
                Agree(what + slot.Name, values, state.AsSpan(slot.Offset, slot.Length), tolerance);
            }
        }

        private float[] ReadState(string h, string c, int b)
        {
            var state = new float[new StateLayout(new Topology(torch.Spec)).Length];
            foreach ((StateSlot slot, double[] values) in torch.State(h, c, b)) ToFloat(values).CopyTo(state, slot.Offset);
            return state;
        }

        private static float[] ToFloat(double[] values) => Array.ConvertAll(values, value => (float)value);

        private static void Agree(string what, double[] expected, ReadOnlySpan<float> found, double tolerance)
        {
            Assert.Equal(expected.Length, found.Length);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(Math.Abs(expected[i] - found[i]) <= tolerance, $"{what}[{i}]: expected {expected[i]:R}, found {found[i]:R}; tolerance {tolerance:E1}.");
            }
        }
    }
}
