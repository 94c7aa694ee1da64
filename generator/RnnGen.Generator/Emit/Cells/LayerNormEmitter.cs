using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit.Cells;

/// <summary>Writes the products that are normalised, layer normalisation LN(a) = γ∘(a − μ)/s + β, and its gradient.</summary>
/// <param name="kernel">The cell.</param>
/// <param name="record">Holds a, then â in its place; s is s = √(mean((a − μ)²) + ε).</param>
internal sealed class LayerNormEmitter(CellKernel kernel, GateRecord record)
{
    private const float Epsilon = 1e-5f;

    /// <summary>A call that sets values of the record to the product of <paramref name="source"/>.</summary>
    public string Product(KernelFile file, string name, string parameters, string arguments, SumSource source)
    {
        string kernelName = kernel.Name + name;
        file.Add(kernelName, $"{string.Join(", ", source.Accumulators)}: the product with the {kernel.Panel.Groups[source.Group].Name} rows, to be normalised.",
            $"ref float p, {parameters}, ref float record", (w, lanes) => Pass.EmitAll(w, PassPlanner.Passes(kernel.Panel, lanes), pass =>
        {
            new GateSums(w, kernel.Panel, pass, hasBias: false, kernel.Costs).Emit(source.Accumulators, [source]);
            var values = new PassVector(w, pass, "record", record.Slots);
            foreach (Piece piece in pass.Pieces) record.EmitStores(w, piece, values, source.Accumulators);
        }));
        return $"{kernelName}(ref p, {arguments}, ref record);";
    }

    /// <summary>A call that puts â in the place of a, and keeps 1/s. Padding becomes 0, whatever it was.</summary>
    public string Normalise(KernelFile file, NormedVector vector)
    {
        string name = kernel.Name + "Norm" + vector.Name;
        file.Add(name, $"â = (a − μ)/s, s = √(mean((a − μ)²) + ε), for a = {string.Join(", ", vector.Values)} of all units; 1/s is kept behind the record.",
            "ref float record", (w, lanes) =>
        {
            string count = Count(vector);
            // Products have zeros there; of a cell it may be φ(0).
            if (vector.Group == "norm_c") EmitClear(w, "record", record.Slots, Slots(vector));
            EmitAccumulators(w, lanes, "sum", "square");
            EmitPhase(w, lanes, "Σ a", pass =>
            {
                var a = new PassVector(w, pass, "record", record.Slots);
                w.Line($"{Of("sum", pass)} += {string.Join(" + ", Slots(vector).Select(slot => a.Load(pass.Pieces[0], slot)))};");
            });
            w.Line($"float mean = {Total(lanes, "sum")} / {count};");
            EmitPhase(w, lanes, "a − μ", pass =>
            {
                Piece piece = pass.Pieces[0];
                var a = new PassVector(w, pass, "record", record.Slots);
                foreach (int slot in Slots(vector)) w.Line(a.Store($"({a.Load(piece, slot)} - {piece.Lanes.Broadcast("mean")})", piece, slot));
            });
            EmitClear(w, "record", record.Slots, Slots(vector));
            EmitPhase(w, lanes, "Σ (a − μ)²", pass =>
            {
                Piece piece = pass.Pieces[0];
                var a = new PassVector(w, pass, "record", record.Slots);
                foreach (int slot in Slots(vector)) w.Line($"{Of("square", pass)} = {piece.Lanes.MultiplyAdd(a.Load(piece, slot), a.Load(piece, slot), Of("square", pass))};");
            });
            w.Line($"float scale = 1f / System.MathF.Sqrt({Total(lanes, "square")} / {count} + {Literal.Of(Epsilon)});");
            EmitPhase(w, lanes, "â", pass =>
            {
                Piece piece = pass.Pieces[0];
                var a = new PassVector(w, pass, "record", record.Slots);
                foreach (int slot in Slots(vector)) w.Line(a.Store($"({a.Load(piece, slot)} * scale)", piece, slot));
            });
            w.Line($"{Scale(vector)} = scale;");
        });
        return $"{name}(ref record);";
    }

    /// <summary>A call that turns the gradient of LN(a) into that of a, in place.</summary>
    public string Gradient(KernelFile file, NormedVector vector, GradientRow row) => Gradient(file, vector, row, row);

