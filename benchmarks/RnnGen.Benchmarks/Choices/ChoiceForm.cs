namespace RnnGen.Benchmarks.Choices;

/// <summary>What is timed of a network.</summary>
internal enum ChoiceForm
{
    /// <summary>Single steps.</summary>
    Step,

    /// <summary>A sequence.</summary>
    Sequence,

    /// <summary>One step of as many streams.</summary>
    Streams,
}
