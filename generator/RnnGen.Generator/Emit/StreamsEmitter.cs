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
        if (inLanes) W.Line($"/// <summary>Whether {Lanes.Rows} streams, one behind the other, have their states value by value.</summary>");
        W.Line(inLanes ? $"internal static bool StreamsInLanes => {Plan.AcrossStreams[Plan.AcrossStreams.Count - 1].Test};" : "internal const bool StreamsInLanes = false;");
        W.Line();
        W.Line("/// <summary>Floats that a stream needs beside its state while it is stepped.</summary>");
        W.Line($"internal const int Room = {StrideOf(Math.Max(rows.Floats + (inLanes ? Stride : 0), lanes.Floats))};");
        W.Line();
        W.Line("/// <summary>One step of many streams.</summary>");
        using (W.Block($"internal static void StepMany(ref float p, {Input}, global::RnnGen.RnnStreams streams, int first, int count, ref float y)"))
        {
            if (inLanes) EmitGroups(rows.Floats);
            else
            {
                using (W.Block($"for (int n = 0; n < count; n += {Lanes.Rows})")) W.Line($"StepRows(ref p, {X}, System.Math.Min({Lanes.Rows}, count - n), {States}, {Rooms}, {Y});");
            }
        }
        EmitStep("StepRows", "One step of a few streams.", $", int rows, ref float states{(inLanes ? ", int stateStride" : "")}", rowStep);
        if (inLanes) EmitStep("StepLanes", $"One step of {Lanes.Rows} streams, whose states lie value by value.", ", ref float states", laneStep);
    }

    // Of stream first + n, and those behind it.
    private string X => $"ref {Lanes.At("x", Text.Times("n", Plan.Topology.InputsPerStep))}";

    private string Y => $"ref {Lanes.At("y", Text.Times("n", Plan.Topology.OutputSize))}";

    private const string States = "ref streams.StatesFrom(first + n)", Rooms = "ref streams.RoomFrom(first + n)";

    /// <summary>Groups of streams, of which the whole ones have their states value by value.</summary>
    /// <param name="copy">Where in the room the states of a part of such a group become rows.</param>
    private void EmitGroups(int copy)
    {
        using (W.Block("for (int n = 0; n < count;)"))
        {
            W.Line($"int rows = System.Math.Min({Lanes.Rows} - (first + n) % {Lanes.Rows}, count - n);");
            W.Line($"if (!streams.IsInLanes(first + n)) StepRows(ref p, {X}, rows, {States}, {Literal.Of(Stride)}, {Rooms}, {Y});");
            W.Line($"else if (rows == {Lanes.Rows}) StepLanes(ref p, {X}, {States}, {Rooms}, {Y});");
            using (W.Block("else"))
            {
                W.Line("// Some of a group: their states become rows for this step.");
                W.Line($"ref float states = ref Unsafe.Add(ref streams.RoomFrom(first + n), {Literal.Of(copy)});");
                W.Line("streams.TakeRows(first + n, rows, ref states, Room);");
                W.Line($"StepRows(ref p, {X}, rows, ref states, Room, {Rooms}, {Y});");
                W.Line("streams.PutRows(first + n, rows, ref states, Room);");
            }
            W.Line("n += rows;");
        }
    }

    private void EmitStep(string name, string summary, string parameters, string body)
    {
        W.Line();
        W.Line($"/// <summary>{summary}</summary>");
        using (W.Block($"private static void {name}(ref float p, {Input}{parameters}, ref float room, ref float y)"))
        using (W.Block("unchecked")) W.Line(body);
    }
}
