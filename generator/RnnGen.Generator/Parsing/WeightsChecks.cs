using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Parsing;

/// <summary>
/// Whether the file that <c>[Weights]</c> names holds the class's parameters, by the text that the build made of its header. The rules
/// are those of <c>Load</c>, which finds the same when the file is read; only here there are no values.
/// </summary>
/// <param name="a">The <c>[Weights]</c> attribute.</param>
/// <param name="files">The compilation's additional files.</param>
/// <param name="reports">Takes what is found.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class WeightsChecks(AttributeReader a, ImmutableArray<AdditionalText> files, Reports reports, CancellationToken cancellation)
{
    private const string WeightsAttribute = "RnnGen.WeightsAttribute";

    /// <summary>The class's <c>[Weights]</c>; null where there is none.</summary>
    public static AttributeReader? AttributeOf(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == WeightsAttribute) is { } data
            ? new AttributeReader(data, cancellation) : null;

    /// <summary>The name of the class's weights; null without the attribute, empty where the compiler could not read it.</summary>
    public static string? FileOf(INamedTypeSymbol type, CancellationToken cancellation) =>
        AttributeOf(type, cancellation) is { } attribute ? FileOf(attribute) : null;

    /// <summary>Checks that the file is <paramref name="spec"/>'s, and reports the first difference.</summary>
    public void Check(ParameterSpec spec)
    {
        if (!a.IsReadable) return;
        string name = FileOf(a);
        List<WeightsText> all = files.Where(file => file.Path.EndsWith(WeightsText.Extension, StringComparison.Ordinal))
            .Select(file => file.GetText(cancellation)).Select(text => text is null ? null : WeightsText.Parse(text.ToString())).OfType<WeightsText>().ToList();
        WeightsText? weights = all.Find(text => text.Name == name);
        if (weights is null) Report(Rules.WeightsNotBuilt, name, Names(all.Select(text => text.Name)));
        else if (weights.Problem is not null) Report(Rules.WeightsDamaged, weights.Problem.TrimEnd('.'));
        else if (!HasOtherTensors(weights, spec)) CheckIdentity(weights, spec);
    }

    private static string FileOf(AttributeReader attribute) => attribute.IsReadable ? WeightsText.Normalise(attribute.Argument<string?>(0) ?? "") : "";

    private bool HasOtherTensors(WeightsText weights, ParameterSpec spec)
    {
        var left = new HashSet<string>(weights.Tensors.Keys);
        foreach (FileTensor tensor in TensorNameMap.Choose(spec, weights.Tensors.ContainsKey))
        {
            string expected = Text(Safetensors.Float32, tensor.Shape);
            if (!weights.Tensors.TryGetValue(tensor.Name, out (string Dtype, EquatableArray<int> Shape) found))
            {
                return Report(Rules.TensorMissing, tensor.Name, expected, weights.Name, Names(weights.Tensors.Keys));
            }
            if (found.Dtype != Safetensors.Float32 || found.Shape != tensor.Shape)
            {
                return Report(Rules.TensorDiffers, tensor.Name, weights.Name, Text(found.Dtype, found.Shape), expected);
            }
            left.Remove(tensor.Name);
        }
        return left.Count > 0 && Report(Rules.TensorLeft, weights.Name, Names(left.Select(name => $"{name} {Text(weights.Tensors[name].Dtype, weights.Tensors[name].Shape)}")));
    }

    private void CheckIdentity(WeightsText weights, ParameterSpec spec)
    {
        IReadOnlyList<(string Key, string Text)> identity = FileIdentity.Of(spec);
        if (!identity.Any(text => weights.Metadata.ContainsKey(text.Key))) return;
        foreach ((string key, string expected) in identity)
        {
            weights.Metadata.TryGetValue(key, out string? found);
            if (found != expected) Report(Rules.WeightsOfAnother, weights.Name, key, found ?? "none", expected);
        }
    }

    private bool Report(DiagnosticDescriptor rule, params object[] arguments)
    {
        reports.Add(rule, a.ArgumentAt(0), arguments);
        return true;
    }

    private static string Text(string dtype, EquatableArray<int> shape) => $"{dtype} [{string.Join(", ", shape)}]";

    /// <summary>The first names, so that a message stays readable.</summary>
    private static string Names(IEnumerable<string> names)
    {
        const int most = 8;
        string[] sorted = names.OrderBy(name => name, StringComparer.Ordinal).ToArray();
        string text = string.Join(", ", sorted.Take(most));
        return sorted.Length == 0 ? "none" : sorted.Length <= most ? text : FormattableString.Invariant($"{text} and {sorted.Length - most} more");
    }
}
