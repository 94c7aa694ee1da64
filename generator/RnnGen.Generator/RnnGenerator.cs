using Microsoft.CodeAnalysis;
using RnnGen.Generator.Emit;
using RnnGen.Generator.Parsing;

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
            // The plan's text comes from the kernel emitters.
            output.AddSource(network.Type.HintName + ".Rnn.g.cs", SurfaceEmitter.Emit(network, SurfaceEmitter.Xml(network.Model.ToString())));
            if (network.IsValid) output.AddSource(network.Type.HintName + ".Kernels.g.cs", KernelStub.Emit(network));
        });
    }

    /// <summary>Names of the pipeline's steps, for tests of what is computed again.</summary>
    internal static class TrackingNames
    {
        public const string Networks = nameof(Networks);
    }
}
