using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace RnnGen.Formats.Tests;

/// <summary>Small files, and files that mean ill.</summary>
internal static class Hostile
{
    private static readonly ImportedModel s_small = Samples.Model(new InputSpec(1), new LstmSpec(1), new DenseSpec(1));

    /// <summary>A small file of each format.</summary>
    public static IReadOnlyList<(string Name, Func<byte[]> Make)> Files { get; } =
    [
        ("safetensors", () => ModelExport.ToBytes(s_small, ModelFormat.Safetensors)),
        ("amp in safetensors", () => ModelExport.ToBytes(Samples.Amp(), ModelFormat.Safetensors)),
        ("parts", () => ModelExport.ToBytes(Samples.Parts(), ModelFormat.Safetensors)),
        ("numpy", () => ModelExport.ToBytes(s_small, ModelFormat.Numpy)),
        ("rtneural", () => ModelExport.ToBytes(s_small, ModelFormat.RtNeural)),
        ("rtneural torch", () => ModelExport.ToBytes(s_small, ModelFormat.RtNeuralTorch)),
        ("aida-x", () => ModelExport.ToBytes(Samples.Amp(), ModelFormat.AidaX)),
        ("nam", () => ModelExport.ToBytes(s_small, ModelFormat.Nam)),
        ("onnx", () => ModelExport.ToBytes(s_small, ModelFormat.Onnx)),
        ("onnx, both directions", () => ModelExport.ToBytes(Samples.Model(new EmbeddingSpec(2, 1), new GruSpec(1) { Direction = Direction.Bidirectional, Layers = 2 }), ModelFormat.Onnx)),
        ("keras h5", () => Keras.KerasTests.Small().ToHdf5()),
        ("keras archive", () => Keras.KerasTests.Small().ToArchive()),
        ("guitarml", () => Encoding.UTF8.GetBytes(GuitarMl)),
        ("rnnoise", () => Encoding.ASCII.GetBytes(RnNoise)),
    ];

    /// <summary>A GuitarML model of one unit.</summary>
    public const string GuitarMl = """
        {"model_data": {"model": "SimpleRNN", "input_size": 1, "skip": 1, "output_size": 1, "unit_type": "LSTM", "num_layers": 1, "hidden_size": 1, "bias_fl": true},
         "state_dict": {"rec.weight_ih_l0": [[0.1], [0.2], [0.3], [0.4]], "rec.weight_hh_l0": [[0.5], [-0.6], [0.7], [-0.8]],
         "rec.bias_ih_l0": [0.1, 0.2, 0.3, 0.4], "rec.bias_hh_l0": [0.5, 0.6, 0.7, 0.8], "lin.weight": [[1.5]], "lin.bias": [0.25]}}
        """;

    /// <summary>An RNNoise of one unit a layer, without a line's end.</summary>
    private const string RnNoise = """
        rnnoise-nu model file version 1
        1 1 0
        10 -20
        1 1 2
        1 2 3 -4 -5 -6 7 8 9
        3 1 2
        1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
        3 1 2
        -1 -2 -3 -4 -5 -6 -7 -8 -9 10 11 12 13 14 15
        1 1 1
        100 -100
        1 1 1
        64 5
        """;

    public static byte[] File(string name) => Files.Single(file => file.Name == name).Make();

    /// <summary>Reads a file: the message of the error, or null where a model came. Any other exception is a fault of the reader.</summary>
    public static string? Read(byte[] file)
    {
        try
        {
            ImportedModel model = ModelImport.Read(file, "it");
            // Damaged numbers make another model, but one that runs.
            Assert.NotEmpty(model.Parts);
            foreach (ImportedPart part in model.Parts) Assert.DoesNotContain(part.Parameters.Span.ToArray(), value => !float.IsFinite(value));
            return null;
        }
        catch (ModelFormatException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>A small file that says that it is large.</summary>
    public static byte[] Claim(string kind) => kind switch
    {
        "safetensors header" => [.. BitConverter.GetBytes(99_000_000L), (byte)'{', .. new byte[100]],
        "safetensors data" => Safetensors("""{"lstm.weight_ih_l0":{"dtype":"F32","shape":[400000,1000],"data_offsets":[0,1600000000]}}""", 16),
        "numpy shape" => Zip(("lstm.weight_ih_l0.npy", Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (200000, 1000), }", new byte[64]))),
        "nam" => Utf8("""{"version":"0.5.4","architecture":"LSTM","config":{"input_size":1000000,"hidden_size":1000000,"num_layers":250},"weights":[1,2,3]}"""),
        "guitarml" => Utf8(GuitarMl.Replace("\"hidden_size\": 1", "\"hidden_size\": 1000000").Replace("\"num_layers\": 1", "\"num_layers\": 250")),
        "rtneural" => Utf8("""{"in_shape":[null,null,1000000],"layers":[{"type":"lstm","activation":"","shape":[null,null,1000000],"weights":[[[1]],[[1]],[1]]}]}"""),
        "own declaration" => Declared("[RnnModel] [Input(1000000)] [Lstm(1000000, Layers = 250)] [Dense(1)]"),
        "onnx" => Onnx.OnnxFiles.Claim(),
        "keras h5" => Keras.KerasTests.Claim(),
        _ => throw new ArgumentException(kind, nameof(kind)),
    };

    /// <summary>An archive of one array of zeros.</summary>
    public static byte[] ZipBomb(int bytes)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("lstm.weight_ih_l0.npy", CompressionLevel.SmallestSize).Open();
            byte[] zeros = new byte[1 << 20];
            for (int written = 0; written < bytes; written += zeros.Length) entry.Write(zeros);
        }
        return stream.ToArray();
    }

    /// <summary>A state_dict of recurrent modules that fit together in any order.</summary>
    public static byte[] ManyModules(int count)
    {
        var entries = new StringBuilder();
        for (int k = 0; k < count; k++)
        {
            entries.Append(FormattableString.Invariant($"{(k > 0 ? "," : "")}\"m{k}.weight_ih_l0\":{{\"dtype\":\"F32\",\"shape\":[2,{(k == 0 ? 3 : 2)}],\"data_offsets\":[{Begin(k)},{Begin(k) + 8 * (k == 0 ? 3 : 2)}]}}"));
            int hh = Begin(k) + 8 * (k == 0 ? 3 : 2);
            entries.Append(FormattableString.Invariant($",\"m{k}.weight_hh_l0\":{{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[{hh},{hh + 16}]}}"));
        }
        return Safetensors($"{{{entries}}}", Begin(count));

        static int Begin(int k) => k == 0 ? 0 : 32 * k + 8;
    }

    public static byte[] Safetensors(string header, int bytes)
    {
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, Encoding.UTF8.GetByteCount(header));
        return [.. prefix, .. Utf8(header), .. new byte[bytes]];
    }

    /// <summary>An array with this header.</summary>
    public static byte[] Npy(string dictionary, byte[] items) =>
        [0x93, .. "NUMPY"u8, 1, 0, (byte)(dictionary.Length + 1), (byte)((dictionary.Length + 1) >> 8), .. Utf8(dictionary), (byte)'\n', .. items];

    public static byte[] Zip(params IEnumerable<(string Name, byte[] Content)> entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>One of RnnGen's own files with this declaration and hardly a tensor.</summary>
    private static byte[] Declared(string declaration) =>
        Safetensors($$$"""{"__metadata__":{"rnngen.version":"1","rnngen.declaration":"{{{declaration}}}"},"lstm.weight_ih_l0":{"dtype":"F32","shape":[4,1],"data_offsets":[0,16]}}""", 16);
}
