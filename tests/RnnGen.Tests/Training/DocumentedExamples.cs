using System.Text.RegularExpressions;

namespace RnnGen.Tests.Training;

[RnnModel, Embedding(50, 8), Lstm(16, Direction = Direction.Bidirectional), Dense(5)]
public sealed partial class PartOfSpeech;

[RnnModel, Input(1), Gru(16), Dense(1)]
public sealed partial class Forecaster;

/// <summary>The examples of <c>docs/training.md</c>, run; and a check that they are these.</summary>
public sealed class DocumentedExamples : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rnngen-docs").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheyRun()
    {
        const int epochs = 3;
        var random = new Random(1);
        int[] inputs = Tokens(50), classes = Tokens(5), heldOut = Tokens(50), heldOutClasses = Tokens(5);
        int[] lengths = [.. Enumerable.Range(0, 32).Select(_ => random.Next(1, 21))];
        int[] sequence = inputs[..20], sequenceClasses = classes[..20], sentence = [2, 3, 4], text = [.. classes];
        SmallTalk talker = SmallTalk.Create(1);

        var model = PartOfSpeech.Create(seed: 1);
        var optimizer = new AdamW { LearningRate = 2e-3f, Schedule = LearningRateSchedule.Cosine(500, floor: 0.1).AfterWarmup(20) };
        using var trainer = new Trainer<PartOfSpeech, int>(model, optimizer, new TrainerOptions
        {
            BatchSize = 32, Steps = 20, Loss = Loss.SoftmaxCrossEntropy, GradientClip = 1f, Threads = 2, Seed = 1,
        });
        TrainingResult result = trainer.Step(inputs, classes, lengths);
        Console.WriteLine($"{result.Loss:F3} nats, perplexity {Perplexity.Of(result.Loss):F2}, gradient norm {result.GradientNorm:F2}");

        optimizer.Plateau = new ReduceOnPlateau { Factor = 0.5f, Patience = 2 };
        trainer.EarlyStopping = new EarlyStopping { Patience = 5, MinimumImprovement = 1e-3 };
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            trainer.Step(inputs, classes, lengths);
            if (trainer.Report(trainer.Evaluate(heldOut, heldOutClasses))) break;
        }
        trainer.RestoreBest();

        trainer.Save(In("checkpoint.safetensors"));
        trainer.Load(In("checkpoint.safetensors"));
        model.Save(In("tagger.safetensors"));

        var metrics = new ClassificationMetrics(PartOfSpeech.OutputSize);
        float loss = trainer.Evaluate(heldOut, heldOutClasses, metrics);
        Console.WriteLine($"{metrics.Accuracy:P1} right, macro F1 {metrics.Macro().F1:F3}, micro F1 of classes 1 and 2 {metrics.Micro(1, 2).F1:F3}");
        ClassScore verbs = metrics.Of(1);
        Console.WriteLine($"precision {verbs.Precision:F3}, recall {verbs.Recall:F3}, taken for class 2: {metrics.Confusions(1, 2)} of {verbs.Support}");

        double logP = LanguageModel.LogProbability(talker, sentence, begin: 0, end: 1);
        TextScore corpus = LanguageModel.Score(talker, text);
        Console.WriteLine($"{logP:F2} nats for the sentence; {corpus.NatsPerToken:F3} a token of the text, perplexity {corpus.Perplexity:F2}");

        int[] longText = [.. Enumerable.Range(0, 3000).Select(i => i * i % 5)], longTextNext = [.. longText[1..], -1];
        using var patient = new Trainer<SmallTalk, int>(talker, new Adam(), new TrainerOptions
        {
            BatchSize = 1, Steps = longText.Length, Loss = Loss.SoftmaxCrossEntropy, CheckpointEvery = 256,
        });
        patient.Step(longText, longTextNext);

        float[] signal = [.. Enumerable.Range(0, 2000).Select(t => MathF.Sin(t * 0.3f))], forecast = new float[1];
        var sensor = Forecaster.Create(seed: 1);
        var online = new OnlineTrainer<Forecaster, float>(sensor, new Adam { LearningRate = 3e-3f }, new OnlineOptions
        {
            Window = 32, Loss = Loss.MeanSquaredError, GradientClip = 1f,
        });
        var snapshot = new ModelSnapshot<Forecaster, float>(sensor);
        float[] prediction = new float[1];
        for (int t = 0; t + 1 < signal.Length; t++)
        {
            float error = online.Learn(signal.AsSpan(t, 1), signal.AsSpan(t + 1, 1), prediction);
            if (online.Samples % 32 == 0) snapshot.TryPublish(sensor);
        }

        Forecaster.State state = default;
        using (ModelSnapshot<Forecaster, float>.Reading reading = snapshot.Read())
        {
            reading.Model.Step(signal.AsSpan(0, 1), ref state, forecast);
        }

        var history = new TrainingHistory { Progress = entry => Console.WriteLine($"{entry.Step}: {entry.Loss:F3}") };
        history.Add(optimizer, trainer.Step(inputs, classes, lengths), validationLoss: trainer.Evaluate(heldOut, heldOutClasses));
        history.SaveCsv(In("history.csv"));
        history.SaveSvg(In("history.svg"));

        GradientFlow flow = GradientFlow.Of(model, sequence, sequenceClasses);
        foreach (LayerFlow layer in flow.Layers)
        {
            Console.WriteLine($"{layer.Slot}: {layer.Norms[0]:E1} at the first step, {layer.Norms[^1]:E1} at the last; ρ = {string.Join(", ", layer.Radii.Select(radius => $"{radius.Gate} {radius.Value:F2}"))}");
        }

        Assert.InRange(result.Loss, 1, 3);
        Assert.Equal(640, metrics.Count);
        Assert.InRange(loss, 1, 3);
        Assert.InRange(online.LastUpdate.Loss, 0, 0.1f);
        Assert.NotEqual(0, forecast[0]);
        Assert.Equal(2, flow.Layers.Count);

        int[] Tokens(int below) => [.. Enumerable.Range(0, 32 * 20).Select(_ => random.Next(below))];
    }

    [Fact]
    public void TheyAreThoseOfTheDocument()
    {
        string document = File.ReadAllText(Find("docs/training.md")), examples = Squeeze(File.ReadAllText(Find("tests/RnnGen.Tests/Training/DocumentedExamples.cs")));
        string[] blocks = [.. document.Split("```csharp")[1..].Select(part => Squeeze(part.Split("```")[0]))];
        Assert.True(blocks.Length >= 8);
        Assert.All(blocks, block => Assert.Contains(block, examples));
    }

    private string In(string file) => Path.Combine(_folder, file);

    // The examples here are indented, and write into a folder of their own.
    private static string Squeeze(string code) => Regex.Replace(Regex.Replace(code, @"In\((""[^""]*"")\)", "$1"), @"\s", "");

    private static string Find(string file)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, file))) return Path.Combine(folder.FullName, file);
        }
        throw new InvalidOperationException("The tests must run inside the repository.");
    }
}
