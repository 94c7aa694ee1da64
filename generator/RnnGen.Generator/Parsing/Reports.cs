using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Parsing;

/// <summary>Hands findings on, one for each place, and remembers the first error.</summary>
internal sealed class Reports(Action<Diagnostic> report)
{
    private readonly HashSet<Location> _places = [];
    private bool _hasStray;

    /// <summary>The first error's id, or a word about the compiler's own errors; null if all is well.</summary>
    public string? FirstError { get; private set; }

    /// <summary>Whether layers could not be read, or not in their order, so that nobody can tell which network is meant.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Reports a breach of <paramref name="rule"/>, unless something was said of that place before.</summary>
    public void Add(DiagnosticDescriptor rule, Location place, params object[] arguments)
    {
        if (rule.DefaultSeverity == DiagnosticSeverity.Error) FirstError ??= rule.Id;
        if (_places.Add(place)) report(Diagnostic.Create(rule, place, arguments));
    }

    /// <summary>Notes that the compiler reports an error by itself, to which there is nothing to add.</summary>
    public void CompilerSaysIt()
    {
        IsIncomplete = true;
        FirstError ??= "See the compiler's errors";
    }

    /// <summary>Notes that an error is reported in another place.</summary>
    public void OthersSayIt(string what) => FirstError ??= what;

    /// <summary>Reports the first layer that stands on another part of the class; the others are the same mistake.</summary>
    public void AddStray(Location place, params object[] arguments)
    {
        if (!_hasStray) Add(Rules.SeveralParts, place, arguments);
        _hasStray = IsIncomplete = true;
    }
}
