using System.Runtime.InteropServices;

namespace RnnGen.Tests.Models;

/// <summary>What holds for models that need a whole sequence: a tape changes no bit, although other kernels run without one.</summary>
public static class WholeContract
{
    /// <summary>What is broken for a model, or null.</summary>
    public static string? Broken<TModel, TInput>()
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        TModel model = TModel.New();
        // Training, and so the tape, has other weights.
        if (model is IQuantizedModel) return null;
        ParameterInitializer.Fill(model.Parameters, 3);
        foreach (int steps in (int[])[1, 2, 3, 8, 21])
        {
            if (!Run(withTape: false).SequenceEqual(Run(withTape: true))) return $"{steps} steps without tape are not those with one";

            // The bits of the outputs and of the state behind them.
            int[] Run(bool withTape)
            {
                TInput[] inputs = StreamingContract.Inputs<TModel, TInput>(steps);
                var state = new float[TModel.StateSize];
                for (int i = 0; i < state.Length; i++) state[i] = MathF.Sin(i + 1);
                var outputs = new float[TModel.OutputSize * (TModel.Spec.Output == OutputMode.EveryStep ? steps : 1)];
                if (withTape) model.Forward(inputs, state, outputs, TModel.CreateTape(steps));
                else model.Forward(inputs, state, outputs);
                return [.. MemoryMarshal.Cast<float, int>(outputs), .. MemoryMarshal.Cast<float, int>(state)];
            }
        }
        return null;
    }
}
