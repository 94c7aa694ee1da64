namespace RnnGen;

/// <summary>What turns a step's real values, or its token ids, into the vector that the first layer reads.</summary>
internal sealed class Sources(Topology topology, ReferenceTensors parameters)
{
    private int[] _tokens = [];

    /// <summary>Real values: the vectors as they are.</summary>
    public double[][] Forward(ReadOnlySpan<double> inputs)
    {
        var x = new double[inputs.Length / topology.InputSize][];
        for (int t = 0; t < x.Length; t++) x[t] = inputs.Slice(t * topology.InputSize, topology.InputSize).ToArray();
        return x;
    }

    /// <summary>Token ids: one-hot vectors and rows of tables, one source after the other.</summary>
    public double[][] Forward(ReadOnlySpan<int> tokens)
    {
        _tokens = tokens.ToArray();
        var x = new double[tokens.Length / topology.InputsPerStep][];
        for (int t = 0; t < x.Length; t++)
        {
            x[t] = new double[topology.InputSize];
            for (int s = 0; s < topology.Sources.Count; s++)
            {
                SourceNode source = topology.Sources[s];
                int token = tokens[t * topology.InputsPerStep + s];
                if (source.Spec is EmbeddingSpec)
                {
                    double[] table = parameters[TableOf(source)];
                    Array.Copy(table, token * source.Spec.Width, x[t], source.Offset, source.Spec.Width);
                }
                else
                {
                    x[t][source.Offset + token] = 1;
                }
            }
        }
        return x;
    }

    /// <summary>Adds dx to the rows of the tables that the tokens chose.</summary>
    public void Backward(double[][] dx, ReferenceTensors gradients)
    {
        for (int i = 0; i < _tokens.Length; i++)
        {
            // Forward: x[t] at the source's place = table[token].
            SourceNode source = topology.Sources[i % topology.InputsPerStep];
            if (source.Spec is not EmbeddingSpec) continue;
            double[] dtable = gradients[TableOf(source)], d = dx[i / topology.InputsPerStep];
            for (int e = 0; e < source.Spec.Width; e++) dtable[_tokens[i] * source.Spec.Width + e] += d[source.Offset + e];
        }
    }

    private static string TableOf(SourceNode source) => TensorName.Join(source.Prefix, "weight");
}
