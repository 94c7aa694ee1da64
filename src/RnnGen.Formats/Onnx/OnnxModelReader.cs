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
}
