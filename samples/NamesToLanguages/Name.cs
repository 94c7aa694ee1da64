namespace NamesToLanguages;

/// <summary>A surname and the language that it is from.</summary>
internal sealed record Name(string Text, int Language);
