namespace RnnGen.Generator.Tests.GuardPages;

/// <summary>Kernels have no bounds checks: none of them may read or write beyond the end of a caller's span.</summary>
public class GuardPageTests
{
    private static readonly int[] s_sizes = [1, 3, 5, 15, 17, 31, 65];

    [LinuxFact]
    public void NothingIsTouchedBeyondASpan()
    {
        ModelSpec[] models =
        [
            .. s_sizes.Select(size => new ModelSpec(new InputSpec(size), new RnnSpec(size))),
            .. s_sizes.Select(size => new ModelSpec(new InputSpec(size), new LstmSpec(size))),
            .. s_sizes.Select(size => new ModelSpec(new InputSpec(size), new GruSpec(size))),
            .. s_sizes.Select(size => new ModelSpec(new InputSpec(size), new GruSpec(size) { Reset = GruReset.BeforeProduct })),
            .. s_sizes.Select(size => new ModelSpec(new InputSpec(size), new DenseSpec(size) { Activation = Activation.Softmax })),
            .. s_sizes.Select(size => new ModelSpec(new InputSpec(size), new RnnSpec(3), new DenseSpec(size)) { InputSkip = true }),
            .. s_sizes.Select(size => new ModelSpec(new InputSpec(size), new RnnSpec(size)) { Output = OutputMode.Mean }),
            .. s_sizes.Select(size => new ModelSpec(new InputSpec(size), new LstmSpec(size)) { Output = OutputMode.Max }),
            .. s_sizes.Select(size => new ModelSpec(new OneHotSpec(size), new GruSpec(3), new DenseSpec(size)) { Output = OutputMode.LastStep }),
            .. s_sizes.Select(size => new ModelSpec(new EmbeddingSpec(4, size), new OneHotSpec(3), new RnnSpec(size)) { Output = OutputMode.FinalState }),
            .. s_sizes.Select(size => new ModelSpec(new InputSpec(size), new GruSpec(size) { Direction = Direction.Backward })),
            .. s_sizes.Select(size => new ModelSpec(new InputSpec(size), new RnnSpec(size) { Layers = 2, Skip = Skip.Residual })),
            .. s_sizes.Select(size => new ModelSpec(new InputSpec(size), new RnnSpec(size) { Layers = 2, Skip = Skip.Highway }) { Output = OutputMode.LastStep }),
            .. s_sizes.Select(size => new ModelSpec(new InputSpec(size), new RnnSpec(size) { Layers = 2, Skip = Skip.Dense })),
            .. s_sizes.Select(size => new ModelSpec(new InputSpec(size), new DropoutSpec(0.3f), new GruSpec(size) { RecurrentDropout = 0.5f }, new DropoutSpec(0.5f))),
            .. s_sizes.Select(size => new ModelSpec(new EmbeddingSpec(size, 3), new RnnSpec(3), new DenseSpec(size) { Tied = true })),
            // Larger ones go as no wave.
            .. s_sizes.Where(size => size <= 16).Select(size => new ModelSpec(new InputSpec(size), new LstmSpec(size) { Layers = 2 })),
            .. s_sizes.Where(size => size <= 16).Select(size => new ModelSpec(new InputSpec(size), new GruSpec(size) { Layers = 2 }, new DenseSpec(size))),
            .. s_sizes.Select(size => new ModelSpec(new InputSpec(size), new LstmSpec(size + 2) { Direction = Direction.Bidirectional, Projection = size })),
            // Wide heads, whose outputs and gradients stay in the caller's spans; alone, they leave a tape without a buffer.
            new ModelSpec(new OneHotSpec(5), new DenseSpec(1028)),
            new ModelSpec(new OneHotSpec(5), new DropoutSpec(0.3f), new DenseSpec(1028)),
            new ModelSpec(new InputSpec(3), new GruSpec(5) { Direction = Direction.Bidirectional }, new DenseSpec(1028)),
        ];
        var batch = new ModelBatch(models);
        for (int i = 0; i < models.Length; i++) batch.Accept(i, new Runner());
    }

