using Microsoft.CodeAnalysis;
using RnnGen.Generator.Emit;
using RnnGen.Generator.Parsing;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator;

/// <summary>Writes the code of each class that has <c>[RnnModel]</c>. It reports nothing; <c>RnnAnalyzer</c> does.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class RnnGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<NetworkSpec> networks = context.SyntaxProvider
            .ForAttributeWithMetadataName(NetworkParser.ModelAttribute, static (_, _) => true, NetworkParser.ParseForGenerator)
            .WithTrackingName(TrackingNames.Networks)
            .Where(static network => network is not null)!;
        context.RegisterSourceOutput(networks, static (output, network) =>
        {
            string hint = network.Type.HintName, kernelClass = network.Type.KernelClass;
            if (!network.IsValid)
            {
                output.AddSource(hint + ".Rnn.g.cs", SurfaceEmitter.Emit(network, ""));
                return;
            }
            var plan = new NetworkPlan(network.Model);
            output.AddSource(hint + ".Rnn.g.cs", SurfaceEmitter.Emit(network, SurfaceEmitter.Xml(PlanRemarks.Of(plan))));
            var kernels = new KernelFile();
            output.AddSource(hint + ".Forward.g.cs", ForwardFile.Emit(plan, kernelClass, kernels));
            output.CancellationToken.ThrowIfCancellationRequested();
            output.AddSource(hint + ".Backward.g.cs", BackwardFile.Emit(plan, kernelClass, kernels));
        });
    }

    /// <summary>Names of the pipeline's steps, for tests of what is computed again.</summary>
    internal static class TrackingNames
    {
        public const string Networks = nameof(Networks);
    }
}
