namespace RnnGen.Formats;

/// <summary>Reads <c>activations</c>, <c>activation_alpha</c> and <c>activation_beta</c> of a recurrent node.</summary>
internal sealed class OnnxActivations(OnnxCall call)
{
    private readonly float[] _alpha = call.Floats("activation_alpha") ?? [], _beta = call.Floats("activation_beta") ?? [];
    private int _alphas, _betas;

    /// <summary>All functions: those of the forward direction, then those of the other.</summary>
    public ActivationSpec[] Read(int directions)
    {
        string[] usual = call.Node.Operator switch { "LSTM" => ["Sigmoid", "Tanh", "Tanh"], "GRU" => ["Sigmoid", "Tanh"], _ => ["Tanh"] };
        string[] names = call.Texts("activations") ?? [.. Enumerable.Repeat(usual, directions).SelectMany(list => list)];
        if (names.Length != directions * usual.Length)
        {
            throw call.Refuse($"it has {names.Length} activations; expected {usual.Length} for each of {directions} directions");
        }
        ActivationSpec[] found = [.. names.Select(Next)];
        RequireAllTaken("activation_alpha", _alpha.Length, _alphas);
        RequireAllTaken("activation_beta", _beta.Length, _betas);
        return found;
    }

    /// <summary>As ONNX Runtime does it: the lists hold values for the functions that have parameters, in their order; where they end, defaults begin.</summary>
    private ActivationSpec Next(string name)
    {
        Activation kind = KindOf(name);
        var spec = new ActivationSpec(kind);
        if (ActivationSpec.HasAlpha(kind) && _alphas < _alpha.Length) spec = spec with { Alpha = _alpha[_alphas++] };
        if (ActivationSpec.HasBeta(kind) && _betas < _beta.Length) spec = spec with { Beta = _beta[_betas++] };
        return spec;
    }

    private Activation KindOf(string name)
    {
        // Names may be in any case, as ONNX Runtime has it. ONNX has no Identity, and no Softmax over units.
        return Enum.TryParse(name, ignoreCase: true, out Activation kind) && kind is not (Activation.Identity or Activation.Softmax)
            && string.Equals(kind.ToString(), name, StringComparison.OrdinalIgnoreCase)
            ? kind : throw call.Refuse($"its activation '{name}' is unknown");
    }

    private void RequireAllTaken(string attribute, int count, int taken)
    {
        if (count != taken) throw call.Refuse($"its {attribute} has {count} values, its activations take {taken}");
    }
}
