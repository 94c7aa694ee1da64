using System.Runtime.InteropServices;

namespace RnnGen.Tests.Models;

/// <summary>
/// What is promised of many streams: each has the very bits that it has alone. Sixteen from a multiple of 16 on go one a lane where the network is small; the rest of a
/// range, and one that begins or ends between such places, go as rows, and so does a stream alone.
/// </summary>
public static class StreamsContract
{
    // Two whole groups and five.
    private const int Count = 37, Steps = 3;

    private static readonly (int First, int Count)[] s_whole = [(0, Count)], s_parts = [(0, 5), (36, 1), (5, 14), (19, 17)];

    /// <summary>What is broken for a model, or null.</summary>
    public static string? Broken<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        TModel model = TModel.New();
        ParameterInitializer.Fill(model.Parameters, 3);
        if (model is IQuantizedModel quantized) quantized.Quantize();
        return Broken<TModel, TInput>(model);
    }

    /// <summary>The same with parameters that it has.</summary>
    internal static string? Broken<TModel, TInput>(TModel model)
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        if (TModel.Spec.Output is not (OutputMode.EveryStep or OutputMode.LastStep)) return null;
        int ins = TModel.InputsPerStep, outs = TModel.OutputSize;
        TInput[] inputs = StreamingContract.Inputs<TModel, TInput>(Steps * Count);
        int[][] alone = [.. Enumerable.Range(0, Count).Select(Alone)];
        foreach ((string name, (int, int)[] ranges) in new[] { ("all streams together", s_whole), ("streams in ranges", s_parts) })
        {
            int[][] found = Together(inputs, ranges);
            for (int n = 0; n < Count; n++)
            {
                if (!found[n].SequenceEqual(alone[n])) return $"of {name}, number {n} has other bits than alone";
            }
        }
        if (inputs is not float[] values) return null;
        // A NaN in one of a group, and in one of the rest.
        var spoilt = (float[])values.Clone();
        foreach (int ill in (int[])[2, Count - 1]) spoilt[ill * ins] = float.NaN;
        int[][] beside = Together((TInput[])(object)spoilt, s_whole);
        for (int n = 0; n < Count; n++)
        {
            if (n is not (2 or Count - 1) && !beside[n].SequenceEqual(alone[n])) return $"number {n} has other bits beside a NaN";
        }
        return null;

        // Outputs of all steps, and the state behind them.
        int[] Alone(int n)
        {
            RnnStreams streams = TModel.CreateStreams(1);
            float[] outputs = new float[Steps * outs], state = new float[TModel.StateSize];
            for (int t = 0; t < Steps; t++) model.StepMany(inputs.AsSpan((t * Count + n) * ins, ins), streams, 0, 1, outputs.AsSpan(t * outs, outs));
            streams.SaveState(0, state);
            return Bits(outputs, state);
        }

        int[][] Together(TInput[] x, (int First, int Count)[] ranges)
        {
            RnnStreams streams = TModel.CreateStreams(Count);
            float[] y = new float[Count * outs], state = new float[TModel.StateSize];
            var outputs = new float[Count, Steps * outs];
            for (int t = 0; t < Steps; t++)
            {
                foreach ((int first, int count) in ranges) model.StepMany(x.AsSpan((t * Count + first) * ins, count * ins), streams, first, count, y.AsSpan(first * outs, count * outs));
                for (int n = 0; n < Count; n++)
                {
                    for (int k = 0; k < outs; k++) outputs[n, t * outs + k] = y[n * outs + k];
                }
            }
            return [.. Enumerable.Range(0, Count).Select(n =>
            {
                streams.SaveState(n, state);
                return Bits(MemoryMarshal.CreateSpan(ref outputs[n, 0], Steps * outs), state);
            })];
        }
    }

    private static int[] Bits(ReadOnlySpan<float> outputs, ReadOnlySpan<float> state) => [.. MemoryMarshal.Cast<float, int>(outputs), .. MemoryMarshal.Cast<float, int>(state)];
}
