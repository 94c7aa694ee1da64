using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>
/// Writes the kernel of a sequence in both directions: at each turn a step of the forward cell, 0, and one of the backward cell, 1, which do not wait for each other.
/// Of hs and cs, row n is the state before step n forward, and behind it backward.
/// </summary>
internal sealed class BothWaysKernel(RecurrentPlan layer)
{
    private const int Forward = 0, Backward = 1;

    public string Name => Text.Capital(layer.Name) + "BothWays";

    private static string States(CellKernel kernel, int cell) => $"ref float hs{cell}{(kernel.HasCell ? $", ref float cs{cell}" : "")}";

    private CellKernel Kernel => layer.Cells[Forward].Kernel;

    /// <summary>Writes it; <paramref name="oneByOne"/> writes the call of a cell's own kernel, for other vectors.</summary>
    public void Emit(KernelFile file, Action<CodeWriter, CellPlan, int> oneByOne)
    {
        // Its calls are kernels of their own, which cannot be written within this one.
        var calls = new CodeWriter();
        for (int cell = 0; cell < layer.Cells.Count; cell++) oneByOne(calls, layer.Cells[cell], cell);
        string parameters = string.Join(", ", Kernel.Inputs.Select(part => RowVector.Of(part).Parameters)) + string.Concat(layer.Cells.Select((cell, k) => ", " + States(cell.Kernel, k)));
        file.Add(Name, "The steps of a sequence in both directions, by turns", $"int rows, ref float p, {parameters}", (w, lanes) =>
        {
            if (layer.LoopsBothWaysWith(lanes)) EmitLoop(w, lanes);
            else
            {
                using (w.Block("for (int n = 0; n < rows; n++)"))
                {
                    for (int cell = 0; cell < layer.Cells.Count; cell++) EmitPlaces(w, cell, inRegisters: false);
                    w.Line(calls.ToString().TrimEnd('\n'));
                }
            }
        });
    }

    private void EmitLoop(CodeWriter w, Lanes lanes)
    {
        List<LoopedCell> cells = layer.Cells.Select((cell, k) => new LoopedCell(w, cell, k, lanes, inRegisters: true)).ToList();
        foreach (LoopedCell cell in cells) cell.EmitWeights();
        w.Line($"ref float hEnd = ref {Lanes.At("hs1", Text.Times("rows", Kernel.Outputs))};");
        if (Kernel.HasCell) w.Line($"ref float cEnd = ref {Lanes.At("cs1", Text.Times("rows", Kernel.Units))};");
        cells[Forward].EmitVariables("hs0", "cs0");
        cells[Backward].EmitVariables("hEnd", "cEnd");
        using (w.Block("for (int n = 0; n < rows; n++)"))
        {
            var loop = new CellLoopText(w, cells);
            foreach (LoopedCell cell in cells) EmitPlaces(w, cell.Number, inRegisters: true);
            loop.EmitBegin();
            foreach (LoopedCell cell in cells) loop.EmitInputs(cell, part => Values(part.Part, cell.Number));
            foreach (LoopedCell cell in cells) loop.EmitRows(cell.Hidden, "h" + Literal.Of(cell.Number));
            loop.EmitFunctions();
        }
        if (Kernel.HasCell) w.Line($"cEnd = ref {Lanes.At("cs0", Text.Times("rows", Kernel.Units))};");
        cells[Forward].EmitLast("cEnd");
        cells[Backward].EmitLast("cs1");
    }

    /// <summary>What a cell reads of a part of its inputs.</summary>
    public static string Values(InputPart part, int cell) => $"{part.Variable}_{cell}";

    /// <summary>Names what a cell's step reads and writes.</summary>
    private void EmitPlaces(CodeWriter w, int cell, bool inRegisters)
    {
        bool isForward = cell == Forward;
        foreach (InputPart part in Kernel.Inputs)
        {
            RowVector vector = RowVector.Of(part);
            string row = Lanes.At(vector.Name, $"{(isForward ? "n" : "(rows - 1 - n)")} * {vector.Stride}");
            w.Line(part.IsToken ? $"int {Values(part, cell)} = {row};" : $"ref float {Values(part, cell)} = ref {row};");
        }
        State("h", Kernel.Outputs);
        if (Kernel.HasCell && !inRegisters) State("c", Kernel.Units);

        void State(string name, int width)
        {
            string before = isForward ? "n" : "(rows - n)", after = isForward ? "(n + 1)" : "(rows - 1 - n)";
            w.Line($"ref float {name}{cell} = ref {Lanes.At($"{name}s{cell}", Text.Times(before, width))}, {name}Next{cell} = ref {Lanes.At($"{name}s{cell}", Text.Times(after, width))};");
        }
    }
}
