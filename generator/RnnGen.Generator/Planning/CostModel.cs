using RnnGen.Generator.Emit;

namespace RnnGen.Generator.Planning;

/// <summary>
/// Chooses how a network is computed, from shapes alone: what a kernel of many rows is for, how a sum is unrolled, and the like.
/// Its constants are what the choices come to when the equation of <see cref="StepCost"/> is solved for them, or are measured;
/// <c>docs/performance.md</c> has both, and the command that shows how far each choice is from the best.
/// An experiment is a model <c>with</c> another constant. Tiles are no choice of this kind: they are the order of the weights in memory,
/// <see cref="PanelLayout"/>.
/// </summary>
internal sealed record CostModel
{
    public static CostModel Default { get; } = new();

    /// <summary>
    /// Chains of multiply-adds that wait for nothing: two pipes times a latency of 4. Zen 4 has two for 256 bits and one for 512;
    /// other processors have two for both.
    /// </summary>
    public int Chains { get; init; } = 8;

    /// <summary>Accumulators of one sum at most: each more is an addition of latency 3 behind the last product.</summary>
    public int MostSets { get; init; } = 4;

    /// <summary>
    /// Products of a run of rows up to which 512-bit sums are straight code. The compiler stops optimising a method at some 1 000 of them
    /// (8 000 references to locals), and a kernel has two runs.
    /// </summary>
    public int StraightProducts { get; init; } = 128;

    /// <summary>Products in a loop's body, or fewer where the sets need more rows.</summary>
    public int LoopProducts { get; init; } = 8;

    /// <summary>Rows in a loop's body at most.</summary>
    public int MostLoopRows { get; init; } = 8;

    /// <summary>Rows of W from which on a sequence sums W·x ahead: for fewer, the sums are more to write and read than W was.</summary>
    public int LeastInputsAhead { get; init; } = 8;

    /// <summary>Floats of a cell's weights from which on it does: where they share the first cache (8,192 floats) with much else.</summary>
    public int LeastWeightsAhead { get; init; } = 4097;

    /// <summary>Floats of all weights from which on a sequence goes through the layers chunk by chunk: fewer stay in the first cache.</summary>
    public int LeastChunkedWeights { get; init; } = 6145;

    /// <summary>Steps in a chunk at most; kernels of many rows take four at a time.</summary>
    public int MostChunkSteps { get; init; } = 16;

    /// <summary>Floats that a chunk may keep on the stack.</summary>
    public int MostChunkFloats { get; init; } = 16 * 1024;

    /// <summary>Floats of two directions' weights up to which they are stepped by turns: both have to stay in the first cache.</summary>
    public int MostInterleavedWeights { get; init; } = 7168;

    /// <summary>Floats of U from which on every other step of a sequence begins with the last tile: half of the second cache (1 MB).</summary>
    public int LeastTurnedWeights { get; init; } = 128 * 1024;

    /// <summary>
    /// Floats of a cell's weights up to which sixteen streams are stepped one a lane: at 8,000 it is as fast as rows or a tenth faster, at 100,000 it takes 1.4 times as long,
    /// because a tile of weights is read eight times over, for two units each time.
    /// </summary>
    public int MostLaneWeights512 { get; init; } = 32 * 1024;

    /// <summary>The same with 256 bits, whose multiply-adds wait for the broadcasts: an LSTM of 8 or 16 units gains a fifth, of 24 nothing.</summary>
    public int MostLaneWeights256 { get; init; } = 1200;

    /// <summary>The same for vectors of one width. With 128 bits rows are always faster.</summary>
    public int MostLaneWeights(Lanes lanes) => lanes == Lanes.Of512 ? MostLaneWeights512 : lanes == Lanes.Of256 ? MostLaneWeights256 : 0;

    /// <summary>
    /// Floats of a cell's weights up to which stacked layers go as a wave (an LSTM 16 → 16 has 2,112): larger ones use the multiply-add
    /// unit most of the time, so there is nothing to fill.
    /// </summary>
    public int MostWavedWeights { get; init; } = 2200;

    /// <summary>Vectors of units of a wave's layers together: the functions of more are more text than the compiler optimises well.</summary>
    public int MostWavedVectors { get; init; } = 4;

    /// <summary>Layers of the smallest wave.</summary>
    public int LeastWavedLayers { get; init; } = 1;

    /// <summary>How the sums of a pass are computed.</summary>
    public SumsChoice Choose(SumsShape shape)
    {
        int sets = shape.Lanes == 1 ? 1 : Math.Max(1, Math.Min(MostSets, Chains / shape.Vectors));
        if (shape.Parts.Sum(part => part.Rows) < 2 * sets) sets = 1;
        return new(sets, shape.Parts.Select(part => LoopRows(shape, part, sets)).ToList());
    }

    private int LoopRows(SumsShape shape, RowRun part, int sets)
    {
        bool isWidest = shape.Lanes == Lanes.Of512.Width;
        if (part.Rows <= 1 || (isWidest && !shape.IsLooped && part.Rows * part.Vectors <= StraightProducts)) return 0;
        int rows = shape.Lanes == 1 ? 1 : Math.Max(sets, Math.Min(MostLoopRows, LoopProducts / part.Vectors / sets * sets));
        return (rows + shape.RowsPerWord - 1) / shape.RowsPerWord * shape.RowsPerWord;
    }

    /// <summary>
    /// Whether a sequence computes W·x + b for many steps before it begins with U·h: a weight is then loaded once for four
    /// steps. That pays where the weights are not in the first cache (32 KB) together with everything else anyway.
    /// </summary>
    public bool SumsAhead(PanelLayout panel) => panel.Groups[panel.GroupIndex("input")].Rows >= LeastInputsAhead && panel.Length >= LeastWeightsAhead;

    /// <summary>
    /// Whether steps go through a matrix by turns forward and backward: where it does not stay in the second cache, what the step before read last
    /// is still there, and would be pushed out if a step began where that one began.
    /// </summary>
    public bool Turns(int weights) => weights >= LeastTurnedWeights;

    /// <summary>Steps of a sequence that go through the layers together; 0 where it goes step by step.</summary>
    /// <param name="weights">Floats of all weights.</param>
    /// <param name="floatsPerStep">Floats that a step of a chunk keeps.</param>
    public int ChunkSteps(int weights, int floatsPerStep) => weights < LeastChunkedWeights ? 0
        : new[] { 16, 8, 4 }.FirstOrDefault(steps => steps <= MostChunkSteps && steps * floatsPerStep <= MostChunkFloats);

    /// <summary>
    /// Whether a sequence steps both directions by turns, so that each fills the other's waiting time. Together their
    /// <paramref name="weights"/> must stay in the first cache.
    /// </summary>
    public bool Interleaves(int weights) => weights <= MostInterleavedWeights;

    /// <summary>Whether a cell is so small that it is stepped in one kernel with others: stacked layers, or the other direction.</summary>
    public bool Waves(PanelLayout panel) => panel.Length <= MostWavedWeights;

    /// <summary>Accumulators of a wave's layers whose sums are computed together: of 32 registers with 512-bit vectors, else of 16.</summary>
    public int WavedAccumulators(int lanes) => lanes == Emit.Lanes.Of512.Width ? 24 : 16;

    /// <summary>Registers for vectors.</summary>
    public static int Registers(int lanes) => lanes == Emit.Lanes.Of512.Width ? 32 : 16;
}
