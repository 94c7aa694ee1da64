namespace RnnGen;

/// <summary>What a pass without tape works in; several at a time, told apart by their use.</summary>
internal enum Work
{
    EncoderState,
    EncoderOutputs,
    DecoderState,
    Bridge,
}

/// <summary>Room on this thread for what lies between encoder and decoder. It is allocated on the first use of a larger one, and stays.</summary>
internal static class Workspace
{
    [ThreadStatic]
    private static float[][]? t_rooms;

    /// <summary>Values left over from an earlier use.</summary>
    public static Span<float> Of(Work use, int length)
    {
        float[][] rooms = t_rooms ??= [[], [], [], []];
        ref float[] room = ref rooms[(int)use];
        if (room.Length < length) room = new float[length];
        return room.AsSpan(0, length);
    }
}
