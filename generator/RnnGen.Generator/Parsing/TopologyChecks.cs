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
        bool tokens = false;
        foreach ((AttributeReader attribute, LayerSpec spec) in layers)
        {
            if (spec is not SourceSpec)
            {
                layer ??= attribute;
                continue;
            }
            if (layer is not null) reports.Add(Rules.InputNotFirst, attribute.Location, attribute.Kind, layer.Kind);
            else if (source is not null && tokens != spec is TokenSpec) reports.Add(Rules.MixedInputs, attribute.Location, attribute.Kind, source.Kind);
            source ??= attribute;
            tokens = spec is TokenSpec;
        }
        if (source is null) reports.Add(Rules.NoInput, model.Location);
        else if (layer is null) reports.Add(Rules.NoLayer, layers[layers.Count - 1].Attribute.Location);
    }

    /// <summary>Checks a network whose layers are right by themselves.</summary>
    public void CheckWhole(ModelSpec spec)
    {
        var topology = new Topology(spec);
        if (CountParameters(topology) && CheckState(topology)) CheckTensorNames(topology);
        if (!spec.HasOutputPerStep && topology.PoolAfter < 0) reports.Add(Rules.NothingToPool, model.PropertyAt("Output"), spec.Output);
        if (spec.InputSkip) CheckInputSkip(spec, topology);
        if (spec.Output == OutputMode.LastStep && spec.Layers.OfType<RecurrentSpec>().LastOrDefault() is { Direction: Direction.Backward } last)
        {
            reports.Add(Rules.LastStepBackward, model.PropertyAt("Output"), AttributeOf(last).Kind);
        }
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
            if (source.Spec is EmbeddingSpec embedding && !Add(embedding, (long)embedding.Vocabulary * embedding.Size)) return false;
        }
        foreach (LayerNode node in topology.Nodes)
        {
            bool fits = node switch
            {
                RecurrentNode recurrent => Add(recurrent.Spec, (long)CellPlace.GateCount(recurrent.Spec) * recurrent.Spec.Hidden
                    * (recurrent.InputWidth + recurrent.Spec.CellOutput + (recurrent.Spec.LayerNorm ? 4L : 1L))),
                DenseNode dense => Add(dense.Spec, dense.OutputWidth * (dense.InputWidth + 1L)),
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
                _ => ((DensePlace)place).Node.Spec,
            };
            foreach (TensorPlace tensor in place.Tensors)
            {
                if (names.Add(tensor.Name)) continue;
                AttributeReader attribute = AttributeOf(layer);
                reports.Add(Rules.DuplicateTensor, attribute.PropertyAt("Name"), tensor.Name, attribute.Kind);
            }
        }
    }

    private AttributeReader AttributeOf(LayerSpec layer) => layers.First(pair => ReferenceEquals(pair.Layer, layer)).Attribute;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
