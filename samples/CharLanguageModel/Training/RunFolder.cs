using System.Text.Encodings.Web;
using System.Text.Json;
using CharLanguageModel.Network;
using CharLanguageModel.Text;
using RnnGen;

namespace CharLanguageModel.Training;

/// <summary>What is saved of a run, beside the parameters.</summary>
/// <param name="Settings">What it was started with.</param>
/// <param name="Budget">How long it is to train.</param>
/// <param name="Fingerprint">Of the text: see <see cref="Corpus.Fingerprint"/>.</param>
/// <param name="Vocabulary">The characters, in the order of their symbols.</param>
/// <param name="Progress">How far it has come.</param>
internal sealed record SavedRun(RunSettings Settings, Budget Budget, string Fingerprint, string Vocabulary, RunProgress Progress);

/// <summary>
/// The folder of a run: run.json; trainer.safetensors, to go on from; best.safetensors, the model of the best check, to use;
/// history.csv and history.svg, the curve.
/// </summary>
internal sealed class RunFolder(string path)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string Trainer => Path.Combine(path, "trainer.safetensors");

    private string Best => Path.Combine(path, "best.safetensors");

    private string Table => Path.Combine(path, "history.csv");

    private string Chart => Path.Combine(path, "history.svg");

    private string Description => Path.Combine(path, "run.json");

    /// <summary>Where it is.</summary>
    public string FullPath => Path.GetFullPath(path);

    /// <summary>Where a run is saved unless told otherwise: with the repository's other products, or in the current directory.</summary>
    public static string DefaultPath => RepositorySources.FindRoot() is { } root ? Path.Combine(root, "artifacts", "CharLanguageModel") : "CharLanguageModel";

    /// <summary>
    /// Saves a run. The trainer is written first and the description last: both hold the number of updates, so where a stop comes
    /// between them, they differ. Without a description there is no saved run.
    /// </summary>
    public void Save(ICharNetwork network, SavedRun run, TrainingHistory history, bool best)
    {
        Directory.CreateDirectory(path);
        network.SaveTrainer(Trainer);
        if (best || run.Progress.Best is null) network.SaveModel(Best);
        history.SaveCsv(Table);
        history.SaveSvg(Chart);
        string unfinished = Description + ".new";
        File.WriteAllText(unfinished, JsonSerializer.Serialize(run, Json));
        File.Move(unfinished, Description, overwrite: true);
    }

    /// <summary>The description of the saved run.</summary>
    /// <exception cref="InvalidDataException">There is none, or it makes no sense.</exception>
    public SavedRun Read()
    {
        if (!File.Exists(Description)) throw new InvalidDataException($"There is no saved run in {FullPath}: it has no {Path.GetFileName(Description)}.");
        try
        {
            SavedRun? run = JsonSerializer.Deserialize<SavedRun>(File.ReadAllText(Description), Json);
            if (run is not { Settings: not null, Budget: not null, Vocabulary: not null, Progress: not null } || run.Budget is { Minutes: null, Epochs: null })
            {
                throw new InvalidDataException($"{Description} is incomplete.");
            }
            return run;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{Description} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads what is needed to go on from <paramref name="progress"/>.</summary>
    /// <exception cref="InvalidDataException">The files are of different saves.</exception>
    public void ReadLatest(ICharNetwork network, RunProgress progress)
    {
        network.ReadTrainer(Trainer);
        if (network.Updates == progress.Updates) return;
        throw new InvalidDataException(FormattableString.Invariant(
            $"The run in {FullPath} was stopped while it was being saved: {Path.GetFileName(Trainer)} has made {network.Updates} updates, {Path.GetFileName(Description)} has {progress.Updates}. Begin a new run."));
    }

    /// <summary>Reads the curve so far.</summary>
    public void ReadHistory(TrainingHistory history) => history.LoadCsv(Table);

    /// <summary>Reads the model of the best check.</summary>
    public void ReadBest(ICharNetwork network) => network.ReadModel(Best);
}
