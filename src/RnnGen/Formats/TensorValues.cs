namespace RnnGen;

/// <summary>A network's tensors on their way between a buffer and a file.</summary>
internal static class TensorValues
{
    /// <summary>The tensors of <paramref name="source"/> as they are saved.</summary>
    public static List<NamedTensor> ToFile(ParameterBuffer source)
    {
        Dictionary<string, float[]> own = source.Tensors.ToDictionary(tensor => tensor.Name, tensor => Values(source, tensor));
        return [.. TensorNameMap.GroupsOf(source.Spec).SelectMany(forms => forms[0].Tensors).Select(tensor => ToFile(tensor, own))];
    }

    /// <summary>Takes all tensors of <paramref name="destination"/> from a file; writes them only when nothing is wrong.</summary>
    /// <exception cref="ModelFormatException">A tensor is missing, left over, or not as expected.</exception>
    public static void FromFile(ITensorFile file, ParameterBuffer destination)
    {
        var tensors = new StrictTensors(file);
        Dictionary<string, float[]> own = destination.Tensors.ToDictionary(tensor => tensor.Name, tensor => new float[tensor.Count]);
        foreach (FileTensor tensor in TensorNameMap.Choose(destination.Spec, tensors.Has))
        {
            Add(tensor, tensors.Take(tensor.Name, tensor.Shape), own, file.Source);
        }
        tensors.RequireNoneLeft();
        foreach ((string name, float[] values) in own) destination.Write(name, values);
    }

    private static float[] Values(ParameterBuffer source, TensorInfo tensor)
    {
        float[] values = new float[tensor.Count];
        source.Read(tensor.Name, values);
        return values;
    }

    private static NamedTensor ToFile(FileTensor tensor, Dictionary<string, float[]> own)
    {
        int columns = Columns(tensor);
        float[] values = new float[tensor.Shape[0] * columns];
        foreach (RowCopy copy in tensor.Copies.Where(copy => copy.Saved))
        {
            own[copy.Tensor].AsSpan(copy.Row * columns, copy.Rows * columns).CopyTo(values.AsSpan(copy.FileRow * columns));
        }
        return new NamedTensor(tensor.Name, tensor.Shape, values);
    }

    private static void Add(FileTensor tensor, float[] values, Dictionary<string, float[]> own, string source)
    {
        int columns = Columns(tensor);
        foreach (RowCopy copy in tensor.Copies)
        {
            Span<float> sums = own[copy.Tensor].AsSpan(copy.Row * columns, copy.Rows * columns);
            ReadOnlySpan<float> terms = values.AsSpan(copy.FileRow * columns, copy.Rows * columns);
            for (int i = 0; i < sums.Length; i++)
            {
                if (copy.Repeated)
                {
                    if (sums[i] == terms[i]) continue;
                    throw new ModelFormatException(FormattableString.Invariant(
                        $"{source}: tensor '{tensor.Name}': expected the values of '{copy.Tensor}', to which it is tied: {sums[i]} at index {i}, found {terms[i]}."));
                }
                // A zero is not added, or the zero that saving writes would turn −0 into +0.
                if (copy.Saved) sums[i] = terms[i];
                else if (terms[i] != 0) sums[i] += terms[i];
                if (!float.IsFinite(sums[i]))
                {
                    throw new ModelFormatException($"{source}: tensor '{tensor.Name}': its sum with the other bias is not finite.");
                }
            }
        }
    }

    private static int Columns(FileTensor tensor) => tensor.Shape.Count == 1 ? 1 : tensor.Shape[1];
}
