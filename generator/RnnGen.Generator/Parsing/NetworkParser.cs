using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RnnGen.Generator.Parsing;

/// <summary>Reads a declaration. Only this folder knows Roslyn's symbols.</summary>
internal static class NetworkParser
{
    public const string ModelAttribute = "RnnGen.RnnModelAttribute";

    private const string LayerAttribute = "RnnGen.LayerAttribute";

    /// <summary>The generator's way in: it reports nothing.</summary>
    public static NetworkSpec? ParseForGenerator(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        // Half-typed, the attribute can stand before anything.
        if (context.TargetSymbol is not INamedTypeSymbol type) return null;

        return IsFirst(context, type, IsModelAttribute) ? Parse(type, static _ => { }, cancellation) : null;
    }

    /// <summary>
    /// Whether this is the part of the class that is to be generated for. The attribute on two parts is the compiler's error;
    /// the class must not be generated twice for it.
    /// </summary>
    public static bool IsFirst(GeneratorAttributeSyntaxContext context, INamedTypeSymbol type, Func<AttributeData, bool> isAttribute)
    {
        SyntaxReference? first = type.GetAttributes().FirstOrDefault(isAttribute)?.ApplicationSyntaxReference;
        return first is not null && first.SyntaxTree == context.TargetNode.SyntaxTree && context.TargetNode.Span.Contains(first.Span);
    }

    /// <summary>What a class with <c>[RnnModel]</c> declares; null where no second part of it can be written.</summary>
    public static NetworkSpec? Parse(INamedTypeSymbol type, Action<Diagnostic> report, CancellationToken cancellation)
    {
        // An attribute for classes on another kind of type is the compiler's error.
        if (type.TypeKind != TypeKind.Class) return null;
        var reports = new Reports(report);
        var typeChecks = new TypeChecks(type, NamesOf(type, cancellation), reports, cancellation);
        bool canBeExtended = typeChecks.CanBeExtended();
        List<string> taken = typeChecks.CheckMembers();
        cancellation.ThrowIfCancellationRequested();
        ModelSpec spec = ReadModel(type, reports, cancellation);
        return canBeExtended
            ? new NetworkSpec(TypeNames.Describe(type), spec, reports.FirstError, new(taken.Distinct())) { Weights = WeightsChecks.FileOf(type, cancellation) }
            : null;
    }

    /// <summary>The names that the model's members will have.</summary>
    private static IReadOnlyList<string> NamesOf(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var model = new AttributeReader(type.GetAttributes().First(IsModelAttribute), cancellation);
        return model.Property("Storage", WeightStorage.Float32) == WeightStorage.Float32 ? TypeChecks.NamesOfModel : [.. TypeChecks.NamesOfModel, .. TypeChecks.NamesOfStorage];
    }

    /// <summary>Reports the first layer of a class that has neither <c>[RnnModel]</c> nor <c>[Seq2Seq]</c>, or its <c>[Weights]</c>.</summary>
    public static void CheckWithoutModel(INamedTypeSymbol type, Action<Diagnostic> report, CancellationToken cancellation)
    {
        AttributeReader? stray = type.GetAttributes().FirstOrDefault(IsLayerAttribute) is { } layer
            ? new AttributeReader(layer, cancellation) : WeightsChecks.AttributeOf(type, cancellation);
        if (stray is not null) new Reports(report).Add(Rules.NoModelAttribute, stray.Location, type.Name, stray.Kind == "Weights" ? "weights" : "layers");
    }

    /// <summary>Whether this is <c>[RnnModel]</c>.</summary>
    public static bool IsModelAttribute(AttributeData attribute) => attribute.AttributeClass?.ToDisplayString() == ModelAttribute;

    /// <summary>Whether this is a layer's.</summary>
    public static bool IsLayerAttribute(AttributeData attribute) => attribute.AttributeClass?.BaseType is { } @base
        && (@base.ToDisplayString() == LayerAttribute || @base.BaseType?.ToDisplayString() == LayerAttribute);

    private static ModelSpec ReadModel(INamedTypeSymbol type, Reports reports, CancellationToken cancellation)
    {
        var model = new AttributeReader(type.GetAttributes().First(IsModelAttribute), cancellation);
        var layers = new List<(AttributeReader Attribute, LayerSpec Layer)>();
        foreach (AttributeReader attribute in LayersOf(type, model, reports, cancellation))
        {
            if (LayerReader.Read(attribute) is not { } layer) continue;
            layers.Add((attribute, layer));
            new LayerChecks(attribute, reports).Check(layer);
        }
        cancellation.ThrowIfCancellationRequested();
        var spec = new ModelSpec(layers.Select(pair => pair.Layer).ToArray())
        {
            Output = model.Property("Output", OutputMode.EveryStep),
            InputSkip = model.Property("InputSkip", false),
            Storage = model.Property("Storage", WeightStorage.Float32),
            Math = model.Property("Math", MathMode.Default),
        };
        if (!model.IsReadable) reports.CompilerSaysIt();
        var modelChecks = new LayerChecks(model, reports);
        modelChecks.CheckChoice<OutputMode>("Output");
        modelChecks.CheckChoice<WeightStorage>("Storage");
        modelChecks.CheckChoice<MathMode>("Math");
        var checks = new TopologyChecks(model, layers, reports);
        if (!reports.IsIncomplete) checks.CheckOrder();
        if (reports.FirstError is null) checks.CheckWhole(spec);
        return spec;
    }

    /// <summary>The layers' attributes in source order, as far as the compiler could read them.</summary>
    private static IEnumerable<AttributeReader> LayersOf(
        INamedTypeSymbol type, AttributeReader model, Reports reports, CancellationToken cancellation)
    {
        TypeDeclarationSyntax? part = model.Declaration;
        var kinds = new HashSet<string>();
        foreach (AttributeReader layer in type.GetAttributes().Where(IsLayerAttribute)
            .Select(attribute => new AttributeReader(attribute, cancellation)).OrderBy(layer => layer.Location.SourceSpan.Start))
        {
            if (layer.Declaration != part) reports.AddStray(layer.Location, layer.Kind, type.Name);
            else if (layer.IsReadable && (kinds.Add(layer.Kind) || layer.MayRepeat)) yield return layer;
            else reports.CompilerSaysIt();
        }
    }
}
