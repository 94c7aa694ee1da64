namespace RnnGen;

/// <content>A stopped run continues exactly: everything that it consists of, in one file.</content>
public sealed partial class Trainer<TModel, TInput>
{
    private const string StateName = "trainer.states";
    private const string CarryKey = "rnngen.carry_state";

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
    public void Save(string path) => _run.Save(path, (tensors, metadata) =>
    {
        tensors.Add(new NamedTensor(StateName, StateShape, _trainingStates));
        metadata.Add(CarryKey, Carry);
    });

    /// <summary>Reads what <see cref="Save"/> wrote with the same network, kind of optimizer, BatchSize, CarryState and seed.</summary>
    /// <exception cref="ModelFormatException">The file is damaged or another run's; nothing is changed.</exception>
    /// <exception cref="IOException">The file cannot be read; nothing is changed.</exception>
    public void Load(string path) => _run.Load(path, (file, tensors) =>
    {
        FileMetadata.Require(file, CarryKey, Carry);
        float[] states = tensors.Take(StateName, StateShape);
        return () => _trainingStates = states;
    });

    private string Carry => _options.CarryState ? "true" : "false";

    private EquatableArray<int> StateShape => new([_shape.Rows, TModel.StateSize]);
}
