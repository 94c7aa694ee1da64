namespace RnnGen.Benchmarks.Peers;

/// <summary>The part of a document that a run writes: between two marks, so that what stands around it stays.</summary>
internal static class GeneratedPart
{
    /// <summary>The lines before and behind the part.</summary>
    public const string Begin = "<!-- peers: written by the benchmark -->\n", End = "<!-- /peers -->\n";

    /// <summary>The document with the new part in place of the old; the part alone where there is no document with marks.</summary>
    public static string Replace(string? document, string part)
    {
        int begin = document?.IndexOf(Begin, StringComparison.Ordinal) ?? -1;
        int end = begin < 0 ? -1 : document!.IndexOf(End, begin, StringComparison.Ordinal);
        return end < 0 ? part : document![..(begin + Begin.Length)] + part + document[end..];
    }
}
