namespace RnnGen;

/// <summary>How one gate of an LSTM sees the cell: z += p∘c.</summary>
/// <param name="parameters">The network's parameters.</param>
/// <param name="weight">Where p lies.</param>
/// <param name="at">Where the gate's part of z begins.</param>
internal sealed class Peephole(ReferenceTensors parameters, TensorRows weight, int at)
{
    /// <summary>z[u] += p[u]·c[u]</summary>
    public void Forward(double[] z, double[] c)
    {
        double[] p = parameters[weight.Tensor];
        for (int u = 0; u < c.Length; u++) z[at + u] += p[weight.First + u] * c[u];
    }

    /// <summary>dp += dz∘c, dc += dz∘p.</summary>
    public void Backward(double[] dz, double[] c, double[] dc, ReferenceTensors gradients)
    {
        double[] p = parameters[weight.Tensor], dp = gradients[weight.Tensor];
        for (int u = 0; u < c.Length; u++)
        {
            // Forward: z[u] += p[u]·c[u].
            dp[weight.First + u] += dz[at + u] * c[u];
            dc[u] += dz[at + u] * p[weight.First + u];
        }
    }

    /// <summary>The peephole of a gate; null where the gate has none.</summary>
    public static Peephole? Of(CellNode node, ReferenceTensors parameters, char gate)
    {
        int row = CellGates.OfPeephole(node.Spec).IndexOf(gate, StringComparison.Ordinal), units = node.Spec.Hidden;
        return row < 0 ? null : new Peephole(parameters, new(node.NameOf("peephole"), row * units),
            CellGates.Of(node.Spec).IndexOf(gate, StringComparison.Ordinal) * units);
    }
}
