extern alias generator;

using generator::RnnGen.Generator.Planning;
// Its specification, not the library's.
using Planned = generator::RnnGen;

namespace RnnGen.Benchmarks.Choices;

/// <summary>A choice of the plan for one network, and what else could be chosen.</summary>
/// <param name="Title">The network.</param>
/// <param name="Spec">The same as the generator reads it.</param>
/// <param name="Form">What is timed.</param>
/// <param name="Alternatives">Cost models that may choose otherwise.</param>
/// <param name="Describe">The choice in words; equal words are equal code.</param>
internal sealed record ChoiceCase(string Title, Planned.ModelSpec Spec, ChoiceForm Form, IReadOnlyList<CostModel> Alternatives, Func<NetworkPlan, string> Describe)
{
    private static readonly (int Inputs, int Hidden)[] s_sizes = [(1, 8), (1, 16), (1, 20), (1, 32), (1, 40), (1, 64), (8, 16), (16, 32), (32, 64), (64, 128)];

    /// <summary>The grid.</summary>
    public static IReadOnlyList<ChoiceCase> All { get; } = [.. Steps(), .. Sequences(), .. Directions(), .. Stacks(), .. Streams()];

    /// <summary>What the plan chooses, and behind it the other choices, each once.</summary>
    public IReadOnlyList<Candidate> Candidates() => [.. Alternatives.Prepend(CostModel.Default).Select(Of).DistinctBy(candidate => candidate.Choice)];

    private Candidate Of(CostModel costs)
    {
        var plan = new NetworkPlan(Spec, costs: costs);
        return new(costs, Describe(plan), Form == ChoiceForm.Step ? StepCost.Of(Kernel(plan)) : double.NaN);
    }

    private static ChoiceCase Case(string kind, int inputs, Planned.RecurrentSpec cell, ChoiceForm form, CostModel[] alternatives, Func<NetworkPlan, string> describe) =>
        new($"{kind} {inputs} → {cell.Hidden}", new Planned.ModelSpec(new Planned.InputSpec(inputs), cell), form, alternatives, describe);

    private static CellKernel Kernel(NetworkPlan plan) => ((RecurrentPlan)plan.Layers[0]).Cells[0].Kernel;

    private static IEnumerable<ChoiceCase> Steps()
    {
        CostModel plan = CostModel.Default;
        CostModel[] alternatives =
        [
            plan with { Chains = 1 },
            plan with { Chains = 1000, MostSets = 2 },
            plan with { Chains = 1000, MostSets = 4 },
            plan with { StraightProducts = 0 },
            plan with { StraightProducts = 900 },
            plan with { StraightProducts = 0, LoopProducts = 16 },
            plan with { StraightProducts = 0, LoopProducts = 64, MostLoopRows = 16 },
        ];
        foreach ((int inputs, int hidden) in s_sizes)
        {
            yield return Case("LSTM", inputs, new Planned.LstmSpec(hidden), ChoiceForm.Step, alternatives, Sums);
            yield return Case("GRU", inputs, new Planned.GruSpec(hidden), ChoiceForm.Step, alternatives, Sums);
        }
        yield return Case("RNN", 1, new Planned.RnnSpec(16), ChoiceForm.Step, alternatives, Sums);
        yield return Case("RNN", 64, new Planned.RnnSpec(128), ChoiceForm.Step, alternatives, Sums);
    }

    private static string Sums(NetworkPlan plan)
    {
        IReadOnlyList<SumsChoice> passes = StepCost.Choices(Kernel(plan));
        string sets = string.Join(" | ", passes.Select(pass => pass.Sets).Distinct());
        string rows = string.Join(" | ", passes.Select(pass => string.Join(" + ", pass.LoopRows.Distinct().Select(count => count == 0 ? "straight" : $"{count} rows a turn"))).Distinct());
        return $"{sets} set{(sets == "1" ? "" : "s")}, {rows}";
    }

