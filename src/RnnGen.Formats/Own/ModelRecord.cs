using System.Buffers;
using System.Text;
using System.Text.Json;

namespace RnnGen.Formats;

/// <summary>A part of a model as a record names it.</summary>
internal sealed record PartRecord(string Name, string Declaration, IReadOnlyList<string> Reads, IReadOnlyDictionary<string, IReadOnlyList<float>> InitialState);

/// <summary>What stands around a model's tensors, as JSON: gains, initial states, what is known about it, and how its parts are joined.</summary>
internal sealed record ModelRecord
{
    /// <summary>The parts; empty where the file has one network, whose declaration stands by itself.</summary>
    public IReadOnlyList<PartRecord> Parts { get; private init; } = [];

    /// <summary>The only network's.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<float>> InitialState { get; private init; } = new Dictionary<string, IReadOnlyList<float>>();

    private IReadOnlyList<string> Outputs { get; init; } = [];

    private double InputGain { get; init; }

    private double OutputGain { get; init; }

    private ModelMetadata Metadata { get; init; } = ModelMetadata.Empty;

    private IReadOnlyList<TestVector> TestVectors { get; init; } = [];

    /// <summary>Reads one.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or has something that is not understood.</exception>
    public static ModelRecord Read(string json, string source)
    {
        JsonPart root = JsonPart.Parse(new InputFile(Encoding.UTF8.GetBytes(json), $"{source}: metadata 'rnngen.model'"));
        var record = new ModelRecord
        {
            Parts = [.. root.TakeIfAny("parts")?.Items().Select(ReadPart) ?? []],
            Outputs = Texts(root.TakeIfAny("outputs")),
            InputGain = root.TakeIfAny("input_gain_db")?.Decibels() ?? 0,
            OutputGain = root.TakeIfAny("output_gain_db")?.Decibels() ?? 0,
            InitialState = ReadState(root.TakeIfAny("initial_state")),
            TestVectors = [.. root.TakeIfAny("test_vectors")?.Items().Select(ReadVector) ?? []],
            Metadata = new ModelMetadata
            {
                Name = root.TakeIfAny("name")?.Text(),
                Author = root.TakeIfAny("author")?.Text(),
                License = root.TakeIfAny("license")?.Text(),
                SampleRate = root.TakeIfAny("sample_rate")?.Rate(),
                Vocabulary = root.TakeIfAny("vocabulary") is { } vocabulary ? Texts(vocabulary) : null,
                Other = root.TakeIfAny("other") is { } other ? other.Keys.ToDictionary(key => key, key => other.Take(key).Json()) : new Dictionary<string, string>(),
            },
        };
        root.RequireNoneLeft();
        if (record.Parts.Count > 0 && (record.Parts.Select(part => part.Name).Distinct().Count() < record.Parts.Count || record.Parts.Any(part => part.Name.Length == 0)))
        {
            throw root.Wrong("parts: expected different names that are not empty");
        }
        return record;
    }

    /// <summary>The record of a model; null where there is nothing to say.</summary>
    public static string? Write(ImportedModel model, bool isOne)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (!isOne) WriteParts(json, model);
            if (isOne) WriteState(json, model.Single);
            if (model.InputGainDecibels != 0) json.WriteNumber("input_gain_db", model.InputGainDecibels);
            if (model.OutputGainDecibels != 0) json.WriteNumber("output_gain_db", model.OutputGainDecibels);
            WriteMetadata(json, model.Metadata);
            WriteVectors(json, model.TestVectors);
            json.WriteEndObject();
        }
        return buffer.WrittenCount > "{}".Length ? Encoding.UTF8.GetString(buffer.WrittenSpan) : null;
    }

    /// <summary>The model of these parts.</summary>
    /// <exception cref="ModelFormatException">A part reads another that is not before it.</exception>
    public ImportedModel Around(params IReadOnlyList<ImportedPart> parts)
    {
        try
        {
            var model = new ImportedModel(parts) { InputGainDecibels = InputGain, OutputGainDecibels = OutputGain, Metadata = Metadata, TestVectors = TestVectors };
            return Outputs.Count == 0 ? model : model with { Outputs = Outputs };
        }
        catch (ArgumentException exception)
        {
            throw new ModelFormatException($"The parts do not go together: {exception.Message}", exception);
        }
    }

    private static PartRecord ReadPart(JsonPart part)
    {
        var record = new PartRecord(part.Take("name").Text(), part.Take("declaration").Text(), Texts(part.Take("reads")), ReadState(part.TakeIfAny("initial_state")));
        part.RequireNoneLeft();
        return record;
    }

    private static Dictionary<string, IReadOnlyList<float>> ReadState(JsonPart? state) =>
        state?.Keys.ToDictionary(key => key, key => (IReadOnlyList<float>)state.Take(key).Tensor().Values) ?? [];

    private static TestVector ReadVector(JsonPart vector)
    {
        var read = new TestVector(vector.Take("inputs").Tensor().Values, vector.Take("outputs").Tensor().Values);
        vector.RequireNoneLeft();
        return read;
    }

    private static string[] Texts(JsonPart? part) => part is null ? [] : [.. part.Items().Select(item => item.Text())];

    private static void WriteParts(Utf8JsonWriter json, ImportedModel model)
    {
        json.WriteStartArray("parts");
        foreach (ImportedPart part in model.Parts)
        {
            json.WriteStartObject();
            json.WriteString("name", part.Name);
            json.WriteString("declaration", Declaration.WriteForFile(part.Spec));
            WriteTexts(json, "reads", part.Reads);
            WriteState(json, part);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteTexts(json, "outputs", model.Outputs);
    }

    private static void WriteState(Utf8JsonWriter json, ImportedPart part)
    {
        if (part.InitialState.Count == 0) return;
        json.WriteStartObject("initial_state");
        foreach ((string slot, IReadOnlyList<float> values) in part.InitialState) JsonNumbers.Write(json, slot, values);
        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json, ModelMetadata metadata)
    {
        if (metadata.Name is { } name) json.WriteString("name", name);
        if (metadata.Author is { } author) json.WriteString("author", author);
        if (metadata.License is { } license) json.WriteString("license", license);
        if (metadata.SampleRate is { } rate) json.WriteNumber("sample_rate", rate);
        if (metadata.Vocabulary is { } vocabulary) WriteTexts(json, "vocabulary", vocabulary);
        if (metadata.Other.Count == 0) return;
        json.WriteStartObject("other");
        foreach ((string key, string value) in metadata.Other)
        {
            json.WritePropertyName(key);
            json.WriteRawValue(value);
        }
        json.WriteEndObject();
    }

    private static void WriteVectors(Utf8JsonWriter json, IReadOnlyList<TestVector> vectors)
    {
        if (vectors.Count == 0) return;
        json.WriteStartArray("test_vectors");
        foreach (TestVector vector in vectors)
        {
            json.WriteStartObject();
            JsonNumbers.Write(json, "inputs", vector.Inputs);
            JsonNumbers.Write(json, "outputs", vector.Outputs);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string key, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(key);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
