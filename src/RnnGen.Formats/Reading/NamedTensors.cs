namespace RnnGen.Formats;

/// <summary>Models in containers that hold named tensors and free texts, whatever the container.</summary>
internal static class NamedTensors
{
    /// <summary>RnnGen's own file where the texts say so, else a char-RNN or a PyTorch <c>state_dict</c> by its names.</summary>
    public static ImportedModel Read(TensorSet tensors) => OwnFile.IsOwn(tensors) ? OwnFile.Read(tensors)
        : CharRnn.IsOne(tensors) ? CharRnn.Read(tensors)
        : TorchNetwork.Read(tensors);

    /// <summary>The networks that <paramref name="parts"/> say, from tensors under their names behind any common path.</summary>
    /// <exception cref="ModelFormatException">A tensor is missing, left over, used twice, of another shape or type, or not finite.</exception>
    public static ImportedModel Read(TensorSet tensors, IReadOnlyList<SpecPart> parts)
    {
        if (OwnFile.IsOwn(tensors)) return OwnFile.Read(tensors, parts);
        HashSet<string>[] names = [.. parts.Select(part => NamesOf(part.Model).ToHashSet())];
        string path = PathOf(tensors, [.. names.SelectMany(name => name)]);
        TensorSet own = tensors.Rename(name => name.StartsWith(path, StringComparison.Ordinal) ? name[path.Length..] : name);
        foreach (string name in own.Names)
        {
            int users = names.Count(part => part.Contains(name));
            if (users != 1) throw tensors.Wrong($"tensor '{path}{name}' is {(users == 0 ? "left over: no layer of the declaration has it" : $"used by {users} parts")}");
        }
        return new ImportedModel([.. parts.Select((part, k) =>
            new ImportedPart(NetworkBuilder.Fill(part.Model, own.Where(names[k].Contains)))
            {
                Name = part.Name,
                Reads = parts.Count == 1 ? [ImportedPart.ModelInput] : [],
            })])
        {
            Assumed = [.. TorchNetwork.Conversions(tensors)], Metadata = new ModelMetadata { Other = ModelMetadata.FromTexts(tensors.Metadata) },
        };
    }

    /// <summary>All names that a file may have for the tensors of <paramref name="spec"/>.</summary>
    private static IEnumerable<string> NamesOf(ModelSpec spec) =>
        new TensorNameMap(new ParameterLayout(new Topology(spec))).Groups.SelectMany(forms => forms).SelectMany(form => form.Tensors).Select(tensor => tensor.Name);

    /// <summary>The shortest path, with its dot, behind which the file has one of the names; empty where there is none.</summary>
    private static string PathOf(TensorSet tensors, HashSet<string> names)
    {
        foreach (string name in tensors.Names.Order(StringComparer.Ordinal))
        {
            for (int start = 0; start >= 0; start = name.IndexOf('.', start) + 1 is var next and > 0 ? next : -1)
            {
                if (names.Contains(name[start..])) return name[..start];
            }
        }
        return "";
    }
}
