using System.Globalization;
using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Parsing;

/// <summary>Whether the layers make a network together.</summary>
/// <param name="model">The <c>[RnnModel]</c> attribute.</param>
/// <param name="layers">The layers with their attributes, in order.</param>
/// <param name="reports">Takes what is found.</param>
internal sealed class TopologyChecks(AttributeReader model, IReadOnlyList<(AttributeReader Attribute, LayerSpec Layer)> layers, Reports reports)
{
    /// <summary>Checks what needs no sizes: which layers there are, and in which order.</summary>
    public void CheckOrder()
    {
        AttributeReader? source = null, layer = null;
        bool tokens = false, computes = false;
        foreach ((AttributeReader attribute, LayerSpec spec) in layers)
        {
            if (spec is not SourceSpec)
            {
                layer ??= attribute;
                computes |= spec is not DropoutSpec;
                continue;
            }
            if (layer is not null) reports.Add(Rules.InputNotFirst, attribute.Location, attribute.Kind, layer.Kind);
            else if (source is not null && tokens != spec is TokenSpec) reports.Add(Rules.MixedInputs, attribute.Location, attribute.Kind, source.Kind);
            source ??= attribute;
            tokens = spec is TokenSpec;
        }
        if (source is null) reports.Add(Rules.NoInput, model.Location);
        else if (!computes) reports.Add(Rules.NoLayer, layers[layers.Count - 1].Attribute.Location);
    }

    /// <summary>Checks a network whose layers are right by themselves.</summary>
    public void CheckWhole(ModelSpec spec)
    {
        var topology = new Topology(spec);
        CheckTied(topology);
        if (CountParameters(topology) && CheckState(topology)) CheckTensorNames(topology);
        if (!spec.HasOutputPerStep && topology.PoolAfter < 0) reports.Add(Rules.NothingToPool, model.PropertyAt("Output"), spec.Output);
        if (spec.InputSkip) CheckInputSkip(spec, topology);
        if (spec.Output == OutputMode.LastStep) CheckLastStep(spec);
        if (spec.Output == OutputMode.FinalState) CheckFinalState(spec);
    }

    private void CheckLastStep(ModelSpec spec)
    {
        if (spec.Layers.OfType<RecurrentSpec>().LastOrDefault() is not { Direction: Direction.Backward } last) return;
        reports.Add(Rules.LastStepBackward, model.PropertyAt("Output"), AttributeOf(last).Kind);
    }

    private void CheckFinalState(ModelSpec spec)
    {
        if (spec.Layers.OfType<RecurrentSpec>().LastOrDefault() is not { Direction: Direction.Bidirectional, Skip: Skip.Residual or Skip.Highway } last) return;
        AttributeReader attribute = AttributeOf(last);
        reports.Add(Rules.SkipWithoutStep, attribute.PropertyAt("Skip"), attribute.Kind, last.Skip);
    }

    private void CheckInputSkip(ModelSpec spec, Topology topology)
    {
        string? why = spec.ReadsTokens ? "the inputs are token ids"
            : !spec.HasOutputPerStep ? $"the output is one for the sequence (OutputMode.{spec.Output})"
            : topology.OutputSize > topology.InputSize ? $"{Text(topology.OutputSize)} outputs are more than {Text(topology.InputSize)} inputs"
            : null;
        if (why is not null) reports.Add(Rules.InputSkipImpossible, model.PropertyAt("InputSkip"), why);
    }

    /// <summary>Counts in 64 bits, before a layout with 32-bit places is made.</summary>
    private bool CountParameters(Topology topology)
    {
        long total = 0;
        foreach (SourceNode source in topology.Sources)
        {
            if (source.Spec is EmbeddingSpec embedding && !topology.IsTied(source) && !Add(embedding, (long)embedding.Vocabulary * embedding.Size)) return false;
        }
        foreach (LayerNode node in topology.Nodes)
        {
            bool fits = node switch
            {
                RecurrentNode recurrent => Add(recurrent.Spec, Count(recurrent)),
                DenseNode dense => Add(dense.Spec, CountDense(dense.OutputWidth, dense.InputWidth, dense.Spec.Bias)),
                _ => true,
            };
            if (!fits) return false;
        }
        return true;

        bool Add(LayerSpec layer, long count)
        {
            total += count;
            if (total <= Limits.Parameters) return true;
            AttributeReader attribute = AttributeOf(layer);
            reports.Add(Rules.TooManyParameters, attribute.ArgumentAt(0), attribute.Kind, Text(total), Text(Limits.Parameters));
            return false;
        }
    }

