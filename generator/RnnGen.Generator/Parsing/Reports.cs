using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Parsing;

/// <summary>Hands findings on, one for each place, and remembers the first error.</summary>
internal sealed class Reports(Action<Diagnostic> report)
{
    private readonly HashSet<Location> _places = [];

    /// <summary>The first error's id, or a word about the compiler's own errors; null if all is well.</summary>
    public string? FirstError { get; private set; }

    /// <summary>Whether the compiler could not read the declaration, so that nobody can tell what is in it.</summary>
    public bool CompilerFailed { get; private set; }

    /// <summary>Reports a breach of <paramref name="rule"/>, unless something was said of that place before.</summary>
    public void Add(DiagnosticDescriptor rule, Location place, params object[] arguments)
    {
        if (rule.DefaultSeverity == DiagnosticSeverity.Error) FirstError ??= rule.Id;
        if (_places.Add(place)) report(Diagnostic.Create(rule, place, arguments));
    }

    /// <summary>Notes that the compiler reports an error by itself, to which there is nothing to add.</summary>
    public void CompilerSaysIt()
    {
        CompilerFailed = true;
        FirstError ??= "See the compiler's errors";
    }
}
