using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Parsing;

/// <summary>Reads a pair's declaration, and those of its two models: what is generated for them cannot be seen here.</summary>
internal static class PairParser
{
    public const string PairAttribute = "RnnGen.Seq2SeqAttribute";

    /// <summary>The generator's way in: it reports nothing.</summary>
    public static PairSpec? ParseForGenerator(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        if (context.TargetSymbol is not INamedTypeSymbol type || !NetworkParser.IsFirst(context, type, IsPairAttribute)) return null;
        return Parse(type, context.SemanticModel.Compilation.Assembly, static _ => { }, cancellation);
    }

    /// <summary>Whether this is <c>[Seq2Seq]</c>.</summary>
    public static bool IsPairAttribute(AttributeData attribute) => attribute.AttributeClass?.ToDisplayString() == PairAttribute;

    /// <summary>What a class with <c>[Seq2Seq]</c> declares; null where no second part of it can be written, or a model's is.</summary>
    public static PairSpec? Parse(INamedTypeSymbol type, IAssemblySymbol assembly, Action<Diagnostic> report, CancellationToken cancellation)
    {
        if (type.TypeKind != TypeKind.Class) return null;
        var reports = new Reports(report);
        var attribute = new AttributeReader(type.GetAttributes().First(IsPairAttribute), cancellation);
        bool isModel = RefuseLayers(type, reports, cancellation);
        // The checks of [RnnModel] have looked at the class.
        if (isModel) return null;
        var typeChecks = new TypeChecks(type, TypeChecks.NamesOfPair, reports, cancellation);
        bool canBeExtended = typeChecks.CanBeExtended();
        List<string> taken = typeChecks.CheckMembers();
        cancellation.ThrowIfCancellationRequested();

        var checks = new PairChecks(attribute, assembly, reports, cancellation);
        Seq2SeqSpec pair = checks.Read();
        return canBeExtended
            ? new PairSpec(TypeNames.Describe(type), DescribePart(attribute, 0, type), DescribePart(attribute, 1, type), pair, reports.FirstError, new(taken.Distinct()))
            {
                Weights = WeightsChecks.FileOf(type, cancellation),
            }
            : null;
    }

    /// <summary>Reports the first attribute that makes a network of the pair's class itself; says whether <c>[RnnModel]</c> is there.</summary>
    private static bool RefuseLayers(INamedTypeSymbol type, Reports reports, CancellationToken cancellation)
    {
        bool isModel = type.GetAttributes().Any(NetworkParser.IsModelAttribute);
        AttributeData? stray = type.GetAttributes().FirstOrDefault(attribute =>
            NetworkParser.IsModelAttribute(attribute) || !isModel && NetworkParser.IsLayerAttribute(attribute));
        if (stray is null) return false;
        var reader = new AttributeReader(stray, cancellation);
        reports.Add(Rules.PairWithLayers, reader.Location, type.Name, reader.Kind);
        return isModel;
    }

    private static PairPart DescribePart(AttributeReader attribute, int argument, INamedTypeSymbol pair)
    {
        if (!attribute.IsReadable || attribute.Argument<INamedTypeSymbol>(argument) is not { TypeKind: TypeKind.Class } part) return new PairPart("object", false, "public");
        return new PairPart(TypeNames.Describe(part).FullName, part.GetAttributes().Any(NetworkParser.IsModelAttribute), AccessOf(part, pair));
    }

    /// <summary>How visible a member of the pair that shows the part may be: nowhere where the part is not. In doubt it is private.</summary>
    private static string AccessOf(INamedTypeSymbol part, INamedTypeSymbol pair)
    {
        bool isSame = part.DeclaredAccessibility == pair.DeclaredAccessibility
            && SymbolEqualityComparer.Default.Equals(part.ContainingType, pair.ContainingType);
        int ofPart = VisibilityOf(part);
        return isSame || ofPart > 0 && ofPart >= VisibilityOf(pair) ? "public" : ofPart == 1 ? "internal" : "private";
    }

    /// <summary>2 for public, 1 for what the assembly sees, 0 for less; containing types count.</summary>
    private static int VisibilityOf(INamedTypeSymbol type)
    {
        int visibility = 2;
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            visibility = Math.Min(visibility, outer.DeclaredAccessibility switch
            {
                Accessibility.Public => 2,
                Accessibility.Internal or Accessibility.ProtectedOrInternal => 1,
                _ => 0,
            });
        }
        return visibility;
    }
}
