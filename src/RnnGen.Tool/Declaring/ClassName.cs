using Microsoft.CodeAnalysis.CSharp;

namespace RnnGen.Tool.Declaring;

/// <summary>Names of classes and namespaces.</summary>
internal static class ClassName
{
    /// <summary>Whether <paramref name="name"/> can be the name of a class.</summary>
    public static bool IsValid(string name) => SyntaxFacts.IsValidIdentifier(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None;

    /// <summary>Whether <paramref name="name"/> can be a namespace: such names with dots between them.</summary>
    public static bool IsValidNamespace(string name) => name.Split('.').All(IsValid);

    /// <summary>A class's name from a file's or a part's: <c>blues-jr_2.json</c> becomes <c>BluesJr2</c>.</summary>
    /// <exception cref="ToolException">Nothing in it can stand in a name.</exception>
    public static string From(string text)
    {
        string name = string.Concat(text.Split([.. text.Where(letter => !char.IsLetterOrDigit(letter))], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        if (name.Length > 0 && char.IsDigit(name[0])) name = "Model" + name;
        return IsValid(name) ? name : throw new ToolException($"'{text}' makes no name for a class; expected --class with one.");
    }
}
