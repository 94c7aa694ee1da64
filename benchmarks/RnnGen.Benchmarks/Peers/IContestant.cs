namespace RnnGen.Benchmarks.Peers;

/// <summary>Something that runs cells and is compared: here, or in a process of its own.</summary>
internal interface IContestant : IDisposable
{
    /// <summary>The column's head.</summary>
    string Name { get; }

    /// <summary>The largest error against double up to which it computes the same thing. Float sums and exact functions stay below 1e-6.</summary>
    double AllowedError => 1e-4;

    /// <summary>Takes over a cell. False where such a cell is none of its: its place in the table stays empty.</summary>
    /// <exception cref="PeerException">It cannot run this cell; the message says why.</exception>
    bool Load(PeerCase cell);

    /// <summary>Every h of the first <paramref name="steps"/> steps from a zero state, [steps, H].</summary>
    /// <exception cref="PeerException">It could not.</exception>
    float[] Run(RunForm form, int steps);

    /// <summary>Nanoseconds a step in the fastest of the short batches that <paramref name="budget"/> has room for.</summary>
    /// <exception cref="PeerException">It could not.</exception>
    double Time(RunForm form, int steps, TimeSpan budget);
}

/// <summary>A contestant cannot take part, or not any more; the message is for the reader of the table.</summary>
internal sealed class PeerException(string message) : Exception(message);
