namespace RnnGen;

/// <summary>Named tensors of a file, whatever its container.</summary>
internal interface ITensorFile
{
    /// <summary>What messages call the file.</summary>
    string Source { get; }

    /// <summary>The tensors' names.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>A tensor's type and shape; null where there is none of this name.</summary>
    (string Dtype, EquatableArray<int> Shape)? Find(string name);

    /// <summary>A tensor's values, row-major; it is of type F32.</summary>
    /// <exception cref="ModelFormatException">One is not finite.</exception>
    float[] ReadFloats(string name);
}
