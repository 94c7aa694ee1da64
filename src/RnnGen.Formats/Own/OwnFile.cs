namespace RnnGen.Formats;

/// <summary>RnnGen's own files: PyTorch's names, the canonical declaration among the texts, and a record of what stands around the network.</summary>
/// <remarks>A model of one network is a file that its generated class loads; where there are several, their names are the tensors' prefixes.</remarks>
internal static class OwnFile
{
    private const string KeyPrefix = "rnngen.";

    private const string VersionKey = "rnngen.version", DeclarationKey = "rnngen.declaration", RecordKey = "rnngen.model";

    /// <summary>Whether the texts say so.</summary>
    public static bool IsOwn(TensorSet tensors) => tensors.Metadata.Keys.Any(key => key.StartsWith(KeyPrefix, StringComparison.Ordinal));

    /// <summary>Reads one.</summary>
    /// <exception cref="ModelFormatException">Something does not go together.</exception>
    public static ImportedModel Read(TensorSet tensors)
    {
        if (!tensors.Metadata.TryGetValue(VersionKey, out string? version)) throw tensors.Wrong($"metadata '{VersionKey}': expected 1, found none beside other keys of RnnGen");
        if (version != "1") throw tensors.Wrong($"metadata '{VersionKey}': expected 1, found {version}");
        ModelRecord record = tensors.Metadata.TryGetValue(RecordKey, out string? json) ? ModelRecord.Read(json, tensors.Source) : new ModelRecord();
        if (tensors.Metadata.TryGetValue(DeclarationKey, out string? declaration))
        {
            if (record.Parts.Count > 0) throw tensors.Wrong($"metadata: expected '{DeclarationKey}' or parts in '{RecordKey}', found both");
            var part = new ImportedPart(NetworkBuilder.Fill(DeclarationReader.Read(declaration, tensors.Source), tensors)) { InitialState = record.InitialState };
            return Check(record.Around(part), tensors);
        }
        if (record.Parts.Count == 0) throw tensors.Wrong($"metadata: expected '{DeclarationKey}', found none");
        return Check(record.Around([.. record.Parts.Select(part => ReadPart(part, tensors))]), tensors);
    }

    /// <summary>The same, where it is said beforehand what it is: which the file has to say, too.</summary>
    /// <exception cref="ModelFormatException">Something does not go together, or the file says otherwise.</exception>
    public static ImportedModel Read(TensorSet tensors, IReadOnlyList<SpecPart> parts)
    {
        ImportedModel model = Read(tensors);
        string[] expected = [.. parts.Select(part => Declaration.WriteForFile(part.Model))], found = [.. model.Parts.Select(part => Declaration.WriteForFile(part.Spec))];
        return found.SequenceEqual(expected) ? model
            : throw tensors.Wrong($"the file says itself what it holds: expected {string.Join(" and ", expected)}, found {string.Join(" and ", found)}");
    }

    /// <summary>The tensors of a file.</summary>
    public static IReadOnlyList<NamedTensor> Tensors(ImportedModel model) =>
        [.. model.Parts.SelectMany(part => TensorValues.ToFile(part.Parameters).Select(tensor => tensor with { Name = TensorName.Join(part.Name, tensor.Name) }))];

    /// <summary>The texts of a file.</summary>
    public static Dictionary<string, string> Metadata(ImportedModel model)
    {
        bool isOne = model.Parts is [{ Name: "" }];
        Dictionary<string, string> texts = isOne ? FileMetadata.Of(model.Spec) : new() { ["format"] = "pt", [VersionKey] = "1" };
        if (ModelRecord.Write(model, isOne) is { } record) texts.Add(RecordKey, record);
        return texts;
    }

    private static ImportedPart ReadPart(PartRecord part, TensorSet tensors)
    {
        string prefix = TensorName.Join(part.Name, "");
        TensorSet own = tensors.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Rename(name => name[prefix.Length..]);
        return new ImportedPart(NetworkBuilder.Fill(DeclarationReader.Read(part.Declaration, tensors.Source), own))
        {
            Name = part.Name, Reads = part.Reads, InitialState = part.InitialState,
        };
    }

    private static ImportedModel Check(ImportedModel model, TensorSet tensors)
    {
        foreach (ImportedPart part in model.Parts)
        {
            IReadOnlyList<StateSlot> slots = new StateLayout(new Topology(part.Spec)).Slots;
            foreach ((string slot, IReadOnlyList<float> values) in part.InitialState)
            {
                if (slots.FirstOrDefault(known => known.Name == slot)?.Length != values.Count) throw tensors.Wrong($"the initial state '{slot}' of {values.Count} values is none of the network's");
            }
        }
        string? left = tensors.Names.FirstOrDefault(name => !model.Parts.Any(part => name.StartsWith(TensorName.Join(part.Name, ""), StringComparison.Ordinal)));
        return left is null ? model : throw tensors.Wrong($"tensor '{left}' is left over: no part has it");
    }
}
