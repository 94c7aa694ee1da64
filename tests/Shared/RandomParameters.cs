namespace RnnGen.Tests;

/// <summary>Parameters for tests that only need some.</summary>
internal static class RandomParameters
{
    /// <summary>A buffer with values from −½ to ½ in every tensor.</summary>
    public static ParameterBuffer Of(ModelSpec spec, int seed = 1)
    {
        var random = new Random(seed);
        var buffer = new ParameterBuffer(spec);
        foreach (TensorInfo tensor in buffer.Tensors)
        {
            buffer.Write(tensor.Name, [.. Enumerable.Range(0, tensor.Count).Select(_ => random.NextSingle() - 0.5f)]);
        }
        return buffer;
    }
}
