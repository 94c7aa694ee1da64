namespace RnnGen;

/// <summary>Which values dropout keeps: a hash of seed, place, step and unit, the same in the reference engine and in generated code.</summary>
/// <remarks>
/// The seed belongs to one row of one batch (the trainer folds run, batch and row into it). A place is one use of dropout
/// in the network, a step one vector of the sequence, counted in time from 0 (0 behind a pooled output). <see cref="StepKey"/> is computed once a vector,
/// in 64 bits; <see cref="Bits"/> for every unit, from two 32-bit multiplications, shifts, additions and exclusive ors, so that
/// it vectorises. A value is kept where its bits are at least <see cref="Threshold"/>, and then multiplied by <see cref="Scale"/>.
/// Recurrent dropout draws one mask for the sequence, that of step 0.
/// Generated code calls this; it is public so that masks can be made again elsewhere.
/// </remarks>
public static class DropoutMask
{
    private const int PlacesPerNode = 3;

    /// <summary>The place of dropout on the output of node number <paramref name="node"/> of the topology: <c>[Dropout]</c>, and between stacked layers.</summary>
    public static int PlaceOfOutput(int node) => PlacesPerNode * node;

    /// <summary>The place of the recurrent dropout of one direction of node number <paramref name="node"/>.</summary>
    public static int PlaceOfState(int node, bool reverse) => PlacesPerNode * node + (reverse ? 2 : 1);

    /// <summary>What the masks of one place and step have in common.</summary>
    public static ulong StepKey(ulong seed, int place, int step) =>
        BitMix.Combine(BitMix.Combine(seed, (uint)place), (uint)step);

    /// <summary>The random bits of one unit: a 32-bit mixing function of Wellons' form, with the halves of the key added before its rounds.</summary>
    public static uint Bits(ulong stepKey, int unit)
    {
        unchecked
        {
            uint z = (uint)unit * 0x9E3779B9 + (uint)stepKey;
            z = (z ^ (z >> 16)) * 0x7FEB352D + (uint)(stepKey >> 32);
            z = (z ^ (z >> 15)) * 0x846CA68B;
            return z ^ (z >> 16);
        }
    }

    /// <summary>The number of all bit patterns that lead to a zero: p·2³².</summary>
    public static uint Threshold(float probability) => (uint)Math.Round(probability * 4294967296.0);

    /// <summary>1/(1 − p): the mean of a value over all masks is the value.</summary>
    public static float Scale(float probability) => (float)(1 / (1 - (double)probability));
}