    /// <summary>A call that turns the gradient of LN(a) in some gates of <paramref name="dy"/> into that of a in <paramref name="da"/>.</summary>
    public string Gradient(KernelFile file, NormedVector vector, GradientRow dy, GradientRow da)
    {
        string name = $"{kernel.Name}Norm{vector.Name}Gradient";
        file.Add(name, "y = γ∘â + β, â = (a − μ)/s; so dγ += dy∘â, dβ += dy, dâ = dy∘γ, da = (dâ − mean(dâ) − â·mean(dâ∘â))/s.",
            "ref float p, ref float record, ref float dy, ref float da, ref float dp", (w, lanes) =>
        {
            EmitAccumulators(w, lanes, "sum", "along");
            using (w.Block("// dγ, dβ, dâ")) Pass.EmitAll(w, PassPlanner.Elementwise(kernel.Panel, lanes), pass => EmitScaled(w, pass, vector, dy, da));
            string count = Count(vector);
            w.Line($"float mean = {Total(lanes, "sum")} / {count}, meanAlong = {Total(lanes, "along")} / {count}, scale = {Scale(vector)};");
            EmitPhase(w, lanes, "da", pass =>
            {
                Piece piece = pass.Pieces[0];
                PassVector values = new(w, pass, "record", record.Slots), gradient = new(w, pass, "da", da.Gates);
                for (int gate = 0; gate < vector.Values.Count; gate++)
                {
                    string along = $"{values.Load(piece, record[vector.Values[gate]])} * meanAlong";
                    w.Line(gradient.Store($"(({gradient.Load(piece, da.Gate + gate)} - {piece.Lanes.Broadcast("mean")} - {along}) * scale)", piece, da.Gate + gate));
                }
            });
            EmitClear(w, "da", da.Gates, Enumerable.Range(da.Gate, vector.Values.Count));
        });
        return $"{name}(ref p, ref record, ref {dy.Name}, ref {da.Name}, ref dp);";
    }

    private void EmitScaled(CodeWriter w, Pass pass, NormedVector vector, GradientRow dy, GradientRow da)
    {
        Piece piece = pass.Pieces[0];
        Lanes lanes = piece.Lanes;
        PassVector values = new(w, pass, "record", record.Slots), from = new(w, pass, "dy", dy.Gates), to = new(w, pass, "da", da.Gates);
        PanelRow gain = Row("p", "gain", 0), dGain = Row("dp", "dGain", 0);
        PanelRow? dBias = kernel.Spec.Bias ? Row("dp", "dBias", 1) : null;
        for (int gate = 0; gate < vector.Values.Count; gate++)
        {
            string n = Literal.Of(gate);
            int row = vector.Gate + gate;
            w.Line($"{lanes.Type} d{n} = {from.Load(piece, dy.Gate + gate)}, a{n} = {values.Load(piece, record[vector.Values[gate]])}, da{n} = d{n} * {gain.Load(piece, row)};");
            w.Line(dGain.Store($"({lanes.MultiplyAdd("d" + n, "a" + n, dGain.Load(piece, row))})", piece, row));
            if (dBias is not null) w.Line(dBias.Store($"({dBias.Load(piece, row)} + d{n})", piece, row));
            w.Line(to.Store("da" + n, piece, da.Gate + gate));
            w.Line($"{Of("sum", pass)} += da{n};");
            w.Line($"{Of("along", pass)} = {lanes.MultiplyAdd("da" + n, "a" + n, Of("along", pass))};");
        }

        PanelRow Row(string buffer, string origin, int row) => new(w, pass, kernel.Panel, vector.Group, buffer, origin, row);
    }

    private string Count(NormedVector vector) => Literal.Of((float)(vector.Values.Count * kernel.Panel.Units));

    private string Scale(NormedVector vector) => Lanes.At("record", record.Slots * kernel.Units + vector.Index);

    private IEnumerable<int> Slots(NormedVector vector) => vector.Values.Select(value => record[value]);

    private void EmitPhase(CodeWriter w, Lanes lanes, string equation, Action<Pass> body)
    {
        using (w.Block($"// {equation}")) Pass.EmitAll(w, PassPlanner.Elementwise(kernel.Units, lanes), body);
    }

    /// <summary>Sets the units behind the last to zero, which counts nothing in a sum.</summary>
    private void EmitClear(CodeWriter w, string buffer, int gates, IEnumerable<int> some)
    {
        Block last = kernel.Panel.Tiles.Last().Blocks.Last();
        foreach (int gate in some)
        {
            for (int unit = kernel.Panel.Units; unit < kernel.Units; unit++)
            {
                w.Line($"{Lanes.At(buffer, gates * last.FirstUnit + gate * last.Size + unit - last.FirstUnit)} = 0f;");
            }
        }
    }

    /// <summary>A sum in each kind of vector that the units are read in.</summary>
    private void EmitAccumulators(CodeWriter w, Lanes lanes, params string[] names)
    {
        foreach (Lanes type in Types(lanes)) w.Line($"{type.Type} {string.Join(", ", names.Select(name => $"{Of(name, type)} = {type.Zero}"))};");
    }

    private string Total(Lanes lanes, string name)
    {
        Lanes[] types = Types(lanes);
        string sum = string.Join(" + ", types.Select(type => type.Sum(Of(name, type))));
        return types.Length == 1 ? sum : $"({sum})";
    }

    private Lanes[] Types(Lanes lanes) => PassPlanner.Elementwise(kernel.Units, lanes).Select(pass => pass.Pieces[0].Lanes).Distinct().ToArray();

    private static string Of(string name, Pass pass) => Of(name, pass.Pieces[0].Lanes);

    private static string Of(string name, Lanes type) => $"{name}_{Literal.Of(type.Width)}";
}

/// <summary>Some gates of a row of gradients.</summary>
/// <param name="Name">The row.</param>
/// <param name="Gates">Gates in a row.</param>
/// <param name="Gate">The first of them.</param>
internal sealed record GradientRow(string Name, int Gates, int Gate = 0);
