using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Writes a sequence whose first layers go as a <see cref="WavePlan"/>: a kernel of all of them, and what is before, behind and after it.</summary>
internal sealed class WaveEmitter(NetworkPlan plan, WavePlan wave, string kernelClass, KernelFile file, CodeWriter w) : StreamEmitter(plan, kernelClass, file, w)
{
    /// <summary>Ticks whose outputs the stack holds for the layers behind.</summary>
    private const int MostTicks = 16;

    private CellPlan Top => wave.Last.Cells[0];

    /// <summary>Whether something is done with every output of the wave.</summary>
    private bool HasBehind => !wave.IsHighest || !(IsPooled || (wave.WritesOutput && wave.Delay == 0));

    // As the methods of this file call the sequences: x and y are rows of them.
    private string InputRow(string step) => $"ref {RowAt("xs", step, Plan.Topology.InputsPerStep)}";

    private string OutputParameter => IsPooled ? "" : ", ref float ys";

    private string OutputArgument => IsPooled ? "" : ", ref ys";

    public void EmitForward()
    {
        new WaveKernel(Plan, wave).Emit(File, EmitOneByOne);
        if (HasBehind) EmitBehind();
        bool waits = wave.Delay > 0;
        if (waits) EmitTick();
        W.Line();
        W.Line(waits ? $"/// <summary>A sequence: of the first {Literal.Of(wave.Layers.Count)} layers, each is a step behind the one below.</summary>" : "/// <summary>A sequence.</summary>");
        using (W.Block($"internal static void Forward(ref float p, ref {Plan.InputType} xs, int steps, ref float state, ref float {(IsPooled ? "y" : "ys")})"))
        using (W.Block("unchecked"))
        {
            string delay = Literal.Of(wave.Delay), tick = $"Tick(ref p, ref xs, steps, tick, ref state{OutputArgument});";
            if (waits)
            {
                W.Line("// The first steps have not come to all layers yet.");
                using (W.Block($"for (int tick = 0; tick < {delay}; tick++)")) W.Line(tick);
            }
            EmitWave();
            if (waits)
            {
                W.Line("// The last steps have left the lower layers.");
                using (W.Block($"for (int tick = System.Math.Max(steps, {delay}); tick < steps + {delay}; tick++)")) W.Line(tick);
            }
            if (IsPooled) W.Line($"Head(ref p, ref {PooledOutput}, ref y);");
        }
    }

    private void EmitWave()
    {
        string delay = Literal.Of(wave.Delay), ticks = wave.Delay == 0 ? "steps" : $"steps - {delay}";
        if (wave.WritesOutput)
        {
            string call = $"{WaveKernel.Name}(ref p, ref {Lanes.At("xs", wave.Delay * Plan.Topology.InputsPerStep)}, {ticks}, ref state, ref ys);";
            W.Line(wave.Delay == 0 ? call : $"if (steps > {delay}) {call}");
            return;
        }
        int units = Top.Kernel.Outputs;
        string most = Literal.Of(MostTicks), output = IsPooled ? "" : $", ref {RowAt("ys", "(n + k)", Plan.Topology.OutputSize)}";
        W.Line($"System.Span<float> top = stackalloc float[{Literal.Of(MostTicks * units)}];");
        using (W.Block($"for (int n = 0; n < {ticks}; n += {most})"))
        {
            W.Line($"int ticks = System.Math.Min({most}, {ticks} - n);");
            W.Line($"{WaveKernel.Name}(ref p, {InputRow(wave.Delay == 0 ? "n" : $"(n + {delay})")}, ticks, ref state, ref top[0]);");
            if (!HasBehind) return;
            using (W.Block("for (int k = 0; k < ticks; k++)"))
            {
                W.Line($"Behind(ref p, {InputRow("(n + k)")}, ref top[{Text.Times("k", units)}], ref state{output});");
            }
        }
    }

    /// <summary>What a step does with the output of the wave.</summary>
    private void EmitBehind()
    {
        W.Line();
        W.Line("/// <summary>What a step does behind the wave, whose output is top.</summary>");
        W.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (W.Block($"private static void Behind(ref float p, {Input}, ref float top, ref float state{(IsPooled ? "" : ", ref float y")})"))
        {
            EmitLayers(wave.Behind, writesOutput: !IsPooled, wave.Last, "top");
        }
    }

    /// <summary>A tick before or after those of the kernel.</summary>
    private void EmitTick()
    {
        W.Line();
        W.Line("/// <summary>A tick at which not all layers of the wave are at work: layer k is at step tick − k, if there is one. The upper ones go first, because they read what the lower ones did before.</summary>");
        using (W.Block($"private static void Tick(ref float p, ref {Plan.InputType} xs, int steps, int tick, ref float state{OutputParameter})"))
        using (W.Block("unchecked"))
        {
            for (int k = wave.Delay; k >= 0; k--)
            {
                W.Line($"{(k == wave.Delay ? "int " : "")}n = {Text.Sum("tick", k == 0 ? "0" : "-" + Literal.Of(k)).Replace("+ -", "- ")};");
                using (W.Block("if ((uint)n < (uint)steps)"))
                {
                    W.Line($"// {wave.Layers[k].Title}");
                    EmitOne(k);
                    if (k == wave.Delay && HasBehind)
                    {
                        string output = IsPooled ? "" : $", ref {RowAt("ys", "n", Plan.Topology.OutputSize)}";
                        W.Line($"Behind(ref p, {InputRow("n")}, ref {Lanes.At("state", Top.HName)}, ref state{output});");
                    }
                }
            }
        }
    }

    /// <summary>A step of layer k; its input, if it is the network's, is row n.</summary>
    private void EmitOne(int k)
    {
        if (k == 0) W.Line($"ref {Plan.InputType} x = {InputRow("n")};");
        EmitCell(wave.Layers[k].Cells[0], InputsOf(k));
    }

    private IReadOnlyList<string> InputsOf(int k) => k > 0 ? [$"ref {Lanes.At("state", wave.Layers[k - 1].Cells[0].HName)}"] : wave.Layers[0].Feeds.Select(feed => StepInput(feed.Source!)).ToList();

    /// <summary>The kernel's ticks where its vectors are not for all layers together.</summary>
    private void EmitOneByOne(CodeWriter body)
    {
        using (body.Block("for (int n = 0; n < ticks; n++)"))
        {
            body.Line($"ref {Plan.InputType} x = {InputRow("n")};");
            for (int k = wave.Delay; k >= 0; k--)
            {
                CellPlan cell = wave.Layers[k].Cells[0];
                string h = Lanes.At("state", cell.HName), c = Lanes.At("state", cell.CName);
                EmitCellCall(body, cell, InputsOf(k), "Untaped", h, h, c, h, c, "Unsafe.NullRef<float>()", "");
                if (k == wave.Delay) body.Line(RowOps.Copy(File, cell.Kernel.Outputs, h, RowAt("ys", "n", cell.Kernel.Outputs)));
            }
        }
    }
}
