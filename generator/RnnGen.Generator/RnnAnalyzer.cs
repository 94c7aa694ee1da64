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
        if (isModel) NetworkParser.Parse(type, context.ReportDiagnostic, context.CancellationToken);
        if (isPair) PairParser.Parse(type, context.Compilation.Assembly, context.ReportDiagnostic, context.CancellationToken);
        if (!isModel && !isPair) NetworkParser.CheckWithoutModel(type, context.ReportDiagnostic, context.CancellationToken);
    }
}
