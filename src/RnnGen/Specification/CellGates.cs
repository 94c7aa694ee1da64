namespace RnnGen;

/// <summary>Which gates of a cell have weights, in the order of its tensors.</summary>
public static class CellGates
{
    /// <summary>The letters of <c>docs/equations.md</c>: LSTM i f g o (coupled f g o, without forget gate i g o), GRU r z n, MinGru z h̃; RNN its one sum z.</summary>
    public static string Of(RecurrentSpec spec) => spec switch
    {
        RnnSpec => "z",
        LstmSpec { Gates: LstmGates.Coupled } => "fgo",
        LstmSpec { Gates: LstmGates.NoForget } => "igo",
        LstmSpec => "ifgo",
        GruSpec => "rzn",
        MinGruSpec => "zh",
        _ => throw new NotSupportedException($"{spec.GetType().Name} has no gates."),
    };

    /// <summary>The gates that see the cell: all but g. Empty where there are no peepholes.</summary>
    public static string OfPeephole(RecurrentSpec spec) =>
        spec is LstmSpec { Peephole: true } ? Of(spec).Replace("g", "") : "";
}
