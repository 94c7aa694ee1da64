namespace RnnGen.Benchmarks.Peers;

/// <summary>The part of a document that a run writes: between two marks, so that what stands around it stays.</summary>
internal static class GeneratedPart
{
    /// <summary>The line before the part.</summary>
    public static string Begin(string name) => $"<!-- {name}: written by the benchmark -->\n";

    /// <summary>The line behind the part.</summary>
    public static string End(string name) => $"<!-- /{name} -->\n";

    /// <summary>The document with the new part in place of the old; where it has no marks of that name, the part with them behind it; the part alone where there is no document.</summary>
    public static string Replace(string? document, string part, string name = "peers")
    {
        int begin = document?.IndexOf(Begin(name), StringComparison.Ordinal) ?? -1;
        int end = begin < 0 ? -1 : document!.IndexOf(End(name), begin, StringComparison.Ordinal);
        if (document is null) return part;
        return end < 0 ? $"{document}\n{Begin(name)}{part}\n{End(name)}" : document[..(begin + Begin(name).Length)] + part + document[end..];
    }
}
