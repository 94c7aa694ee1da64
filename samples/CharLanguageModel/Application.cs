using System.Diagnostics;
using System.Globalization;
using CharLanguageModel.Network;
using CharLanguageModel.Screen;
using CharLanguageModel.Text;
using CharLanguageModel.Training;
using Samples.Shared.NGrams;

namespace CharLanguageModel;

/// <summary>What the program does, from the text to the passage.</summary>
/// <param name="screen">Where it is shown.</param>
/// <param name="create">Makes the network for a run's settings.</param>
/// <param name="stop">Ctrl-C.</param>
internal sealed class Application(IScreen screen, Func<RunSettings, ICharNetwork> create, CancellationToken stop)
{
    /// <summary>The highest order of the n-grams that the network is compared with.</summary>
    private const int MaxOrder = 6;

    /// <summary>Runs; returns the exit code.</summary>
    public int Run(Options options)
    {
        try
        {
            if (options.Load is { } folder) Write(new RunFolder(folder), options);
            else TrainAndCompare(new RunFolder(options.Save ?? RunFolder.DefaultPath), options);
            return ExitCode.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException or RnnGen.ModelFormatException)
        {
            screen.Error(e.Message);
            return ExitCode.Failure;
        }
        catch (NotFiniteNumberException e)
        {
            screen.Error($"{e.Message} The run has diverged; begin anew with a lower --learning-rate.");
            return ExitCode.Failure;
        }
    }

    private void Write(RunFolder folder, Options options)
    {
        SavedRun run = folder.Read();
        ICharNetwork network = create(run.Settings);
        folder.ReadBest(network);
        Passage(network, Vocabulary.FromCharacters(run.Vocabulary), options.Passage, options.Run.Seed);
    }

    private void TrainAndCompare(RunFolder folder, Options options)
    {
        SavedRun? saved = options.Resume ? folder.Read() : null;
        RunSettings settings = saved?.Settings ?? options.Run;
        Corpus corpus = Corpus.Open(settings.Text);
        if (saved is not null && saved.Fingerprint != corpus.Fingerprint)
        {
            throw new InvalidDataException($"The text ({corpus.Name}) has changed since the run in {folder.FullPath} was saved. Begin a new run.");
        }
        Vocabulary vocabulary = saved is null ? Vocabulary.Of(corpus.Training) : Vocabulary.FromCharacters(saved.Vocabulary);
        int[] training = vocabulary.Encode(corpus.Training), validation = vocabulary.Encode(corpus.Validation);
        if (validation.Length < 2) throw new InvalidDataException($"The text ({corpus.Name}) is too short: a tenth of it is held out, and that is {validation.Length} characters.");
        Describe(corpus, vocabulary, training, validation);

        ICharNetwork network = create(settings);
        Budget budget = options.Budget ?? saved?.Budget ?? Budget.Default;
        var batches = new StreamBatches(training, settings.Batch, settings.Steps);
        var run = new TrainingRun(network, batches, validation, settings.LearningRate, budget, saved?.Progress ?? new());
        if (saved is not null)
        {
            folder.ReadLatest(network, saved.Progress);
            folder.ReadHistory(run.History);
        }
        screen.Line(Invariant($"Network: {settings.Cell} {settings.Hidden}, {network.ParameterCount:N0} parameters; trains for {budget}; threads: {settings.Threads}, seed: {settings.Seed}."));
        if (run.Fraction >= 1) screen.Line($"This run has used up its budget ({budget}); --minutes or --epochs, counted from its beginning, give it more.");

        IReadOnlyList<ScoredModel> ngrams = Baseline(training, validation, vocabulary.Count);
        screen.Show(report => run.Train(
            report,
            best => folder.Save(network, new(settings, budget, corpus.Fingerprint, vocabulary.Characters, run.Progress), run.History, best),
            stop));
        if (stop.IsCancellationRequested)
        {
            screen.Line($"Stopped and saved in {folder.FullPath}. Go on with: --resume --save \"{folder.FullPath}\"");
            return;
        }
        screen.Line($"Saved in {folder.FullPath}; history.svg there is the curve.");
        folder.ReadBest(network);
        screen.Compare([.. ngrams, new($"{settings.Cell} {settings.Hidden} (this network)", network.Score(validation), IsNetwork: true)]);
        Passage(network, vocabulary, options.Passage, settings.Seed);
    }

    private void Describe(Corpus corpus, Vocabulary vocabulary, int[] training, int[] validation)
    {
        double others = training.Concat(validation).Count(symbol => symbol == Vocabulary.Other) / (double)(training.Length + validation.Length);
        string rest = others == 0 ? "" : Invariant($" and one for all others ({others:P3} of the text)");
        screen.Line(Invariant($"Text: {corpus.Name}, {training.Length:N0} characters to learn from, {validation.Length:N0} held out."));
        screen.Line(Invariant($"Vocabulary: {vocabulary.Count - 1} characters{rest}; the compiled models have room for {Vocabulary.Capacity} symbols."));
    }

    private IReadOnlyList<ScoredModel> Baseline(int[] training, int[] validation, int vocabulary)
    {
        var clock = Stopwatch.StartNew();
        KneserNey[] models = KneserNey.Train(training, MaxOrder, vocabulary);
        ScoredModel[] scores = [.. models.Select(model => new ScoredModel($"n-gram, order {model.Order}", model.Score(validation), IsNetwork: false))];
        ScoredModel best = scores.MinBy(score => score.Nats);
        screen.Line(Invariant($"Baseline: Kneser-Ney {best.Name}: {best.Nats:F3} nats, perplexity {Measures.Perplexity(best.Nats):F2} ({clock.Elapsed.TotalSeconds:F1} s)."));
        return scores;
    }

    private void Passage(ICharNetwork network, Vocabulary vocabulary, PassageOptions options, int seed)
    {
        int[] prompt = vocabulary.Encode(options.Prompt.Length > 0 ? options.Prompt : "\n");
        screen.Passage(options.Prompt, network
            .Generate(prompt, vocabulary.Count, options, seed)
            .Take(options.Length)
            .TakeWhile(_ => !stop.IsCancellationRequested)
            .Select(symbol => vocabulary.Decode([symbol])));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
