namespace RnnGen.Formats;

/// <summary>A tensor of a run: real numbers, or integers as such.</summary>
internal sealed record OnnxData(int[] Shape, double[] Values);

/// <summary>Runs an imported network in the reference engine on tensors as the graph takes and gives them.</summary>
/// <remarks>
/// As in ONNX Runtime, steps behind a sequence's length are zero, and so are all outputs and states of a sequence of length 0; layers behind
/// the last recurrent one are not applied to those zeros.
/// </remarks>
internal sealed class OnnxRunner(OnnxNetwork network)
{
    /// <summary>The graph's outputs, by name.</summary>
    public IReadOnlyDictionary<string, OnnxData> Run(IReadOnlyDictionary<string, OnnxData> inputs)
    {
        (int steps, int batch) = SizesOf(inputs);
        Dictionary<string, OnnxData> outputs = network.Outputs.ToDictionary(binding => binding.Name, binding =>
        {
            int[] shape = [.. binding.Axes.Select((axis, i) => axis.Axis switch
            {
                OnnxAxis.Time => steps,
                OnnxAxis.Batch => batch,
                OnnxAxis.TimeBatch or OnnxAxis.BatchTime => steps * batch,
                OnnxAxis.One => 1,
                _ => binding.Sizes[i],
            })];
            return new OnnxData(shape, new double[shape.Aggregate(1, (a, b) => a * b)]);
        });
        for (int n = 0; n < batch; n++)
        {
            int length = network.Inputs.FirstOrDefault(binding => binding.Role == OnnxRole.Lengths) is { } lengths ? (int)inputs[lengths.Name].Values[n] : steps;
            if (length > 0) RunSequence(inputs, outputs, n, length, steps, batch);
        }
        return outputs;
    }

    private (int Steps, int Batch) SizesOf(IReadOnlyDictionary<string, OnnxData> inputs)
    {
        int steps = 1, batch = 1;
        foreach (OnnxBinding binding in network.Inputs.Where(binding => binding.Role != OnnxRole.Unused))
        {
            int[] shape = inputs[binding.Name].Shape;
            if (shape.Length != binding.Axes.Count) throw new ArgumentException($"'{binding.Name}': expected {binding}, found [{string.Join(", ", shape)}].", nameof(inputs));
            for (int i = 0; i < shape.Length; i++)
            {
                if (binding.Axes[i].Axis == OnnxAxis.Time) steps = shape[i];
                if (binding.Axes[i].Axis == OnnxAxis.Batch) batch = shape[i];
                if (binding.Axes[i].Axis is OnnxAxis.TimeBatch or OnnxAxis.BatchTime) throw new ArgumentException($"'{binding.Name}' has time and batch in one axis.", nameof(inputs));
            }
        }
        return (steps, batch);
    }

    private void RunSequence(IReadOnlyDictionary<string, OnnxData> inputs, Dictionary<string, OnnxData> outputs, int n, int length, int steps, int batch)
    {
        IReadOnlyList<ImportedPart> parts = network.Model.Parts;
        ReferenceTensors[] states = [.. parts.Select(part => part.NewState())];
        foreach (OnnxBinding binding in network.Inputs.Where(binding => binding.Role == OnnxRole.State))
        {
            ForState(binding, states, (values, slot) =>
            {
                for (int f = 0; f < values.Length; f++) values[f] = inputs[binding.Name].Values[binding.PlaceOf(inputs[binding.Name].Shape, steps, batch, new OnnxElement(0, n, slot, f))];
            });
        }
        double[] x = Gather(inputs, n, length, steps, batch, out int width);
        var given = new Dictionary<string, (double[] Values, int Width)> { [ImportedPart.ModelInput] = (x, width) };
        for (int p = 0; p < parts.Count; p++)
        {
            ReferenceNetwork engine = parts[p].Network;
            double[] reads = [.. Enumerable.Range(0, length).SelectMany(t => parts[p].Reads.SelectMany(name => given[name].Values.Skip(t * given[name].Width).Take(given[name].Width)))];
            ReferenceRun done = engine.Spec.ReadsTokens ? engine.Forward([.. reads.Select(token => (int)token)], states[p]) : engine.Forward(reads, states[p]);
            given[parts[p].Name] = (done.Outputs, engine.OutputSize);
            states[p] = done.FinalState;
        }
        foreach (OnnxBinding binding in network.Outputs)
        {
            OnnxData output = outputs[binding.Name];
            if (binding.Role == OnnxRole.State)
            {
                ForState(binding, states, (values, slot) =>
                {
                    for (int f = 0; f < values.Length; f++) output.Values[binding.PlaceOf(output.Shape, steps, batch, new OnnxElement(0, n, slot, f))] = values[f];
                });
                continue;
            }
            int rows = network.Model.Parts[^1].Spec.HasOutputPerStep ? length : 1;
            int features = binding.Axes.Select((axis, i) => axis.Axis == OnnxAxis.Feature ? binding.Sizes[i] : 1).Aggregate(1, (a, b) => a * b);
            for (int t = 0; t < rows; t++)
            {
                double[] y = [.. network.Model.Outputs.SelectMany(name => given[name].Values.Skip(t * given[name].Width).Take(given[name].Width))];
                for (int f = binding.Feature; f < binding.Feature + features; f++) output.Values[binding.PlaceOf(output.Shape, steps, batch, new OnnxElement(t, n, 0, f))] = y[f];
            }
        }
    }

    private static void ForState(OnnxBinding binding, ReferenceTensors[] states, Action<double[], int> visit)
    {
        for (int slot = 0; slot < binding.Slots.Count; slot++) visit(states[binding.Slots[slot].Part][binding.Slots[slot].Name], slot);
    }

    /// <summary>Sequence <paramref name="n"/> of what the network reads, [T, width].</summary>
    private double[] Gather(IReadOnlyDictionary<string, OnnxData> inputs, int n, int length, int steps, int batch, out int width)
    {
        OnnxBinding[] read = [.. network.Inputs.Where(binding => binding.Role is OnnxRole.Input or OnnxRole.Tokens)];
        int[] widths = [.. read.Select(binding => binding.Axes.Select((axis, i) => axis.Axis == OnnxAxis.Feature ? binding.Sizes[i] : 1).Aggregate(1, (a, b) => a * b))];
        width = widths.Sum();
        var x = new double[length * width];
        for (int i = 0; i < read.Length; i++)
        {
            OnnxData data = inputs[read[i].Name];
            for (int t = 0; t < length; t++)
            {
                for (int f = 0; f < widths[i]; f++)
                {
                    x[t * width + read[i].Feature + f] = data.Values[read[i].PlaceOf(data.Shape, steps, batch, new OnnxElement(t, n, 0, read[i].Feature + f))];
                }
            }
        }
        return x;
    }
}
