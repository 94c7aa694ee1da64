namespace RnnGen.Formats;

/// <summary>A PyTorch <c>state_dict</c> in JSON: an object of names and nested arrays.</summary>
internal static class JsonTensors
{
    /// <summary>All of them.</summary>
    /// <exception cref="ModelFormatException">A value is no rectangular array of finite numbers.</exception>
    public static TensorSet Read(JsonPart dictionary, string source)
    {
        var tensors = new TensorSet(source);
        foreach (string name in dictionary.Keys)
        {
            (EquatableArray<int> shape, float[] values) = dictionary.Take(name).Tensor();
            tensors.Add(name, shape, values);
        }
        return tensors;
    }
}
