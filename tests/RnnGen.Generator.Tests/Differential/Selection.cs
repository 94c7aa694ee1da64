extern alias generator;

using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RnnAnalyzer = generator::RnnGen.Generator.RnnAnalyzer;

namespace RnnGen.Generator.Tests.Differential;

/// <summary>
/// Of many draws a few, in which as many pairs of values as possible occur: each is the one with the most pairs that are
/// still missing, for its size. Draws that the analyzer finds fault with are counted and left out.
/// </summary>
internal sealed class Selection
{
    private readonly List<Draw> _draws = [];

    /// <param name="seed">Of the draws.</param>
    /// <param name="pool">How many draws there are to select from.</param>
    /// <param name="least">How many are selected at least; there may be more, if pairs are missing.</param>
    public Selection(int seed, int pool, int least)
    {
        var sampler = new DeclarationSampler(seed);
        Draw[] drawn = [.. Enumerable.Range(0, pool).Select(_ => sampler.Next())];
        List<(Draw Draw, int[] Pairs, int Size)> accepted = [.. drawn.Except(Rejected(drawn)).Select(draw => (draw, Pairs.Of(draw), SizeOf(draw)))];
        Contradictions = [.. Pairs.ImpossibleOf(accepted.SelectMany(candidate => candidate.Pairs).Distinct())];
        while (accepted.Count > 0)
        {
            (Draw Draw, int[] Pairs, int Size) best = accepted.MaxBy(candidate => (double)Pairs.Gain(candidate.Pairs) / candidate.Size);
            if (_draws.Count >= least && Pairs.Gain(best.Pairs) == 0) break;
            accepted.Remove(best);
            Pairs.Cover(best.Pairs);
            _draws.Add(best.Draw);
        }
    }

    public IReadOnlyList<Draw> Draws => _draws;

    /// <summary>What is missing of the selection.</summary>
    public Pairs Pairs { get; } = new();

    /// <summary>Pairs of draws that the analyzer accepts, although the properties' needs exclude them.</summary>
    public IReadOnlyList<string> Contradictions { get; }

    /// <summary>How often each rule rejected a draw.</summary>
    public SortedDictionary<string, int> Rejections { get; } = new(StringComparer.Ordinal);

    public override string ToString() => $"{Draws.Count} declarations; {Pairs.Possible - Pairs.Missing.Count} of {Pairs.Possible} pairs of values; "
        + $"{Pairs.Impossible} cannot stand together.\nRejected draws by rule: {string.Join(", ", Rejections.Select(rule => $"{rule.Key} {rule.Value}"))}";

    private HashSet<Draw> Rejected(Draw[] draws)
    {
        var source = new StringBuilder(Harness.Usings);
        for (int i = 0; i < draws.Length; i++) source.Append(ModelBatch.DeclarationOf(draws[i].Model, i)).Append('\n');
        var rejected = new HashSet<Draw>(ReferenceEqualityComparer.Instance);
        CompilationWithAnalyzers analysis = Harness.Compile(source.ToString()).WithAnalyzers([new RnnAnalyzer()]);
        foreach (Diagnostic diagnostic in analysis.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult())
        {
            // The first line is the usings'; each declaration has one.
            if (rejected.Add(draws[diagnostic.Location.GetLineSpan().StartLinePosition.Line - 1])) Rejections[diagnostic.Id] = Rejections.GetValueOrDefault(diagnostic.Id) + 1;
        }
        return rejected;
    }

    /// <summary>Roughly the kernels to compile, which is what takes the time: the first layer of a stack has its own, the others share theirs.</summary>
    private static int SizeOf(Draw draw) => 1 + draw.Model.Layers.OfType<RecurrentSpec>().Sum(layer => (layer.LayerNorm ? 2 : 1) * Math.Min(2, layer.Layers));
}