    private static IEnumerable<ChoiceCase> Sequences()
    {
        CostModel stepwise = CostModel.Default with { LeastChunkedWeights = int.MaxValue };
        CostModel chunks = CostModel.Default with { LeastChunkedWeights = 0, LeastInputsAhead = 1, LeastWeightsAhead = 0, MostChunkFloats = int.MaxValue };
        CostModel[] alternatives = [stepwise, chunks, chunks with { MostChunkSteps = 8 }, chunks with { MostChunkSteps = 4 }];
        foreach ((int inputs, int hidden) in s_sizes.Where(size => size.Inputs > 1))
        {
            yield return Case("LSTM", inputs, new Planned.LstmSpec(hidden), ChoiceForm.Sequence, alternatives, Chunk);
            yield return Case("GRU", inputs, new Planned.GruSpec(hidden), ChoiceForm.Sequence, alternatives, Chunk);
        }
        yield return Case("RNN", 64, new Planned.RnnSpec(128), ChoiceForm.Sequence, alternatives, Chunk);
    }

    private static string Chunk(NetworkPlan plan) => plan.ChunkSteps == 0 ? "step by step" : $"W·x for {plan.ChunkSteps} steps";

    private static IEnumerable<ChoiceCase> Directions()
    {
        CostModel turns = CostModel.Default with { MostInterleavedWeights = int.MaxValue }, after = CostModel.Default with { MostInterleavedWeights = 0 };
        CostModel[] alternatives =
        [
            .. from order in new[] { turns, after }
               from ahead in new[] { order with { LeastWeightsAhead = int.MaxValue }, order with { LeastWeightsAhead = 0, LeastInputsAhead = 1 } }
               select ahead,
        ];
        foreach (int hidden in new[] { 8, 16, 32, 64 })
        {
            yield return Case("both LSTM", hidden, new Planned.LstmSpec(hidden) { Direction = Planned.Direction.Bidirectional }, ChoiceForm.Sequence, alternatives, network =>
                (((RecurrentPlan)network.Layers[0]).Interleaves ? "by turns" : "one after another") + (Kernel(network).SumsAhead ? ", W·x ahead" : ""));
        }
    }

    private static IEnumerable<ChoiceCase> Stacks()
    {
        CostModel[] alternatives = [CostModel.Default with { MostWavedWeights = 0 }, CostModel.Default with { MostWavedWeights = int.MaxValue }];
        foreach (int hidden in new[] { 4, 8, 12, 16, 20 })
        {
            yield return Case("two LSTM", hidden, new Planned.LstmSpec(hidden) { Layers = 2 }, ChoiceForm.Sequence, alternatives, Wave);
            yield return Case("two GRU", hidden, new Planned.GruSpec(hidden) { Layers = 2 }, ChoiceForm.Sequence, alternatives, Wave);
        }
        yield return Case("four LSTM", 8, new Planned.LstmSpec(8) { Layers = 4 }, ChoiceForm.Sequence, alternatives, Wave);
    }

    private static string Wave(NetworkPlan plan) => plan.Wave is { } wave ? $"{wave.Layers.Count} layers as a wave" : "one after another" + (plan.ChunkSteps > 0 ? $", W·x for {plan.ChunkSteps} steps" : "");

    private static IEnumerable<ChoiceCase> Streams()
    {
        CostModel plan = CostModel.Default;
        CostModel[] alternatives = [plan with { MostLaneWeights512 = 0, MostLaneWeights256 = 0 }, plan with { MostLaneWeights512 = int.MaxValue }];
        foreach ((int inputs, int hidden) in new[] { (1, 8), (1, 16), (16, 32), (32, 64), (64, 128) })
        {
            yield return Case("LSTM", inputs, new Planned.LstmSpec(hidden), ChoiceForm.Streams, alternatives, Lanes);
        }
        foreach ((int inputs, int hidden) in new[] { (1, 8), (16, 32) }) yield return Case("GRU", inputs, new Planned.GruSpec(hidden), ChoiceForm.Streams, alternatives, Lanes);
    }

    private static string Lanes(NetworkPlan plan) => plan.AcrossStreams.Count > 0 ? "a stream a lane" : "streams in rows";
}

/// <summary>One way to compute a network.</summary>
/// <param name="Costs">Makes the choice.</param>
/// <param name="Choice">The choice in words.</param>
/// <param name="Predicted">Cycles a step by the model; NaN where it says nothing.</param>
internal sealed record Candidate(CostModel Costs, string Choice, double Predicted);
