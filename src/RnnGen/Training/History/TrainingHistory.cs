using System.Globalization;
using System.Text;

namespace RnnGen;

/// <summary>What a training run found step by step, as a table (CSV) and as charts (SVG), with a callback for those who watch.</summary>
/// <example><code>
/// var history = new TrainingHistory { Progress = entry => Console.WriteLine($"{entry.Step}: {entry.Loss:F3}") };
/// history.Add(optimizer, trainer.Step(inputs, classes), validationLoss: trainer.Evaluate(heldOut, heldOutClasses));
/// history.SaveCsv("history.csv");
/// history.SaveSvg("history.svg");
/// </code></example>
public sealed class TrainingHistory
{
    private readonly List<HistoryEntry> _entries = [];

    /// <summary>Called with each entry as it is added.</summary>
    public Action<HistoryEntry>? Progress { get; init; }

    /// <summary>The entries, in the order in which they were added.</summary>
    public IReadOnlyList<HistoryEntry> Entries => _entries;

    /// <summary>Adds what a step found; steps and learning rate are the optimizer's.</summary>
    public void Add(Optimizer optimizer, TrainingResult result, double? validationLoss = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        Add(new(optimizer.StepCount, result.Loss, result.GradientNorm, optimizer.LastRate, validationLoss));
    }

    /// <summary>Adds an entry.</summary>
    public void Add(HistoryEntry entry)
    {
        _entries.Add(entry);
        Progress?.Invoke(entry);
    }

    /// <summary>A table: a line of names, then one for each entry; numbers in the invariant culture, an empty field where nothing was measured.</summary>
    public string ToCsv()
    {
        var csv = new StringBuilder("step,loss,perplexity,gradient_norm,learning_rate,validation_loss\n");
        foreach (HistoryEntry entry in _entries)
        {
            csv.Append(CultureInfo.InvariantCulture,
                $"{entry.Step},{entry.Loss},{Perplexity.Of(entry.Loss)},{entry.GradientNorm},{entry.LearningRate},{entry.ValidationLoss}\n");
        }
        return csv.ToString();
    }

    /// <summary>Charts of loss, perplexity, gradient norm and learning rate over the steps, one below the other.</summary>
    public string ToSvg()
    {
        double[] steps = [.. _entries.Select(entry => (double)entry.Step)];
        HistoryEntry[] validated = [.. _entries.Where(entry => entry.ValidationLoss is not null)];
        double[] validatedSteps = [.. validated.Select(entry => (double)entry.Step)];
        return LineChart.ToSvg([
            Chart("loss", false, entry => entry.Loss, loss => loss),
            Chart("perplexity", true, entry => Perplexity.Of(entry.Loss), Perplexity.Of),
            Chart("gradient norm before clipping", true, entry => entry.GradientNorm, null),
            Chart("learning rate", false, entry => entry.LearningRate, null),
        ]);

        LineChart Chart(string title, bool isLogarithmic, Func<HistoryEntry, double> value, Func<double, double>? ofValidation)
        {
            var training = new ChartSeries("training", steps, [.. _entries.Select(value)]);
            bool hasBoth = ofValidation is not null && validated.Length > 0;
            return new()
            {
                Title = title,
                XLabel = "steps",
                IsLogarithmic = isLogarithmic,
                Series = hasBoth ? [training, new("validation", validatedSteps, [.. validated.Select(entry => ofValidation!(entry.ValidationLoss!.Value))])] : [training],
            };
        }
    }

    /// <summary>Writes the table to a file, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; it is unchanged.</exception>
    public void SaveCsv(string path) => Save(path, ToCsv());

    /// <summary>Writes the charts to a file, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; it is unchanged.</exception>
    public void SaveSvg(string path) => Save(path, ToSvg());

    private static void Save(string path, string text) => WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
