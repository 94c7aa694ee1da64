using System.Runtime.CompilerServices;
using RnnGen.Tests.Models;

namespace RnnGen.Tests.Training;

/// <summary>Training, with weight decay and momentum, never touches the padding of a buffer; and it does touch every parameter.</summary>
public class PaddingTests
{
    [Fact] public void OfProjectionsAndPeepholes() => Check<ClippedEverything, float>();

    [Fact] public void OfEmbeddingsAndOneHots() => Check<Tagger, int>();

    [Fact] public void OfAGruThatResetsBefore() => Check<WideGruBefore, int>();

    [Fact] public void OfATwoWayStack() => Check<TwoWayStack, float>();

    [Fact] public void OfMinGru() => Check<MinGruStack, float>();

    [Fact] public void OfOneUnit() => Check<OneUnit, float>();

    private static void Check<TModel, TInput>([CallerMemberName] string name = "")
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        var ones = new ParameterBuffer(TModel.Spec);
        foreach (TensorInfo tensor in ones.Tensors) ones.Write(tensor.Name, [.. Enumerable.Repeat(1f, tensor.Count)]);
        Assert.Contains(0f, ones.Span.ToArray());
        Optimizer[] optimizers =
        [
            new Sgd { WeightDecay = 0.1f },
            new Sgd { WeightDecay = 0.1f, Momentum = 0.9f, Nesterov = true },
            new Adam { WeightDecay = 0.1f },
            new AdamW { WeightDecay = 0.1f },
            new RmsProp { WeightDecay = 0.1f, Momentum = 0.9f },
        ];
        foreach (Optimizer optimizer in optimizers)
        {
            TModel model = TModel.New();
            ParameterInitializer.Fill(model.Parameters, seed: 1);
            float[] start = model.Parameters.Span.ToArray();
            optimizer.LearningRate = 0.01f;
            using var trainer = new Trainer<TModel, TInput>(model, optimizer,
                new TrainerOptions { BatchSize = 2, Steps = 4, Loss = Loss.Huber, GradientClipValue = 0.1f, GradientClip = 0.5f, Threads = 2 });
            var random = new Random(1);
            for (int step = 0; step < 5; step++)
            {
                TInput[] inputs = [.. Enumerable.Range(0, 2 * 4 * TModel.InputsPerStep).Select(_ =>
                    typeof(TInput) == typeof(int) ? (TInput)(object)random.Next(4) : (TInput)(object)random.NextSingle())];
                trainer.Step(inputs, new float[2 * (TModel.Spec.HasOutputPerStep ? 4 : 1) * TModel.OutputSize]);
            }
            for (int i = 0; i < start.Length; i++)
            {
                string where = $"{name}, {optimizer.GetType().Name}, value {i}";
                if (ones.Span[i] == 0) Assert.True(model.Parameters.Span[i] == 0, $"{where}: the padding became {model.Parameters.Span[i]}.");
                // Decay alone moves it, whatever the gradient.
                else if (start[i] != 0) Assert.True(model.Parameters.Span[i] != start[i], $"{where} did not move.");
            }
        }
    }
}
