using RnnGen.Tests;

namespace RnnGen.Formats.Tests.Conformance;

/// <summary>PyTorch's own files, whose layers are inferred from names and shapes.</summary>
public class TorchConformanceTests
{
    [SharedFact]
    public void EveryCaseIsInferred()
    {
        int read = 0;
        foreach (string name in TorchCase.Names)
        {
            var torch = new TorchCase(name);
            ImportedModel model = ModelImport.Read(torch.WeightsPath);
            // What names and shapes do not tell: the activation of an RNN, and which outputs are wanted.
            ModelSpec seen = torch.Spec with { Output = OutputMode.EveryStep };
            seen = seen with { Layers = new(seen.Layers.Select(layer => layer is RnnSpec rnn ? rnn with { Activation = Activation.Tanh } : layer)) };
            Assert.Equal(Prefixed(seen), Prefixed(model.Spec));
            var direct = new ParameterBuffer(torch.Spec);
            ModelFile.Read(direct, torch.WeightsPath);
            Assert.Equal(direct.Span.ToArray(), model.Parameters.Span.ToArray());
            read++;
        }
        Assert.Equal(67, read);
    }

    /// <summary>The layers, and the names of their tensors.</summary>
    private static string Prefixed(ModelSpec spec) => new ModelSpec([.. spec.Layers.Select(layer => layer with { Name = null })]) + " " +
        string.Join(", ", new ParameterLayout(new Topology(spec)).Tensors.Select(tensor => tensor.Name));
}
