using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>
/// Writes one step of many streams, which share the weights: layer by layer over a few streams at a time, so that what stands
/// between the layers stays in the nearest cache. A stream has room for it beside its state, and a range of streams uses that of its
/// first few: nothing is cleared, and threads with different ranges do not meet.
/// </summary>
internal sealed class StreamsEmitter(NetworkPlan plan, string kernelClass, KernelFile file, CodeWriter w) : NetworkEmitter(plan, kernelClass, file, w)
{
    /// <summary>Floats from one stream's state or room to the next: whole lines of the cache, so that threads do not meet in one.</summary>
    public static int StrideOf(int floats) => (floats + 15) / 16 * 16;

    private int Stride => StrideOf(Plan.State.Length);

    public void Emit()
    {
        bool inLanes = Plan.AcrossStreams.Count > 0;
        var rows = new StreamRowsEmitter(Plan, KernelClassName, File, inLanes ? "stateStride" : Literal.Of(Stride));
        var lanes = new StreamLanesEmitter(Plan, KernelClassName, File);
        string rowStep = rows.Emit(), laneStep = inLanes ? $"const int rows = {Lanes.Rows};\n{lanes.Emit()}" : "";
        W.Line();
        W.Line($"/// <summary>Whether {Lanes.Rows} streams, one behind the other, have their states value by value.</summary>");
        W.Line($"internal static bool StreamsInLanes => {(inLanes ? Plan.AcrossStreams[Plan.AcrossStreams.Count - 1].Test : "false")};");
        W.Line();
        W.Line("/// <summary>Floats that a stream needs beside its state while it is stepped.</summary>");
        W.Line($"internal const int Room = {StrideOf(Math.Max(rows.Floats + (inLanes ? Stride : 0), lanes.Floats))};");
        W.Line();
        W.Line("/// <summary>One step of many streams.</summary>");
        using (W.Block($"internal static void StepMany(ref float p, {Input}, global::RnnGen.RnnStreams streams, int first, int count, ref float y)"))
        using (W.Block("for (int n = 0; n < count;)")) EmitGroup(inLanes, rows.Floats);
        EmitStep("StepRows", "One step of a few streams.", $", int rows, ref float states{(inLanes ? ", int stateStride" : "")}", rowStep);
        if (inLanes) EmitStep("StepLanes", $"One step of {Lanes.Rows} streams, whose states lie value by value.", ", ref float states", laneStep);
    }

    private void EmitGroup(bool inLanes, int copy)
    {
        string x = $"ref {Lanes.At("x", Text.Times("n", Plan.Topology.InputsPerStep))}", y = $"ref {Lanes.At("y", Text.Times("n", Plan.Topology.OutputSize))}";
        string states = "ref streams.StatesFrom(first + n)", room = "ref streams.RoomFrom(first + n)";
        if (!inLanes)
        {
            W.Line($"int rows = System.Math.Min({Lanes.Rows}, count - n);");
            W.Line($"StepRows(ref p, {x}, rows, {states}, {room}, {y});");
        }
        else
        {
            W.Line($"int rows = System.Math.Min({Lanes.Rows} - (first + n) % {Lanes.Rows}, count - n);");
            W.Line($"if (!streams.IsInLanes(first + n)) StepRows(ref p, {x}, rows, {states}, {Literal.Of(Stride)}, {room}, {y});");
            W.Line($"else if (rows == {Lanes.Rows}) StepLanes(ref p, {x}, {states}, {room}, {y});");
            using (W.Block("else"))
            {
                W.Line("// Some of a group: their states become rows for this step.");
                W.Line($"ref float states = ref Unsafe.Add(ref streams.RoomFrom(first + n), {Literal.Of(copy)});");
                W.Line("streams.TakeRows(first + n, rows, ref states, Room);");
                W.Line($"StepRows(ref p, {x}, rows, ref states, Room, {room}, {y});");
                W.Line("streams.PutRows(first + n, rows, ref states, Room);");
            }
        }
        W.Line("n += rows;");
    }

    private void EmitStep(string name, string summary, string parameters, string body)
    {
        W.Line();
        W.Line($"/// <summary>{summary}</summary>");
        using (W.Block($"private static void {name}(ref float p, {Input}{parameters}, ref float room, ref float y)"))
        using (W.Block("unchecked")) W.Line(body);
    }
}
