namespace RnnGen.Benchmarks.Peers;

/// <summary>How steps are asked for.</summary>
internal enum RunForm
{
    /// <summary>One call for each.</summary>
    Step,

    /// <summary>One call for all.</summary>
    Sequence,
}
