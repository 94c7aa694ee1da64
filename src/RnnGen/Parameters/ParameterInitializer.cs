namespace RnnGen;

/// <summary>Random initial parameters, distributed as PyTorch's are by default; the same bits for a seed on every machine.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Recurrent tensors, peepholes too: uniform in ±1/√H. Where one bias stands for the sum of PyTorch's two, it is the sum of two draws.</item>
/// <item>Dense tensors: uniform in ±1/√(inputs). So is a tied table, because rows of variance 1 would give scores of variance √(inputs) and more.</item>
/// <item>Embedding tables: normal, mean 0, variance 1.</item>
/// <item>Highway gates: weights uniform in ±1/√(inputs), biases −1, so that a stack begins by passing its inputs on.</item>
/// <item>Layer normalisations: weights 1, biases 0.</item>
/// </list>
/// Each tensor has a stream of random numbers of its own, which depends on the seed and on the tensor's index in
/// <see cref="ParameterBuffer.Tensors"/>; its elements are drawn in row-major order.
/// </remarks>
public static class ParameterInitializer
{
    /// <summary>Overwrites all tensors of <paramref name="parameters"/>; the padding between them stays as it is.</summary>
    public static void Fill(ParameterBuffer parameters, int seed)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        int index = 0;
        foreach (SpecPart part in parameters.Spec.Parts)
        {
            foreach (ParameterPlace place in new ParameterLayout(new Topology(part.Model)).Places)
            {
                foreach (TensorPlace tensor in place.Tensors)
                {
                    var random = new SplitMix64(seed, index++);
                    var values = new float[tensor.Count];
                    for (int i = 0; i < values.Length; i++) values[i] = tensor.InitialValue ?? (float)Draw(place, tensor.Name, i, ref random);
                    parameters.Write(TensorName.Join(part.Name, tensor.Name), values);
                }
            }
        }
    }

    private static double Draw(ParameterPlace place, string tensor, int element, ref SplitMix64 random)
    {
        switch (place)
        {
            case TablePlace:
                return random.NextNormal();
            case DensePlace dense:
                return random.NextUniform(1 / Math.Sqrt(dense.Node.InputWidth));
            case CellPlace cell:
                double bound = 1 / Math.Sqrt(cell.Cell.Spec.Hidden), value = random.NextUniform(bound);
                return IsSumOfTwo(cell.Cell, tensor, element) ? value + random.NextUniform(bound) : value;
            case ProjectionPlace projection:
                return random.NextUniform(1 / Math.Sqrt(projection.Cell.Spec.Hidden));
            case HighwayPlace highway:
                return random.NextUniform(1 / Math.Sqrt(highway.Node.InputWidth));
            default:
                throw new NotSupportedException($"{place.GetType().Name} has no initial values.");
        }
    }

    // PyTorch's bias_ih + bias_hh; but a GRU that resets after the product keeps the candidate's two apart, and MinGru has no second.
    private static bool IsSumOfTwo(CellNode cell, string tensor, int element) =>
        tensor == cell.NameOf("bias") && cell.Spec is not MinGruSpec && !(CellPlace.ResetsAfter(cell.Spec) && element >= 2 * cell.Spec.Hidden);
}
