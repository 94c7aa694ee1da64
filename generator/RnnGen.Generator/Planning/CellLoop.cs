using RnnGen.Generator.Emit;
using RnnGen.Generator.Emit.Cells;

namespace RnnGen.Generator.Planning;

/// <summary>What cells need that are stepped together in one kernel, with the loop over the steps in it.</summary>
internal static class CellLoop
{
    /// <summary>
    /// Whether a step of the cell is sums and then functions, all units at once, and nothing else. Softplus, an exponential and a
    /// logarithm, takes the registers of all others: four layers of LSTM 16 with it take 2.3 times as long as a wave, two 1.14 times.
    /// </summary>
    public static bool Fits(CellKernel kernel) => kernel is { SharesWeights: true, IsNormalised: false, SumsAhead: false }
        && Functions(kernel.Spec).All(function => function.Kind != Activation.Softplus) && CellEmitter.Of(kernel).StepSums is not null
        && Passes(kernel, Lanes.Of512) is { Length: 1 } passes && passes[0].Loops.Count == 0;

    /// <summary>Sums of a step that are in registers together; 0 where they are not all.</summary>
    public static int Accumulators(CellKernel kernel, Lanes lanes)
    {
        Pass[] passes = Passes(kernel, lanes);
        StepSums sums = CellEmitter.Of(kernel).StepSums!;
        // The narrower machines have half the registers.
        bool fits = passes.Length == 1 && passes[0].Loops.Count == 0 && (lanes.Width == Lanes.Of512.Width || passes[0].Pieces.Count == 1);
        return fits ? passes[0].Pieces.Count * sums.Names.Count * sums.Choose(kernel, passes[0]).Sets : 0;
    }

    /// <summary>Vectors of its units.</summary>
    public static int Vectors(CellKernel kernel, Lanes lanes) => Passes(kernel, lanes).Sum(pass => pass.Pieces.Count);

    private static IEnumerable<ActivationSpec> Functions(RecurrentSpec spec) => spec switch
    {
        RnnSpec rnn => [rnn.Activation],
        LstmSpec lstm => [lstm.GateActivation, lstm.Activation, lstm.OutputActivation],
        GruSpec gru => [gru.GateActivation, gru.Activation],
        _ => [],
    };

    private static Pass[] Passes(CellKernel kernel, Lanes lanes) => PassPlanner.Passes(kernel.Panel, lanes).ToArray();
}
