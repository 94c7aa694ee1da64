namespace RnnGen.Formats;

/// <summary>Reads ONNX models whose graph is a recurrent network. docs/onnx.md says what is recognised.</summary>
internal sealed class OnnxModelReader : IModelReader
{
    /// <inheritdoc/>
    public ModelFormat Format => ModelFormat.Onnx;

    /// <summary>A ModelProto begins with its version: field 1, a number that is small.</summary>
    public bool Recognizes(InputFile file) => file.Bytes.Length > 4 && file.Bytes.Span[0] == 0x08 && file.Bytes.Span[1] is > 0 and < 0x40;

    /// <inheritdoc/>
    public ImportedModel Read(InputFile file) => ReadNetwork(file).Model;

    /// <summary>The network with its bindings.</summary>
    public static OnnxNetwork ReadNetwork(InputFile file, IReadOnlyDictionary<string, OnnxValue>? constants = null) =>
        OnnxNetwork.Read(new OnnxReader(file.Source).Read(file.Bytes), new OnnxExternalData(file), constants);

    /// <summary>The graph's initializers, whatever the graph does with them.</summary>
    public static TensorSet ReadInitializers(InputFile file)
    {
        OnnxFile model = new OnnxReader(file.Source).Read(file.Bytes);
        var external = new OnnxExternalData(file);
        var tensors = new TensorSet(file.Source) { Metadata = model.Metadata };
        foreach ((string name, OnnxTensor tensor) in model.Graph.Initializers)
        {
            OnnxValue value = OnnxTensorReader.Read(external.Load(tensor), file.Wrong);
            if (value is OnnxIntegers integers) tensors.Add(name, "I64", new(value.Shape), () => Array.ConvertAll(integers.Elements, number => (float)number));
            else tensors.Add(name, new(value.Shape), ((OnnxReals)value).Elements);
        }
        return tensors;
    }
}