    private sealed class Runner : IModelVisitor
    {
        private const int Steps = 3;

        // A group of sixteen, and what is left of one.
        private static readonly int[] s_streams = [16, 17, 33];

        public void VisitStreaming<TModel, TInput>(Func<string, TModel> load)
            where TModel : class, IStreamingRnnModel<TModel, TInput>
            where TInput : unmanaged
        {
            TModel model = MakeModel<TModel, TInput>();
            using var input = new GuardedMemory<TInput>(new TInput[TModel.InputsPerStep]);
            using var output = new GuardedMemory<float>(new float[TModel.OutputSize]);
            using var state = new GuardedMemory<float>(new float[TModel.StateSize]);
            if (TModel.Spec.Output is OutputMode.EveryStep or OutputMode.LastStep)
            {
                model.Step(input.Span, state.Span, output.Span);
                foreach (int count in s_streams) StepMany<TModel, TInput>(model, count);
            }
            Visit<TModel, TInput>(load);
        }

        public void Visit<TModel, TInput>(Func<string, TModel> load)
            where TModel : class, IRnnModel<TModel, TInput>
            where TInput : unmanaged
        {
            TModel model = MakeModel<TModel, TInput>();
            using var state = new GuardedMemory<float>(new float[TModel.StateSize]);
            int outputSize = (TModel.Spec.HasOutputPerStep ? Steps : 1) * TModel.OutputSize;
            using var inputs = new GuardedMemory<TInput>(new TInput[Steps * TModel.InputsPerStep]);
            using var outputs = new GuardedMemory<float>(new float[outputSize]);
            model.Forward(inputs.Span, state.Span, outputs.Span);

            RnnTape tape = TModel.CreateTape(Steps);
            tape.DropoutSeed = 1;
            model.Forward(inputs.Span, state.Span, outputs.Span, tape);
            var gradients = new ParameterBuffer(TModel.Spec);
            using var outputGradients = new GuardedMemory<float>([.. Enumerable.Repeat(1f, outputSize)]);
            using var inputGradients = new GuardedMemory<float>(new float[TModel.Spec.ReadsTokens ? 0 : inputs.Span.Length]);
            using var stateGradient = new GuardedMemory<float>(new float[TModel.StateSize]);
            model.Backward(inputs.Span, tape, outputGradients.Span, gradients, inputGradients.Span, stateGradient.Span);

            if (TModel.OutputSize < 1024) return;
            // Of several sequences, too, a wide head's rows lie in the caller's spans alone.
            RnnTape many = TModel.CreateTape(Steps, 2);
            using var states = new GuardedMemory<float>(new float[2 * TModel.StateSize]);
            using var ends = new GuardedMemory<float>(new float[TModel.Spec.HasOutputPerStep ? outputSize : 2 * outputSize]);
            model.ForwardMany(inputs.Span, [Steps - 1, 1], [1, 2], states.Span, ends.Span, many);
            model.BackwardMany(inputs.Span, many, ends.Span, gradients, inputGradients.Span, states.Span);
        }

        private static void StepMany<TModel, TInput>(TModel model, int count)
            where TModel : class, IStreamingRnnModel<TModel, TInput>
            where TInput : unmanaged
        {
            RnnStreams streams = TModel.CreateStreams(count);
            using var inputs = new GuardedMemory<TInput>(new TInput[count * TModel.InputsPerStep]);
            using var outputs = new GuardedMemory<float>(new float[count * TModel.OutputSize]);
            model.StepMany(inputs.Span, streams, 0, count, outputs.Span);
            // Some of a group, from its middle to its end, and the others.
            foreach (int first in new[] { 5, count - 1 })
            {
                model.StepMany(inputs.Span[(first * TModel.InputsPerStep)..], streams, first, count - first, outputs.Span[(first * TModel.OutputSize)..]);
            }
        }

        private static TModel MakeModel<TModel, TInput>()
            where TModel : class, IRnnModel<TModel, TInput>
            where TInput : unmanaged
        {
            TModel model = TModel.New();
            ParameterInitializer.Fill(model.Parameters, 1);
            return model;
        }
    }
}
