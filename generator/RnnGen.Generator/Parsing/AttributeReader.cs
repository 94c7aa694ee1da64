using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RnnGen.Generator.Parsing;

/// <summary>One attribute's arguments, each with its place in the source.</summary>
internal sealed class AttributeReader
{
    private readonly AttributeData _data;
    private readonly AttributeSyntax? _syntax;

    public AttributeReader(AttributeData data, CancellationToken cancellation)
    {
        _data = data;
        _syntax = data.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax;
        Kind = data.AttributeClass!.Name.Replace("Attribute", "");
    }

    /// <summary>The attribute's name as users know it: <c>Lstm</c>.</summary>
    public string Kind { get; }

    /// <summary>The whole attribute.</summary>
    public Location Location => _syntax?.GetLocation() ?? Location.None;

    /// <summary>The part of the class that the attribute stands on.</summary>
    public TypeDeclarationSyntax? Declaration => _syntax?.FirstAncestorOrSelf<TypeDeclarationSyntax>();

    /// <summary>Whether the compiler could make sense of the arguments; where not, it has said so already.</summary>
    public bool IsReadable => _syntax is not null && _data.AttributeConstructor is not null
        && _data.ConstructorArguments.All(argument => argument.Kind != TypedConstantKind.Error)
        && _data.NamedArguments.All(argument => argument.Value.Kind != TypedConstantKind.Error);

    /// <summary>Whether a class may have several: all but <c>[Input]</c>.</summary>
    public bool MayRepeat => Kind != "Input";

    /// <summary>A constructor argument.</summary>
    public T Argument<T>(int index) => _data.ConstructorArguments[index].Value is T value ? value : default!;

    /// <summary>The place of a constructor argument, named or not.</summary>
    public Location ArgumentAt(int index)
    {
        string name = _data.AttributeConstructor!.Parameters[index].Name;
        List<AttributeArgumentSyntax> arguments = Arguments.Where(argument => argument.NameEquals is null).ToList();
        return (arguments.Find(argument => argument.NameColon?.Name.Identifier.ValueText == name)
            ?? arguments.ElementAtOrDefault(index))?.Expression.GetLocation() ?? Location;
    }

    /// <summary>A property's value; where it is not set, <paramref name="default"/>.</summary>
    public T Property<T>(string property, T @default)
    {
        object? value = _data.NamedArguments.LastOrDefault(argument => argument.Key == property).Value.Value;
        if (value is null) return @default;
        return typeof(T).IsEnum ? (T)Enum.ToObject(typeof(T), value) : value is T typed ? typed : @default;
    }

    /// <summary>The place of <c>Property = value</c>.</summary>
    public Location PropertyAt(string property) =>
        Arguments.LastOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == property)?.GetLocation() ?? Location;

    private IEnumerable<AttributeArgumentSyntax> Arguments =>
        _syntax?.ArgumentList?.Arguments ?? Enumerable.Empty<AttributeArgumentSyntax>();
}
