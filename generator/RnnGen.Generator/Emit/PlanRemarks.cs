using System.Text;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>The plan in words, for the remarks of the user's class: hovering over the class shows it.</summary>
internal static class PlanRemarks
{
    public static string Of(NetworkPlan plan)
    {
        var text = new StringBuilder();
        foreach (LayerPlan layer in plan.Layers) text.Append(layer.Title).Append(layer is DropoutPlan ? "" : "; " + Tiles(layer)).Append('\n');
        long products = plan.Parameters.Tensors.Where(tensor => tensor.Shape.Count == 2).Sum(tensor => (long)tensor.Count);
        text.Append($"{plan.Parameters.ParameterCount} parameters in {plan.Parameters.Length * sizeof(float)} bytes; ");
        text.Append($"at most {products} multiply-adds a step; {plan.State.Length * sizeof(float)} bytes of state.");
        return text.ToString();
    }

    private static string Tiles(LayerPlan layer)
    {
        PanelLayout panel = layer is RecurrentPlan recurrent ? recurrent.Cells[0].Kernel.Panel : ((DensePlan)layer).Kernel.Panel;
        string blocks = string.Join(" | ", panel.Tiles.Select(tile => string.Join("+", tile.Blocks.Select(block => Literal.Of(block.Size)))));
        return $"units in registers together: {blocks}, {Literal.Of(panel.Gates)} sums each";
    }
}
