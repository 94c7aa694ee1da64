using System.Globalization;
using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>
/// Writes one step of sixteen streams whose states lie value by value, a stream a lane. Between such layers everything stays that way;
/// other layers get rows, and what comes from them is turned.
/// </summary>
internal sealed class StreamLanesEmitter(NetworkPlan plan, string kernelClass, KernelFile file) : StreamRowsEmitter(plan, kernelClass, file, "")
{
    /// <summary>Where rows stand value by value, too.</summary>
    private readonly Dictionary<Vectors, string> _lanesOf = [];

    /// <summary>Outputs of cells that nothing has read as rows yet.</summary>
    private readonly HashSet<Vectors> _notTurned = [];

    /// <summary>Room for sixteen rows in one piece, or for as many lanes of each value.</summary>
    protected override Vectors Room(int width) => new("room", Literal.Of(Lanes.Rows * Take(width)), width);

    protected override Vectors EmitRecurrent(RecurrentPlan layer, IReadOnlyList<Read> read)
    {
        CellPlan cell = layer.Cells[0];
        CellKernel kernel = cell.Kernel;
        CellEmitter.Of(kernel).EmitRows(File, Plan.AcrossStreams);
        string p = $"ref {Lanes.At("p", cell.WeightsName)}", x = string.Join(", ", read.Select(part => $"ref {LanesOf(part.Values, part.Part.Width)}"));
        string h = State(cell.HName), hOld = h;
        if (kernel.SetsAside && !kernel.ResetsBefore)
        {
            hOld = Room(kernel.Outputs).First;
            W.Line(RowOps.Copy(File, Lanes.Rows * kernel.Outputs, h, hOld));
        }
        if (kernel.ResetsBefore)
        {
            string rh = Room(kernel.Units).First, record = Room(kernel.RecordLength).First;
            W.Line($"{kernel.Name}ResetLanes({p}, {x}, ref {h}, ref {rh}, ref {record});");
            W.Line($"{kernel.Name}Lanes({p}, ref {h}, ref {rh}, ref {h}, ref {record});");
        }
        else
        {
            string c = kernel.HasCell ? $", ref {State(cell.CName)}" : "", kept = kernel.RecordSlots == 0 ? "" : ", ref Unsafe.NullRef<float>()";
            W.Line($"{kernel.Name}Lanes<Untaped>({p}, {x}, ref {hOld}{c}, ref {h}{c}{kept});");
        }
        Vectors y = Room(kernel.Outputs);
        _lanesOf.Add(y, h);
        _notTurned.Add(y);
        return layer.HasBypass ? EmitBypass(layer, y, read[0].Values) : y;
    }

    private static string State(string offset) => Lanes.At("states", offset == "0" ? offset : $"{Lanes.Rows} * {offset}");

    /// <summary>Where such rows stand value by value: they are turned by the first layer that needs it.</summary>
    private string LanesOf(Vectors rows, int width)
    {
        if (_lanesOf.TryGetValue(rows, out string lanes)) return lanes;
        lanes = Room(width).First;
        W.Line($"Transposition.ToLanes({rows.Arguments}, {Literal.Of(width)}, ref {lanes});");
        _lanesOf.Add(rows, lanes);
        return lanes;
    }

    protected override Vectors AsRows(Vectors values)
    {
        if (_notTurned.Remove(values)) Turn(_lanesOf[values], int.Parse(values.Stride, CultureInfo.InvariantCulture), values);
        return values;
    }

    protected override void EmitOutput(Vectors from)
    {
        if (_notTurned.Contains(from)) Turn(_lanesOf[from], Plan.Topology.OutputSize, Output);
        else base.EmitOutput(from);
    }

    private void Turn(string lanes, int width, Vectors rows) => W.Line($"Transposition.FromLanes(ref {lanes}, {Literal.Of(width)}, {rows.Arguments});");
}
