using System.Reflection;
using System.Runtime.InteropServices;

namespace RnnGen.Tests.Models;

/// <summary>
/// What is promised of a sequence whose layers go as a wave, besides the streaming contract: the bits of outputs and state are those of single steps, of
/// whatever length the sequence is (shorter than the wave is high, longer than what the stack holds for the layers behind), and however it is cut.
/// </summary>
public static class WaveContract
{
    private const int Most = 37;

    /// <summary>What is broken for a model, or null.</summary>
    public static string? Broken<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        string kernels = "RnnGen.Generated." + typeof(TModel).FullName!.Replace('.', '_');
        if (typeof(TModel).Assembly.GetType(kernels)?.GetMethod("Wave", BindingFlags.NonPublic | BindingFlags.Static) is null) return $"{kernels} has no wave";
        TModel model = TModel.New();
        ParameterInitializer.Fill(model.Parameters, 3);
        TInput[] inputs = StreamingContract.Inputs<TModel, TInput>(Most);
        bool hasOutputs = TModel.Spec.Output == OutputMode.EveryStep;
        foreach (int steps in (int[])[0, 1, 2, 3, 4, 5, 6, 16, 17, 18, Most])
        {
            if (steps == 0 && !hasOutputs) continue;
            int[] expected = Run(1, stepwise: true);
            foreach (int piece in (int[])[Math.Max(1, steps), 1, 2, 3, 5, 17])
            {
                if (!Run(piece, stepwise: false).SequenceEqual(expected)) return $"{steps} steps in pieces of {piece} are not {steps} single steps";
            }

            // The bits of the outputs, or of the last one, and of the state behind them.
            int[] Run(int piece, bool stepwise)
            {
                var state = new float[TModel.StateSize];
                for (int i = 0; i < state.Length; i++) state[i] = MathF.Sin(i + 1);
                int outs = TModel.OutputSize;
                var outputs = new float[hasOutputs ? steps * outs : outs];
                if (steps == 0 && !stepwise) model.Forward([], state, outputs);
                for (int t = 0; t < steps; t += piece)
                {
                    int count = Math.Min(piece, steps - t);
                    ReadOnlySpan<TInput> x = inputs.AsSpan(t * TModel.InputsPerStep, count * TModel.InputsPerStep);
                    Span<float> y = hasOutputs ? outputs.AsSpan(t * outs, count * outs) : outputs;
                    if (stepwise) model.Step(x, state, y);
                    else model.Forward(x, state, y);
                }
                return [.. MemoryMarshal.Cast<float, int>(outputs), .. MemoryMarshal.Cast<float, int>(state)];
            }
        }
        return StreamingContract.Broken<TModel, TInput>();
    }
}
