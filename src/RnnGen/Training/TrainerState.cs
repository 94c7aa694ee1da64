namespace RnnGen;

/// <content>A stopped run continues exactly: the optimizer's state and the carried states, in one file beside the model's.</content>
public sealed partial class Trainer<TModel, TInput>
{
    /// <summary>
    /// Writes the optimizer's state and the training's carried states as safetensors, whole or not at all. The parameters are the model's own file.
    /// </summary>
    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    /// <exception cref="IOException">The file cannot be written; it is unchanged.</exception>
    public void Save(string path)
    {
        (List<NamedTensor> tensors, Dictionary<string, string> metadata) = _optimizer.CollectState();
        tensors.Add(new NamedTensor(StateName, StateShape, _trainingStates));
        WholeFile.Write(path, stream => SafetensorsWriter.Write(stream, tensors, metadata));
    }

    /// <summary>Reads what <see cref="Save"/> wrote with the same network, optimizer and BatchSize.</summary>
    /// <exception cref="ModelFormatException">The file is damaged or another run's; nothing is changed.</exception>
    /// <exception cref="IOException">The file cannot be read; nothing is changed.</exception>
    public void Load(string path)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        var tensors = new StrictTensors(file);
        Action restore = _optimizer.TakeState(file, tensors);
        float[] states = tensors.Take(StateName, StateShape);
        tensors.RequireNoneLeft();
        restore();
        _trainingStates = states;
    }

    private const string StateName = "trainer.states";

    private EquatableArray<int> StateShape => new([_shape.Rows, TModel.StateSize]);
}
