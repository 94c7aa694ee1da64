using Microsoft.CodeAnalysis;
using RnnGen.Generator.Emit;
using RnnGen.Generator.Parsing;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator;

/// <summary>Writes the code of each class that has <c>[RnnModel]</c> or <c>[Seq2Seq]</c>. It reports nothing; <c>RnnAnalyzer</c> does.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class RnnGenerator : IIncrementalGenerator
{
    private readonly CostModel _costs;

    /// <summary>The generator that the compiler runs.</summary>
    public RnnGenerator() : this(CostModel.Default)
    {
    }

    /// <summary>For experiments: one that makes other choices.</summary>
    internal RnnGenerator(CostModel costs) => _costs = costs;

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<NetworkSpec> networks = context.SyntaxProvider
            .ForAttributeWithMetadataName(NetworkParser.ModelAttribute, static (_, _) => true, NetworkParser.ParseForGenerator)
            .WithTrackingName(TrackingNames.Networks)
            .Where(static network => network is not null)!;
        context.RegisterSourceOutput(networks, Write);

        IncrementalValuesProvider<PairSpec> pairs = context.SyntaxProvider
            .ForAttributeWithMetadataName(PairParser.PairAttribute, static (_, _) => true, PairParser.ParseForGenerator)
            .WithTrackingName(TrackingNames.Pairs)
            .Where(static pair => pair is not null)!;
        context.RegisterSourceOutput(pairs, (output, pair) =>
        {
            output.AddSource(pair.Type.HintName + ".Seq2Seq.g.cs", PairEmitter.Emit(pair));
            if (PairEmitter.BridgeOf(pair) is { } bridge) Write(output, bridge);
        });
    }

    private void Write(SourceProductionContext output, NetworkSpec network)
    {
        string hint = network.Type.HintName, kernelClass = network.Type.KernelClass;
        if (!network.IsValid)
        {
            output.AddSource(hint + ".Rnn.g.cs", SurfaceEmitter.Emit(network, ""));
            return;
        }
        NetworkPlan plan = new(network.Model, costs: _costs), untaped = plan;
        if (network.Model.Storage != WeightStorage.Float32) untaped = new NetworkPlan(network.Model, network.Model.Storage, _costs);
        output.AddSource(hint + ".Rnn.g.cs", SurfaceEmitter.Emit(network, SurfaceEmitter.Xml(PlanRemarks.Of(plan, untaped))));
        var kernels = new KernelFile();
        output.AddSource(hint + ".Forward.g.cs", ForwardFile.Emit(plan, kernelClass, kernels));
        if (untaped != plan) output.AddSource(hint + ".Stored.g.cs", ForwardFile.EmitStored(untaped, kernelClass));
        output.CancellationToken.ThrowIfCancellationRequested();
        output.AddSource(hint + ".Backward.g.cs", BackwardFile.Emit(plan, kernelClass, kernels));
    }

    /// <summary>Names of the pipeline's steps, for tests of what is computed again.</summary>
    internal static class TrackingNames
    {
        public const string Networks = nameof(Networks);

        public const string Pairs = nameof(Pairs);
    }
}
