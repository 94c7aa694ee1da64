namespace RnnGen.Generator.Emit.Cells;

/// <summary>A vector that is normalised as a whole: values of the record, and their γ and β in the panel.</summary>
/// <param name="Name">Ends the kernels' names.</param>
/// <param name="Group">The panel's rows: γ and, where there are biases, β.</param>
/// <param name="Gate">The first of its gates in those rows.</param>
/// <param name="Values">Their values in the record: a before normalising, â after it.</param>
/// <param name="Index">Which of the floats behind the record is its 1/s.</param>
internal sealed record NormedVector(string Name, string Group, int Gate, IReadOnlyList<string> Values, int Index)
{
    /// <summary>The most that a cell has: a GRU's r and z together and n alone, of W·x and of U·h.</summary>
    public const int Most = 4;
}

/// <summary>A pass's γ∘â + β of one normalised vector.</summary>
internal sealed class NormRows
{
    private readonly NormedVector _vector;
    private readonly GateRecord _record;
    private readonly PassVector _values;
    private readonly PanelRow _gain;
    private readonly PanelRow? _bias;

    /// <summary>Declares references to γ and β of <paramref name="vector"/> for the pass.</summary>
    public NormRows(CodeWriter w, Pass pass, Planning.CellKernel kernel, NormedVector vector, GateRecord record, PassVector values)
    {
        (_vector, _record, _values) = (vector, record, values);
        string name = Text.Lower(vector.Name);
        _gain = new PanelRow(w, pass, kernel.Panel, vector.Group, "p", name + "Gain");
        if (kernel.Spec.Bias) _bias = new PanelRow(w, pass, kernel.Panel, vector.Group, "p", name + "Bias", row: 1);
    }

    /// <summary>Its element for the value <paramref name="name"/> of the record.</summary>
    public string Of(Piece piece, string name)
    {
        int gate = _vector.Gate + _vector.Values.ToList().IndexOf(name);
        string gain = _gain.Load(piece, gate), value = _values.Load(piece, _record[name]);
        return _bias is null ? $"{gain} * {value}" : piece.Lanes.MultiplyAdd(gain, value, _bias.Load(piece, gate));
    }
}
