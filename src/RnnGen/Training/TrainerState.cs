using System.Globalization;

namespace RnnGen;

/// <content>A stopped run continues exactly: everything that it consists of, in one file.</content>
public sealed partial class Trainer<TModel, TInput>
{
    private const string ParametersPrefix = "parameters";
    private const string StateName = "trainer.states";
    private const string SeedKey = "rnngen.seed";

    /// <summary>
    /// Writes a checkpoint as safetensors, whole or not at all: parameters; the optimizer's moments, step count, learning rate and
    /// <see cref="Optimizer.Plateau"/>; <see cref="EarlyStopping"/> with its best parameters; the training's carried states; the seed.
    /// </summary>
    /// <remarks>
    /// A run that loads it, with the same settings and data, goes on as if it had not been stopped, bit for bit. Settings are the program's, and not saved;
    /// so is <see cref="Optimizer.Schedule"/>, a function of the step count. For using the model, save the model.
    /// </remarks>
    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    /// <exception cref="IOException">The file cannot be written; it is unchanged.</exception>
    public void Save(string path)
    {
        (List<NamedTensor> tensors, Dictionary<string, string> metadata) = _optimizer.CollectState();
        tensors.AddRange(BufferTensors.Of(ParametersPrefix, _model.Parameters));
        tensors.Add(new NamedTensor(StateName, StateShape, _trainingStates));
        metadata.Add(SeedKey, Seed);
        EarlyStopping?.AddState(tensors, metadata);
        WholeFile.Write(path, stream => SafetensorsWriter.Write(stream, tensors, metadata));
    }

    /// <summary>Reads what <see cref="Save"/> wrote with the same network, kind of optimizer, BatchSize and seed.</summary>
    /// <exception cref="ModelFormatException">The file is damaged or another run's; nothing is changed.</exception>
    /// <exception cref="IOException">The file cannot be read; nothing is changed.</exception>
    public void Load(string path)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        var tensors = new StrictTensors(file);
        Action restore = _optimizer.TakeState(file, tensors);
        FileMetadata.Require(file, SeedKey, Seed);
        restore += BufferTensors.Take(ParametersPrefix, _model.Parameters, tensors);
        if (EarlyStopping is { } stopping) restore += stopping.TakeState(file, tensors, TModel.Spec);
        else RnnGen.EarlyStopping.RequireNoState(file);
        float[] states = tensors.Take(StateName, StateShape);
        tensors.RequireNoneLeft();
        restore();
        _trainingStates = states;
    }

    private string Seed => _options.Seed.ToString(CultureInfo.InvariantCulture);

    private EquatableArray<int> StateShape => new([_shape.Rows, TModel.StateSize]);
}
