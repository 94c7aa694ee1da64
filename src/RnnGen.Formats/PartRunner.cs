namespace RnnGen.Formats;

/// <summary>Runs a model's parts one after another over a whole sequence.</summary>
internal sealed class PartRunner(ImportedModel model)
{
    private readonly Dictionary<string, (double[] Values, int Width)> _signals = [];

    public double[] Run(double[] inputs)
    {
        int width = InputWidth();
        if (inputs.Length % width != 0)
        {
            throw new ArgumentException($"Expected a multiple of {width} values, so many for each step; found {inputs.Length}.", nameof(inputs));
        }
        int steps = inputs.Length / width;
        for (int t = 0; t < steps; t++) inputs[t * width] *= model.InputGain;
        _signals.Add(ImportedPart.ModelInput, (inputs, width));
        foreach (ImportedPart part in model.Parts)
        {
            double[] outputs = part.Network.Forward(Join(part.Reads, steps), part.NewState()).Outputs;
            _signals.Add(part.Name, (outputs, part.Network.OutputSize));
        }
        return model.Outputs is [string output] ? [.. _signals[output].Values] : Join(model.Outputs, steps);
    }

    /// <summary>Inputs of a step. What of a part's input is not other parts' outputs is the model's.</summary>
    private int InputWidth()
    {
        Dictionary<string, ImportedPart> parts = model.Parts.ToDictionary(part => part.Name);
        ImportedPart reader = model.Parts.FirstOrDefault(part => part.Reads.Contains(ImportedPart.ModelInput))
            ?? throw new InvalidOperationException("Nothing joins the parts of this model: run each part's Network.");
        return reader.Network.InputSize - reader.Reads.Where(parts.ContainsKey).Sum(name => parts[name].Network.OutputSize);
    }

    /// <summary>The signals of these names, side by side in each step.</summary>
    private double[] Join(IReadOnlyList<string> names, int steps)
    {
        if (names is [string only]) return _signals[only].Values;
        var joined = new List<double>();
        for (int t = 0; t < steps; t++)
        {
            foreach (string name in names)
            {
                (double[] values, int width) = _signals[name];
                joined.AddRange(values.AsSpan(t * width, width));
            }
        }
        return [.. joined];
    }
}
