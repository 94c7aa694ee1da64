using System.Text;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>The plan in words, for the remarks of the user's class: hovering over the class shows it.</summary>
internal static class PlanRemarks
{
    /// <param name="plan">The plan.</param>
    /// <param name="untaped">The plan of what runs without tape: another where that reads smaller weights.</param>
    public static string Of(NetworkPlan plan, NetworkPlan untaped)
    {
        var text = new StringBuilder();
        foreach (LayerPlan layer in plan.Layers) text.Append(layer.Title).Append(layer is DropoutPlan ? "" : "; " + Tiles(layer)).Append('\n');
        foreach (string way in Ways(untaped)) text.Append(way).Append('\n');
        long products = plan.Parameters.Tensors.Where(tensor => tensor.Shape.Count == 2).Sum(tensor => (long)tensor.Count);
        text.Append($"{plan.Parameters.ParameterCount} parameters in {plan.Parameters.Length * sizeof(float)} bytes; ");
        if (plan.Spec.Storage != WeightStorage.Float32)
        {
            text.Append($"steps and sequences without tape read a copy in {plan.Spec.Storage}, {new StoredLayout(plan.Parameters, plan.Spec.Storage).Length * sizeof(float)} bytes; ");
        }
        text.Append($"at most {products} multiply-adds a step; {plan.State.Length * sizeof(float)} bytes of state.");
        return text.ToString();
    }

    /// <summary>How sequences without tape and many streams go, where it is not step by step and row by row.</summary>
    private static IEnumerable<string> Ways(NetworkPlan plan)
    {
        if (plan.ChunkSteps > 0) yield return $"sequences without tape: {Literal.Of(plan.ChunkSteps)} steps go through the layers together";
        if (plan.Wave is { Layers.Count: var layers })
        {
            yield return "sequences without tape: " + (layers == 1 ? "one loop over all steps" : $"a wave of {Literal.Of(layers)} layers, each a step behind the one below");
        }
        if (plan.Layers.OfType<RecurrentPlan>().Any(layer => layer.LoopsBothWays)) yield return "sequences without tape: both directions of a small layer in one loop over all steps";
        if (plan.HasStep && plan.AcrossStreams.Count > 0)
        {
            yield return $"StepMany: {Literal.Of(Lanes.Rows)} streams at once, one a lane, with {string.Join(" or ", plan.AcrossStreams.Select(lanes => $"{Literal.Of(lanes.Width * 32)}"))} bits";
        }
    }

    private static string Tiles(LayerPlan layer)
    {
        PanelLayout panel = layer is RecurrentPlan recurrent ? recurrent.Cells[0].Kernel.Panel : ((DensePlan)layer).Kernel.Panel;
        // Equal tiles stand together: only the last ones are others.
        IEnumerable<string> tiles = panel.Tiles.Select(tile => string.Join("+", tile.Blocks.Select(block => Literal.Of(block.Size))))
            .GroupBy(blocks => blocks).Select(alike => alike.Count() == 1 ? alike.Key : $"{Literal.Of(alike.Count())} × {alike.Key}");
        return $"units in registers together: {string.Join(" | ", tiles)}, {Literal.Of(panel.Gates)} sums each";
    }
}
