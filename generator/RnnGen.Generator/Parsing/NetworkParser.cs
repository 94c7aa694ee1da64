using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Parsing;

/// <summary>Reads a declaration: the one place that knows Roslyn's symbols.</summary>
internal static class NetworkParser
{
    public const string ModelAttribute = "RnnGen.RnnModelAttribute";

    private const string LayerAttribute = "RnnGen.LayerAttribute";

    /// <summary>The generator's way in.</summary>
    public static NetworkSpec? ParseForGenerator(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;

        // [RnnModel] twice is the compiler's error; the class must not be generated twice for it.
        AttributeData first = type.GetAttributes().First(attribute => IsModelAttribute(attribute));
        bool isFirst = context.Attributes[0].ApplicationSyntaxReference?.Span == first.ApplicationSyntaxReference?.Span;
        return isFirst ? Parse(type, cancellation) : null;
    }

    /// <summary>What the class declares.</summary>
    public static NetworkSpec Parse(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var model = new AttributeReader(type.GetAttributes().First(attribute => IsModelAttribute(attribute)), cancellation);
        List<AttributeReader> attributes = type.GetAttributes().Where(IsLayerAttribute)
            .Select(attribute => new AttributeReader(attribute, cancellation)).ToList();
        var spec = new ModelSpec(attributes.Where(a => a.IsReadable).Select(LayerReader.Read).OfType<LayerSpec>().ToArray())
        {
            Output = model.Property("Output", OutputMode.EveryStep),
            InputSkip = model.Property("InputSkip", false),
        };
        return new NetworkSpec(TypeNames.Describe(type), spec, null, default);
    }

    /// <summary>Whether this is <c>[RnnModel]</c>.</summary>
    public static bool IsModelAttribute(AttributeData attribute) => attribute.AttributeClass?.ToDisplayString() == ModelAttribute;

    /// <summary>Whether this attribute declares a layer.</summary>
    public static bool IsLayerAttribute(AttributeData attribute) => attribute.AttributeClass?.BaseType is { } @base
        && (@base.ToDisplayString() == LayerAttribute || @base.BaseType?.ToDisplayString() == LayerAttribute);
}
