using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RnnGen.Generator.Parsing;

/// <summary>Finds the names under which generated code can reach, and extend, the user's class.</summary>
internal static class TypeNames
{
    /// <summary>Longer names are cut (and told apart by a hash), for file systems' sake.</summary>
    private const int LongestHint = 120;

    public static TypeSpec Describe(INamedTypeSymbol type)
    {
        List<INamedTypeSymbol> chain = ContainersOf(type).Reverse().ToList();
        chain.Add(type);
        List<string> namespaces = NamespacesOf(type).Reverse().ToList();
        string[] plain = [.. namespaces, .. chain.Select(t => t.Name)];
        string fullName = string.Join(".", plain);

        // Whatever loses information gets a hash of the whole name.
        string hash = "_" + Hash(fullName);
        bool plainHint = plain.All(name => name.All(c => IsPlain(c) || c == '_'))
            && fullName.Length <= LongestHint && !HasTwinByCase(type);
        string kernel = Sanitise(string.Join("_", plain));
        bool plainKernel = plain.All(name => name.All(IsPlain)) && Escape(kernel) == kernel;
        return new TypeSpec(
            string.Join(".", namespaces.Select(Escape)),
            new(chain.Take(chain.Count - 1).Select(container => $"partial {KeywordOf(container)} {Escape(container.Name)}")),
            Escape(type.Name),
            "global::" + string.Join(".", plain.Select(Escape)),
            kernel + (plainKernel ? "" : hash),
            Cut(Sanitise(fullName)) + (plainHint ? "" : hash));
    }

    /// <summary>The types around <paramref name="type"/>, the innermost first.</summary>
    public static IEnumerable<INamedTypeSymbol> ContainersOf(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType) yield return outer;
    }

    private static IEnumerable<string> NamespacesOf(INamedTypeSymbol type)
    {
        for (INamespaceSymbol? space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            yield return space.Name;
        }
    }

    /// <summary>Whether another name differs from this one by case only: file names do not tell the two apart.</summary>
    private static bool HasTwinByCase(INamedTypeSymbol type)
    {
        for (INamespaceOrTypeSymbol symbol = type; symbol is not INamespaceSymbol { IsGlobalNamespace: true };)
        {
            var parent = (INamespaceOrTypeSymbol?)symbol.ContainingType ?? symbol.ContainingNamespace;
            if (parent is null) return false;
            if (parent.GetMembers().Any(other => other is INamespaceOrTypeSymbol && other.Name != symbol.Name
                && string.Equals(other.Name, symbol.Name, StringComparison.OrdinalIgnoreCase))) return true;
            symbol = parent;
        }
        return false;
    }

    private static string KeywordOf(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "interface",
        { IsRecord: true, IsValueType: true } => "record struct",
        { IsRecord: true } => "record",
        { IsValueType: true } => "struct",
        _ => "class",
    };

    private static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None
            ? "@" + name
            : name;

    private static bool IsPlain(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9';

    private static string Sanitise(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (char c in name) text.Append(IsPlain(c) || c == '.' ? c : '_');
        return text.ToString();
    }

    private static string Cut(string name) => name.Length <= LongestHint ? name : name.Substring(0, LongestHint);

    /// <summary>FNV-1a: the same on every machine, which <see cref="string.GetHashCode()"/> is not.</summary>
    private static string Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text) hash = unchecked((hash ^ c) * 16777619);
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
