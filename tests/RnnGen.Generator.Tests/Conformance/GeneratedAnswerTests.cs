using System.Runtime.InteropServices;
using RnnGen.Tests;

namespace RnnGen.Generator.Tests.Conformance;

/// <summary>Generated models give the known answers of the variants that PyTorch lacks.</summary>
public class GeneratedAnswerTests(GeneratedAnswerTests.Models models) : IClassFixture<GeneratedAnswerTests.Models>
{
    public static TheoryData<int> Answers => new(Enumerable.Range(0, KnownAnswer.All.Count));

    [Theory, MemberData(nameof(Answers))]
    public void VariantsFollowTheirEquations(int answer) => models.Accept(answer);

    /// <summary>The models of all answers, compiled once.</summary>
    public sealed class Models
    {
        private readonly ModelBatch _batch = new([.. KnownAnswer.All.Select(answer => answer.Model)]);

        public void Accept(int answer) => _batch.Accept(answer, new Comparison(KnownAnswer.All[answer]));
    }

    private sealed class Comparison(KnownAnswer answer) : IModelVisitor
    {
        private const double Tolerance = 2e-6;   // single precision, on outputs below 1

        public void VisitStreaming<TModel, TInput>(Func<string, TModel> load)
            where TModel : class, IStreamingRnnModel<TModel, TInput>
            where TInput : unmanaged
        {
            Visit<TModel, TInput>(load);
            if (answer.DropoutSeed is not null) return;   // only a tape carries a seed
            Run<TModel, TInput>("Step", (model, inputs, state, outputs) =>
            {
                for (int t = 0; t < 3; t++) model.Step(inputs.AsSpan(3 * t, 3), state, outputs.AsSpan(t * TModel.OutputSize, TModel.OutputSize));
            });
        }

        public void Visit<TModel, TInput>(Func<string, TModel> load)
            where TModel : class, IRnnModel<TModel, TInput>
            where TInput : unmanaged
        {
            if (answer.DropoutSeed is null) Run<TModel, TInput>("Forward", (model, inputs, state, outputs) => model.Forward(inputs, state, outputs));
            Run<TModel, TInput>("Forward with tape", (model, inputs, state, outputs) =>
            {
                RnnTape tape = TModel.CreateTape(3);
                tape.DropoutSeed = answer.DropoutSeed;
                model.Forward(inputs, state, outputs, tape);
            });
        }

        private void Run<TModel, TInput>(string what, Action<TModel, TInput[], float[], float[]> run)
            where TModel : class, IRnnModel<TModel, TInput>
            where TInput : unmanaged
        {
            TModel model = TModel.New();
            foreach (TensorInfo tensor in model.Parameters.Tensors) model.Parameters.Write(tensor.Name, ToFloat(answer.Parameter(tensor)));
            var state = new float[TModel.StateSize];
            IReadOnlyList<StateSlot> slots = new StateLayout(new Topology(TModel.Spec)).Slots;
            foreach (StateSlot slot in slots) ToFloat(KnownAnswer.InitialState(slot.Name, slot.Length)).CopyTo(state, slot.Offset);
            var outputs = new float[3 * TModel.OutputSize];
            run(model, MemoryMarshal.Cast<float, TInput>(ToFloat(KnownAnswer.Inputs)).ToArray(), state, outputs);
            Agree($"{what}: y", answer.Outputs, outputs.AsSpan(outputs.Length - answer.Outputs.Length));
            if (answer.Cell is not null) Agree($"{what}: c", answer.Cell, state.AsSpan(slots.Single(slot => slot.Name == "c_l0").Offset));
        }

        private static float[] ToFloat(double[] values) => Array.ConvertAll(values, value => (float)value);

        private static void Agree(string what, double[] expected, ReadOnlySpan<float> found)
        {
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(Math.Abs(expected[i] - found[i]) <= Tolerance, $"{what}[{i}]: expected {expected[i]:R}, found {found[i]:R}.");
            }
        }
    }
}
