using System.Globalization;

namespace RnnGen.Formats;

/// <summary>A name of a <c>state_dict</c>, taken apart: <c>model.rnn.weight_ih_l0_reverse</c>.</summary>
/// <param name="Module">The module's path: <c>model.rnn</c>; may be empty.</param>
/// <param name="Tensor">What it is: <c>weight_ih</c>, or <c>weight</c>.</param>
/// <param name="Layer">The layer of a stack; −1 where the name has none, as in a cell or a linear layer.</param>
/// <param name="IsReverse">Whether it is the backward direction's.</param>
internal readonly record struct TorchTensorName(string Module, string Tensor, int Layer, bool IsReverse)
{
    private static readonly string[] s_recurrent = ["weight_ih", "weight_hh", "weight_hr", "bias_ih", "bias_hh"];

    /// <summary>Whether it belongs to a recurrent module.</summary>
    public bool IsRecurrent => s_recurrent.Contains(Tensor);

    /// <summary>Takes <paramref name="name"/> apart; null where no module of PyTorch that is understood has such a tensor.</summary>
    public static TorchTensorName? Parse(string name)
    {
        int dot = name.LastIndexOf('.');
        string module = name[..Math.Max(dot, 0)], last = name[(dot + 1)..];
        if (last is "weight" or "bias") return new(module, last, -1, false);
        string? tensor = s_recurrent.FirstOrDefault(known => last.StartsWith(known, StringComparison.Ordinal));
        if (tensor is null) return null;
        string rest = last[tensor.Length..];
        bool reverse = rest.EndsWith("_reverse", StringComparison.Ordinal);
        if (reverse) rest = rest[..^"_reverse".Length];
        if (rest.Length == 0) return new(module, tensor, -1, reverse);
        if (!rest.StartsWith("_l", StringComparison.Ordinal) || !int.TryParse(rest.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int layer)
            || layer >= FormatLimits.Layers || rest != FormattableString.Invariant($"_l{layer}")) return null;
        return new(module, tensor, layer, reverse);
    }
}
