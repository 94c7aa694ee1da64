namespace RnnGen.Formats;

/// <summary>Reads trained models of other tools.</summary>
/// <remarks>
/// The format is told by content, never by the file's name. Reading is strict: every tensor is used exactly once, and what is not
/// understood is an error that names it. docs/formats.md has the list.
/// </remarks>
/// <example><code>
/// ImportedModel amp = ModelImport.Read("amp.nam");
/// Console.WriteLine(amp.Spec);                       // [RnnModel] [Input(1)] [Lstm(16)] [Dense(1)]
/// double[] output = amp.Run(samples);                // in the reference engine
/// ModelExport.Write(amp, "amp.safetensors", ModelFormat.Safetensors);
/// </code></example>
public static class ModelImport
{
    /// <summary>All readers, in the order in which they are asked: safetensors first, as the length with which it begins may look like the beginning of JSON.</summary>
    private static readonly IModelReader[] s_readers =
    [
        new SafetensorsReader(), new AidaXReader(), new RtNeuralReader(), new GuitarMlReader(), new NamReader(),
        new RtNeuralTorchReader(), new NumpyReader(), new CharRnnReader(), new RnNoiseReader(),
        new OnnxModelReader(), new KerasReader(),
    ];

    /// <summary>Reads the file, or the folder, <paramref name="path"/>.</summary>
    /// <exception cref="ModelFormatException">It is damaged, of no known format, or holds something that cannot be expressed; the message says what, and where.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImportedModel Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(InputFile.Open(path));
    }

    /// <summary>Reads a file's content; messages call it <paramref name="name"/>.</summary>
    /// <exception cref="ModelFormatException">It is damaged, of no known format, or holds something that cannot be expressed; the message says what, and where.</exception>
    public static ImportedModel Read(ReadOnlyMemory<byte> content, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Read(new InputFile(content, $"'{name}'"));
    }

    /// <summary>Reads tensors that do not say what they belong to, such as a PyTorch <c>state_dict</c>, as the network <paramref name="spec"/>.</summary>
    /// <remarks>The layers' names are the modules' paths; all may stand behind one path more (<c>model.</c>) in the file.</remarks>
    /// <exception cref="ModelFormatException">It is damaged, or not this network's: a tensor is missing, left over, or of another shape.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImportedModel Read(string path, ModelSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Read(path, new SpecPart("", spec));
    }

    /// <summary>Reads tensors that do not say what they belong to as several networks: an encoder and a decoder, say.</summary>
    /// <param name="path">The file, or the folder.</param>
    /// <param name="parts">The networks, whose layers' names are the modules' paths; a part's own name only tells them apart.</param>
    /// <exception cref="ModelFormatException">It is damaged, or not these networks'.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImportedModel Read(string path, params IReadOnlyList<SpecPart> parts)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(parts);
        foreach (SpecPart part in parts) ReferenceRules.Check(part.Model);
        InputFile file = InputFile.Open(path);
        return NamedTensors.Read(ReaderOfTensors(file).ReadTensors(file), parts) with { Format = ReaderOf(file).Format };
    }

    /// <summary>All tensors of a file that has named tensors, without asking what they belong to. Of an ONNX graph these are its initializers.</summary>
    /// <exception cref="ModelFormatException">It is damaged, of another kind, or a value is not finite.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<ImportedTensor> ReadTensors(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        InputFile file = InputFile.Open(path);
        TensorSet tensors = ReaderOf(file) is OnnxModelReader ? OnnxModelReader.ReadInitializers(file) : ReaderOfTensors(file).ReadTensors(file);
        return [.. tensors.Names.Select(name => new ImportedTensor(name, [.. tensors.ShapeOf(name)], tensors.ReadFloats(name)))];
    }

    /// <summary>The format of the file, or the folder, <paramref name="path"/>.</summary>
    /// <exception cref="ModelFormatException">It is of no known format.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelFormat Detect(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReaderOf(InputFile.Open(path)).Format;
    }

    /// <summary>Whether it is a container of named tensors that RnnGen wrote, and so says itself what it holds.</summary>
    internal static bool IsOwn(string path)
    {
        InputFile file = InputFile.Open(path);
        return ReaderOf(file) is ITensorReader reader && OwnFile.IsOwn(reader.ReadTensors(file));
    }

    private static ImportedModel Read(InputFile file) => ReaderOf(file).Read(file);

    private static IModelReader ReaderOf(InputFile file) => s_readers.FirstOrDefault(reader => reader.Recognizes(file)) ?? throw Unknown(file);

    private static ITensorReader ReaderOfTensors(InputFile file) => ReaderOf(file) as ITensorReader
        ?? throw file.Wrong($"a file of the format {ReaderOf(file).Format} says itself what its tensors are: read it without saying");

    private static ModelFormatException Unknown(InputFile file)
    {
        if (file.Folder is not null) return file.Wrong("the folder holds no manifest.json, so it is no char-RNN model");
        if (file.Zip is { } zip && zip.Names.Any(name => name.EndsWith("data.pkl", StringComparison.Ordinal)))
        {
            return file.Wrong("a PyTorch archive holds pickled code, which is not run; save the state_dict with safetensors.torch.save_file");
        }
        if (file.Json is { } json) return file.Wrong($"its format is not known: JSON with the keys {(json.Keys.Count == 0 ? "of none" : string.Join(", ", json.Keys.Take(8).Select(key => key.Length <= 40 ? key : key[..40] + "…")))}");
        if (file.StartsWith("version https://git-lfs"u8)) return file.Wrong("it is a Git LFS pointer; fetch the file itself with git lfs pull");
        if (file.Bytes.Span.TrimStart(" \t\r\n"u8) is [(byte)'<', ..]) return file.Wrong("it is a web page, not the file that was to be downloaded from it");
        ReadOnlySpan<byte> start = file.Bytes.Span[..Math.Min(8, file.Bytes.Length)];
        return file.Wrong($"its format is not known: {file.Bytes.Length} bytes that begin with {Convert.ToHexString(start)}");
    }
}
