using RnnGen.Tests.Simd;

namespace RnnGen.Accuracy;

/// <summary>Goes through all floats, those of a block at once.</summary>
internal static class AllFloats
{
    private const int Block = 1 << 16;
    private static readonly int[] s_widths = [512, 256, 128, 1];

    /// <summary>The largest errors of a function at each width.</summary>
    public static Extremes[] Examine(string name)
    {
        var function = Function.Named(name);
        Extremes[] all = New(name);
        Parallel.For(0, (int)((1L << 32) / Block), () => (Extremes: New(name), X: new float[Block], Y: new float[Block], Exact: new double[Block]), (block, _, local) =>
        {
            for (int i = 0; i < Block; i++)
            {
                float x = BitConverter.UInt32BitsToSingle((uint)block * Block + (uint)i);
                // It is for arguments that are not positive.
                local.X[i] = name == "ExpNegative" && x > 0 ? 0f : x;
                local.Exact[i] = Exact(name, function, local.X[i]);
            }
            foreach (Extremes extremes in local.Extremes)
            {
                function.Apply(extremes.Width, local.X, local.Y);
                for (int i = 0; i < Block; i++) extremes.Add(local.X[i], local.Exact[i], local.Y[i]);
            }
            return local;
        }, local =>
        {
            lock (all)
            {
                for (int i = 0; i < all.Length; i++) all[i].Add(local.Extremes[i]);
            }
        });
        return all;
    }

    private static Extremes[] New(string name) => [.. s_widths.Select(width => new Extremes(name, width))];

    // tanh takes long where it is x or ±1 to the last bit of a double but one.
    private static double Exact(string name, Function function, float x) => name is "Tanh" or "FastTanh"
        ? Math.Abs(x) < 1e-5f ? x - (double)x * x * x / 3 : x > 20 ? 1 : x < -20 ? -1 : Math.Tanh(x)
        : function.Exact(x);
}
