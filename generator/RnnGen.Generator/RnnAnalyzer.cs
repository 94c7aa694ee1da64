using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RnnGen.Generator.Parsing;

namespace RnnGen.Generator;

/// <summary>Says what is wrong with a declaration, and where.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RnnAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Rules.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();

        // Each model has a generated part; analyzers that leave out generated code would leave it out.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        bool isModel = type.GetAttributes().Any(NetworkParser.IsModelAttribute), isPair = type.GetAttributes().Any(PairParser.IsPairAttribute);
        NetworkSpec? network = isModel ? NetworkParser.Parse(type, context.ReportDiagnostic, context.CancellationToken) : null;
        PairSpec? pair = isPair ? PairParser.Parse(type, context.Compilation.Assembly, context.ReportDiagnostic, context.CancellationToken) : null;
        if (!isModel && !isPair) NetworkParser.CheckWithoutModel(type, context.ReportDiagnostic, context.CancellationToken);
        if (network is { IsValid: true }) CheckWeights(network.Model, type, context);
        if (pair is { IsValid: true }) CheckWeights(pair.Pair, type, context);
    }

    private static void CheckWeights(ParameterSpec spec, INamedTypeSymbol type, SymbolAnalysisContext context)
    {
        if (WeightsChecks.AttributeOf(type, context.CancellationToken) is not { } attribute) return;
        new WeightsChecks(attribute, context.Options.AdditionalFiles, new Reports(context.ReportDiagnostic), context.CancellationToken).Check(spec);
    }
}
