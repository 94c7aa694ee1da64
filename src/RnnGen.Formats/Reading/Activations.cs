namespace RnnGen.Formats;

/// <summary>Activations by the names that Keras and RTNeural give them.</summary>
internal static class Activations
{
    private static readonly Dictionary<string, Activation> s_byName = new()
    {
        [""] = Activation.Identity,
        ["linear"] = Activation.Identity,
        ["tanh"] = Activation.Tanh,
        ["relu"] = Activation.Relu,
        ["sigmoid"] = Activation.Sigmoid,
        ["softmax"] = Activation.Softmax,
        ["elu"] = Activation.Elu,
    };

    /// <summary>The activation that <paramref name="name"/>, a text in a file, means.</summary>
    /// <exception cref="ModelFormatException">None is called so.</exception>
    public static ActivationSpec Read(JsonPart? name)
    {
        if (name is null) return Activation.Identity;
        string text = name.Text();
        if (s_byName.TryGetValue(text, out Activation activation)) return activation;
        throw name.Wrong($"the activation '{text}' is not understood; known are {string.Join(", ", s_byName.Keys.Where(known => known.Length > 0))}");
    }

    /// <summary>RTNeural's name; null where it has none.</summary>
    public static string? NameOf(ActivationSpec activation) => activation.Kind == Activation.Identity ? ""
        : activation == new ActivationSpec(activation.Kind) && s_byName.ContainsValue(activation.Kind) ? s_byName.First(pair => pair.Value == activation.Kind).Key
        : null;
}
