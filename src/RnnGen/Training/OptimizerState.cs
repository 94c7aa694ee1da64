using System.Globalization;

namespace RnnGen;

/// <content>The state on file: the moments as <c>{moment}.{tensor}</c>, the number of steps, the learning rate and the plateau as metadata.</content>
public abstract partial class Optimizer
{
    private const string KindKey = "rnngen.optimizer";
    private const string StepsKey = "rnngen.steps";
    private const string RateKey = "rnngen.learning_rate";
    private const string PlateauKey = "rnngen.plateau";

    /// <summary>Writes moments, step count, learning rate and the state of <see cref="Plateau"/> as safetensors, whole or not at all, so that a stopped run continues exactly.</summary>
    /// <remarks>The other settings are the program's; they are not saved.</remarks>
    /// <exception cref="InvalidOperationException">The optimizer is not bound to a model yet, or a moment is not finite.</exception>
    /// <exception cref="IOException">The file cannot be written; it is unchanged.</exception>
    public void Save(string path)
    {
        (List<NamedTensor> tensors, Dictionary<string, string> metadata) = CollectState();
        WholeFile.Write(path, stream => SafetensorsWriter.Write(stream, tensors, metadata));
    }

    /// <summary>Reads what <see cref="Save"/> wrote; the optimizer must be bound to the same network (a trainer binds it).</summary>
    /// <exception cref="InvalidOperationException">The optimizer is not bound to a model yet.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, another network's or another optimizer's; nothing is changed.</exception>
    /// <exception cref="IOException">The file cannot be read; nothing is changed.</exception>
    public void Load(string path)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        var tensors = new StrictTensors(file);
        Action restore = TakeState(file, tensors);
        tensors.RequireNoneLeft();
        restore();
    }

    /// <summary>The state as a file has it.</summary>
    internal (List<NamedTensor> Tensors, Dictionary<string, string> Metadata) CollectState()
    {
        ParameterBuffer parameters = RequireBound();
        var tensors = new List<NamedTensor>();
        foreach ((string moment, ParameterBuffer values) in MomentNames.Zip(_moments)) tensors.AddRange(BufferTensors.Of(moment, values));
        Dictionary<string, string> metadata = FileMetadata.Of(parameters.Spec);
        metadata.Add(KindKey, GetType().Name);
        metadata.Add(StepsKey, StepCount.ToString(CultureInfo.InvariantCulture));
        metadata.Add(RateKey, LearningRate.ToString("R", CultureInfo.InvariantCulture));
        if (Plateau is not null) metadata.Add(PlateauKey, Plateau.State);
        return (tensors, metadata);
    }

    /// <summary>Reads and checks the state; the returned action takes it over.</summary>
    internal Action TakeState(SafetensorsFile file, StrictTensors tensors)
    {
        ParameterBuffer parameters = RequireBound();
        FileMetadata.Require(file, parameters.Spec);
        FileMetadata.Require(file, KindKey, GetType().Name);
        if (!long.TryParse(file.Metadata.GetValueOrDefault(StepsKey), NumberStyles.None, CultureInfo.InvariantCulture, out long steps))
        {
            throw FileMetadata.Unexpected(file, StepsKey, "a number of steps");
        }
        if (!float.TryParse(file.Metadata.GetValueOrDefault(RateKey), NumberStyles.Float, CultureInfo.InvariantCulture, out float rate)
            || !float.IsFinite(rate) || rate < 0)
        {
            throw FileMetadata.Unexpected(file, RateKey, "a learning rate");
        }
        Action restore = TakePlateau(file);
        foreach ((string moment, ParameterBuffer buffer) in MomentNames.Zip(_moments)) restore += BufferTensors.Take(moment, buffer, tensors);
        return restore + (() => (StepCount, LearningRate) = (steps, rate));
    }

    private Action TakePlateau(SafetensorsFile file)
    {
        string? state = file.Metadata.GetValueOrDefault(PlateauKey);
        if (Plateau is not null) return Plateau.TakeState(state) ?? throw FileMetadata.Unexpected(file, PlateauKey, "the state of a Plateau");
        return state is null ? () => { } : throw FileMetadata.Unexpected(file, PlateauKey, "none, as the optimizer has no Plateau");
    }

    private ParameterBuffer RequireBound() =>
        _parameters ?? throw new InvalidOperationException("The optimizer is not bound to a model yet; make the trainer first, or call Bind.");
}
