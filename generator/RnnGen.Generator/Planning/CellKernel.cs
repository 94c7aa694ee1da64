using RnnGen.Generator.Emit;
using RnnGen.Generator.Emit.Cells;

namespace RnnGen.Generator.Planning;

/// <summary>Everything that decides a cell's code: two layers with equal kernels share it.</summary>
internal sealed class CellKernel(string name, RecurrentSpec spec, IReadOnlyList<InputPart> inputs, PanelLayout panel, MathMode math, CostModel costs)
{
    /// <summary>For example <c>Lstm64To128</c>.</summary>
    public string Name => name;

    public RecurrentSpec Spec => spec;

    /// <summary>Where the input rows get their values.</summary>
    public IReadOnlyList<InputPart> Inputs => inputs;

    public PanelLayout Panel => panel;

    /// <summary>How exactly tanh and σ are computed.</summary>
    public MathMode Math => math;

    /// <summary>Chooses how its sums are computed.</summary>
    public CostModel Costs => costs;

    /// <summary>Units, padded to a multiple of 4.</summary>
    public int Units => panel.PaddedUnits;

    /// <summary>Floats of h: units, or the projection's outputs, padded to a multiple of 4.</summary>
    public int Outputs => PanelLayout.Pad(spec.CellOutput);

    /// <summary>Whether h is a projection of the cell's own output m = o∘φ(c).</summary>
    public bool Projects => spec is LstmSpec { Projection: > 0 };

    /// <summary>Whether old outputs are read by units other than their own, and new ones written over them.</summary>
    public bool SetsAside => !Projects && CellPlace.ReadsState(spec);

    /// <summary>Values that the tape keeps of each unit and step: activated gates, and what else the backward pass reads.</summary>
    public int RecordSlots => spec switch
    {
        RnnSpec rnn => RnnEmitter.RecordOf(rnn).Slots,
        LstmSpec lstm => LstmEmitter.RecordOf(lstm).Slots,
        GruSpec gru => GruRecord.Of(gru).Slots,
        MinGruSpec => MinGruEmitter.RecordSlots,
        _ => throw new NotSupportedException($"{spec.GetType().Name} is not built yet."),
    };

    /// <summary>Floats of a record: the values of all units, and behind them 1/s of each vector that is normalised.</summary>
    public int RecordLength => RecordSlots * Units + (IsNormalised ? NormedVector.Most : 0);

    /// <summary>
    /// Floats from one row of the sums' gradient to the next, which has so many: where they are a multiple of 1 KB, one line of the cache
    /// more, because such rows fall into few sets of the first cache and push one another out.
    /// </summary>
    public static int GradientStride(int floats) => floats % 256 == 0 ? floats + 16 : floats;

    /// <summary>Whether a sequence computes W·x + b for many steps before it begins with U·h.</summary>
    public bool SumsAhead => !IsNormalised && SharesWeights && inputs.All(part => !part.IsToken) && costs.SumsAhead(panel);

    /// <summary>Whether the steps of a sequence go through U by turns forward and backward.</summary>
    public bool Turns => SumsAhead && !ResetsBefore && costs.Turns(HiddenWeights);

    /// <summary>The same of the steps of a backward pass, through Uᵀ.</summary>
    public bool TurnsBackward => costs.Turns(HiddenWeights);

    /// <summary>Floats of U.</summary>
    private int HiddenWeights
    {
        get
        {
            if (!CellPlace.ReadsState(spec)) return 0;
            RowGroup hidden = panel.Groups[panel.GroupIndex("hidden")];
            return hidden.Rows * hidden.Gates * Units;
        }
    }

    /// <summary>Whether kernels of many rows can share a loaded weight: not where weights are stored small.</summary>
    public bool SharesWeights => panel.Storage == WeightStorage.Float32;

    /// <summary>Whether there are such kernels.</summary>
    public bool SharesRows => SharesWeights && CellEmitter.Of(this).SharesRows;

    /// <summary>
    /// The vectors with which sixteen streams are stepped one a lane: none where a token picks another row of W in each, nor where what U multiplies is a projection.
    /// </summary>
    public IEnumerable<Lanes> AcrossStreams =>
        SharesRows && !Projects && inputs.All(part => !part.IsToken) ? Lanes.All.Where(lanes => panel.Length <= costs.MostLaneWeights(lanes)) : [];

    /// <summary>Whether the products with x and h are normalised.</summary>
    public bool IsNormalised => spec.LayerNorm;

    /// <summary>Whether a step sees h twice, as dropout leaves it (what U multiplies) and as it was (z∘h).</summary>
    public static bool SplitsState(RecurrentSpec spec) => CellPlace.ResetsAfter(spec) && spec.RecurrentDropout > 0;

    /// <summary>Whether a step needs a record even when nothing is taped.</summary>
    public bool NeedsScratch => ResetsBefore || IsNormalised;

    public bool HasCell => spec is LstmSpec;

    public bool ResetsBefore => CellPlace.ResetsBefore(spec);
}
