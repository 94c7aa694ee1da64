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
    private const string Names = "step,loss,perplexity,gradient_norm,learning_rate,validation_loss";
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
        var csv = new StringBuilder(Names).Append('\n');
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

    /// <summary>Adds the entries of a table that <see cref="SaveCsv"/> wrote, for a run that goes on; <see cref="Progress"/> does not hear of them.</summary>
    /// <exception cref="InvalidDataException">It is no such table; nothing was added.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void LoadCsv(string path)
    {
        string[] lines = File.ReadAllLines(path);
        if (lines.FirstOrDefault() != Names) throw new InvalidDataException($"'{path}': expected the line '{Names}', found '{lines.FirstOrDefault()}'.");
        _entries.AddRange([.. lines.Skip(1).Select((line, i) => Parse(line)
            ?? throw new InvalidDataException($"'{path}', line {i + 2}: expected six fields of numbers, found '{line}'."))]);
    }

    private static HistoryEntry? Parse(string line)
    {
        if (line.Split(',') is not [string step, string loss, _, string norm, string rate, string validation]) return null;
        double? validationLoss = null;
        if (validation.Length > 0)
        {
            if (!Number(validation, out double value)) return null;
            validationLoss = value;
        }
        return long.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out long steps)
            && Number(loss, out double l) && Number(norm, out double n) && Number(rate, out double r) ? new(steps, (float)l, (float)n, r, validationLoss) : null;

        static bool Number(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private static void Save(string path, string text) => WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
