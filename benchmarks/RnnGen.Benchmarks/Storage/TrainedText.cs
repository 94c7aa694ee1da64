using System.Globalization;

namespace RnnGen.Benchmarks.Storage;

/// <summary>What smaller weights cost a network that has learned something: the next character of this repository's own documentation.</summary>
internal static class TrainedText
{
    private const int BatchSize = 16, StepsPerRow = 64, TrainingSteps = 1200;

    /// <summary>Trains with floats, then prints the mean loss of each storage on the last tenth of the text.</summary>
    public static void Run(TextWriter output)
    {
        int[] text = ReadText();
        if (text.Length < 50_000)
        {
            output.WriteLine("No trained network: the repository's docs were not found above this program.");
            return;
        }
        int[] learned = text[..(text.Length * 9 / 10)], heldOut = text[learned.Length..];
        Writer trained = Train(learned);
        double floats = Loss<Writer>(trained, heldOut);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Writer.Spec}, trained on {learned.Length} characters; nats a character on {heldOut.Length} others:"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-16}{"Float32",-10}{floats,12:F4}"));
        var half = new HalfWriter();
        trained.Parameters.Span.CopyTo(half.Parameters.Span);
        half.Quantize();
        Write(output, half, heldOut, floats);
        var quarter = new ByteWriter();
        trained.Parameters.Span.CopyTo(quarter.Parameters.Span);
        quarter.Quantize();
        Write(output, quarter, heldOut, floats);
    }

    private static void Write<TModel>(TextWriter output, TModel model, int[] heldOut, double floats)
        where TModel : class, IStreamingRnnModel<TModel, int>
    {
        double loss = Loss<TModel>(model, heldOut);
        StorageError total = StorageReport.Compare<TModel, int>(model, [heldOut]).Total;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{"",-16}{TModel.Spec.Storage,-10}{loss,12:F4} ({loss - floats:+0.00000;-0.00000}), scores off by {total.MeanError:0.000} in the mean, {total.LargestError:0.00} at most, of up to {total.LargestValue:0}"));
    }

    private static Writer Train(int[] text)
    {
        Writer model = Writer.Create(seed: 1);
        using var trainer = new Trainer<Writer, int>(model, new Adam { LearningRate = 4e-3f }, new TrainerOptions
        {
            BatchSize = BatchSize, Steps = StepsPerRow, Loss = RnnGen.Loss.SoftmaxCrossEntropy, GradientClip = 5f, CarryState = true,
        });
        int row = (text.Length - 1) / BatchSize;
        int[] inputs = new int[BatchSize * StepsPerRow], classes = new int[inputs.Length];
        for (int step = 0; step < TrainingSteps; step++)
        {
            int at = step * StepsPerRow % (row - StepsPerRow);
            for (int b = 0; b < BatchSize; b++)
            {
                text.AsSpan(b * row + at, StepsPerRow).CopyTo(inputs.AsSpan(b * StepsPerRow));
                text.AsSpan(b * row + at + 1, StepsPerRow).CopyTo(classes.AsSpan(b * StepsPerRow));
            }
            trainer.Step(inputs, classes);
        }
        return model;
    }

    /// <summary>The mean negative logarithm of the probability of each next character.</summary>
    private static double Loss<TModel>(TModel model, int[] text)
        where TModel : class, IStreamingRnnModel<TModel, int>
    {
        float[] state = new float[TModel.StateSize], scores = new float[TModel.OutputSize];
        double sum = 0;
        for (int t = 0; t + 1 < text.Length; t++)
        {
            model.Step(text.AsSpan(t, 1), state, scores);
            double largest = scores.Max();
            sum += largest + Math.Log(scores.Sum(score => Math.Exp(score - largest))) - scores[text[t + 1]];
        }
        return sum / (text.Length - 1);
    }

    /// <summary>README.md and docs/*.md of the repository that this program was built in; characters outside ASCII are one symbol.</summary>
    private static int[] ReadText()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string docs = Path.Combine(folder.FullName, "docs"), readme = Path.Combine(folder.FullName, "README.md");
            if (!Directory.Exists(docs) || !File.Exists(readme)) continue;
            string[] files = [.. Directory.GetFiles(docs, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal), readme];
            return [.. files.SelectMany(File.ReadAllText).Where(c => c != '\r').Select(c => c < 127 ? c : 127)];
        }
        return [];
    }
}
