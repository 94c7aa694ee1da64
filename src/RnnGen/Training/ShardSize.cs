namespace RnnGen;

/// <summary>What a thread takes at a time of the rows of a batch that it works on.</summary>
/// <param name="Together">Rows that go through together.</param>
/// <param name="TapeRows">Rows that the tape has room for.</param>
/// <param name="Steps">Steps of a segment.</param>
internal readonly record struct ShardSize(int Together, int TapeRows, int Steps)
{
    /// <summary>
    /// Outputs that are kept at a time, 64 MB: with a large vocabulary rows go through in several groups, each of which turns the
    /// head's weights round and adds to all their gradients.
    /// </summary>
    private const int MostOutputs = 1 << 24;

    /// <summary>Of <paramref name="rows"/> of the batch's rows; 0 for <paramref name="checkpointEvery"/> means that all steps are one segment.</summary>
    public static ShardSize Of(BatchShape shape, int rows, int checkpointEvery)
    {
        int steps = checkpointEvery == 0 ? shape.Steps : Math.Min(checkpointEvery, shape.Steps);
        long most = Math.Max(1, MostOutputs / ((shape.HasOutputPerStep ? steps : 1L) * shape.OutputSize)), groups = (rows + most - 1) / most;
        int together = (int)((rows + groups - 1) / groups);
        // A tape of one sequence has kernels of its own, which add in another order: a row's numbers are not to depend on how rows are shared out.
        int tapeRows = shape.Rows == 1 || most == 1 ? 1 : Math.Max(2, together);
        // Up to whole chunks, which a backward pass adds up one by one: so the segments' gradients are those of the whole bit for bit.
        int chunk = PackedRows.ChunkStepsOf(tapeRows);
        return new ShardSize(together, tapeRows, (int)Math.Min(shape.Steps, ((long)steps + chunk - 1) / chunk * chunk));
    }
}