    private static long Count(RecurrentNode node)
    {
        RecurrentSpec spec = node.Spec;
        long rows = (long)CellPlace.GateCount(spec) * spec.Hidden;
        long cell = rows * (node.InputWidth + (CellPlace.ReadsState(spec) ? spec.CellOutput : 0));
        if (CellPlace.HasBias(spec)) cell += rows + (CellPlace.ResetsAfter(spec) ? spec.Hidden : 0);
        if (spec.LayerNorm) cell += (spec.Bias ? 2 : 1) * (2 * rows + (spec is LstmSpec ? spec.Hidden : 0));
        if (spec is LstmSpec { Projection: > 0 }) cell += (long)spec.Hidden * spec.CellOutput;
        cell += CellGates.OfPeephole(spec).Length * (long)spec.Hidden;
        long gate = node.Skip == Skip.Highway ? CountDense(node.OutputWidth, node.InputWidth, spec.Bias) : 0;
        return cell * node.Cells.Count() + gate;
    }

    private static long CountDense(int outputs, int inputs, bool bias) => outputs * (inputs + (bias ? 1L : 0L));

    private bool CheckState(Topology topology)
    {
        StateLayout layout = new(topology);
        if (layout.Length <= StateLayout.MostFloats) return true;
        // Slots stand in the order of cells; the first that ends too far out is named.
        var slots = new Queue<StateSlot>(layout.Slots);
        foreach (CellNode cell in topology.Cells)
        {
            for (int n = cell.Spec is LstmSpec ? 2 : 1; n > 0; n--)
            {
                StateSlot slot = slots.Dequeue();
                if (slot.Offset + slot.Length <= StateLayout.MostFloats) continue;
                AttributeReader attribute = AttributeOf(cell.Spec);
                reports.Add(Rules.StateTooLarge, attribute.ArgumentAt(0), attribute.Kind, Text(layout.Length * (long)sizeof(float)));
                return false;
            }
        }
        return true;
    }

    private void CheckTensorNames(Topology topology)
    {
        var names = new HashSet<string>();
        foreach (ParameterPlace place in new ParameterLayout(topology).Places)
        {
            LayerSpec layer = place switch
            {
                TablePlace table => table.Source.Spec,
                CellPlace cell => cell.Cell.Spec,
                ProjectionPlace projection => projection.Cell.Spec,
                HighwayPlace highway => highway.Node.Spec,
                _ => ((DensePlace)place).Node.Spec,
            };
            foreach (string name in place.Tensors.Select(tensor => tensor.Name).Concat(NamesInFiles(place)))
            {
                if (names.Add(name)) continue;
                AttributeReader attribute = AttributeOf(layer);
                reports.Add(Rules.DuplicateTensor, attribute.PropertyAt("Name"), name, attribute.Kind);
            }
        }
    }

    /// <summary>Files have a tied W under two names.</summary>
    private static IEnumerable<string> NamesInFiles(ParameterPlace place) =>
        place is DensePlace { Node: { Table: not null } node } && node.OwnWeightName != node.WeightName ? [node.OwnWeightName] : [];

    private void CheckTied(Topology topology)
    {
        LayerNode last = topology.Nodes[topology.Nodes.Count - 1];
        foreach (DenseNode node in topology.Nodes.OfType<DenseNode>().Where(node => node.Spec.Tied))
        {
            string? why = node != last ? "the layer is not the last one"
                : node.Table?.Spec is not EmbeddingSpec table ? "the model's inputs are not one [Embedding]"
                : (node.OutputWidth, node.InputWidth) != (table.Vocabulary, table.Size)
                    ? $"the table is {Text(table.Vocabulary)} × {Text(table.Size)} and W {Text(node.OutputWidth)} × {Text(node.InputWidth)}"
                : null;
            if (why is not null) reports.Add(Rules.TiedImpossible, AttributeOf(node.Spec).PropertyAt("Tied"), why);
        }
    }

    private AttributeReader AttributeOf(LayerSpec layer) => layers.First(pair => ReferenceEquals(pair.Layer, layer)).Attribute;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
