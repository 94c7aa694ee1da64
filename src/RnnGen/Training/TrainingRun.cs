using System.Globalization;

namespace RnnGen;

/// <summary>What every trainer's run consists of, whatever its batches are, and its checkpoint.</summary>
internal sealed class TrainingRun(ParameterBuffer parameters, Optimizer optimizer, int seed)
{
    private const string ParametersPrefix = "parameters";
    private const string SeedKey = "rnngen.seed";

    public EarlyStopping? EarlyStopping { get; set; }

    private string Seed => seed.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reports a measure to the optimizer's plateau and to early stopping; returns whether it is time to stop.</summary>
    public bool Report(double metric)
    {
        optimizer.Report(metric);
        return EarlyStopping?.Report(metric, parameters) ?? false;
    }

    /// <summary>Brings back the parameters of the best report.</summary>
    /// <exception cref="InvalidOperationException">There is no early stopping, or no measure was reported yet.</exception>
    public void RestoreBest()
    {
        if (EarlyStopping is null) throw new InvalidOperationException("The trainer has no EarlyStopping, which keeps the best parameters.");
        EarlyStopping.RestoreBest(parameters);
    }

    /// <summary>Writes a checkpoint, whole or not at all; <paramref name="add"/> adds what else the trainer has.</summary>
    public void Save(string path, Action<List<NamedTensor>, Dictionary<string, string>>? add = null)
    {
        (List<NamedTensor> tensors, Dictionary<string, string> metadata) = optimizer.CollectState();
        tensors.AddRange(BufferTensors.Of(ParametersPrefix, parameters));
        metadata.Add(SeedKey, Seed);
        EarlyStopping?.AddState(tensors, metadata);
        add?.Invoke(tensors, metadata);
        WholeFile.Write(path, stream => SafetensorsWriter.Write(stream, tensors, metadata));
    }

    /// <summary>Reads a checkpoint; <paramref name="take"/> reads and checks what <see cref="Save"/> added, and returns what takes it over. Where anything throws, nothing is changed.</summary>
    public void Load(string path, Func<SafetensorsFile, StrictTensors, Action>? take = null)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        var tensors = new StrictTensors(file);
        Action restore = optimizer.TakeState(file, tensors);
        FileMetadata.Require(file, SeedKey, Seed);
        restore += BufferTensors.Take(ParametersPrefix, parameters, tensors);
        if (EarlyStopping is { } stopping) restore += stopping.TakeState(file, tensors, parameters.Spec);
        else RnnGen.EarlyStopping.RequireNoState(file);
        if (take is not null) restore += take(file, tensors);
        tensors.RequireNoneLeft();
        restore();
    }
}
