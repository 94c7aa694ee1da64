using RnnGen;
using Samples.Shared;

namespace CharLanguageModel.Network;

/// <summary>One of the compiled models, with its trainer: the same code for all of them.</summary>
/// <typeparam name="TModel">The generated class.</typeparam>
internal sealed class CharNetwork<TModel> : ICharNetwork
    where TModel : class, IStreamingRnnModel<TModel, int>
{
    /// <summary>Symbols that <see cref="Score"/> reads at a time.</summary>
    private const int Chunk = 256;

    private readonly TModel _model;
    private readonly Adam _optimizer;
    private readonly Trainer<TModel, int> _trainer;

    public CharNetwork(RunSettings settings)
    {
        _model = TModel.New();
        ParameterInitializer.Fill(_model.Parameters, settings.Seed);
        _optimizer = new Adam();
        _trainer = new(_model, _optimizer, new TrainerOptions
        {
            BatchSize = settings.Batch,
            Steps = settings.Steps,
            Loss = Loss.SoftmaxCrossEntropy,
            GradientClip = 5f,
            Threads = settings.Threads,
            CarryState = true,
            Seed = settings.Seed,
        });
    }

    public int ParameterCount => TModel.ParameterCount;

    public long Updates => _optimizer.StepCount;

    public TrainingResult Train(ReadOnlySpan<int> inputs, ReadOnlySpan<int> classes, float learningRate)
    {
        _optimizer.LearningRate = learningRate;
        return _trainer.Step(inputs, classes);
    }

    public void ResetState() => _trainer.ResetState();

    public double Score(ReadOnlySpan<int> symbols)
    {
        var state = new float[TModel.StateSize];
        var logits = new float[Chunk * TModel.OutputSize];
        double sum = 0;
        for (int begin = 0; begin < symbols.Length - 1; begin += Chunk)
        {
            int steps = Math.Min(Chunk, symbols.Length - 1 - begin);
            _model.Forward(symbols.Slice(begin, steps), state, logits.AsSpan(0, steps * TModel.OutputSize));
            for (int step = 0; step < steps; step++)
            {
                sum += Scores.CrossEntropy(logits.AsSpan(step * TModel.OutputSize, TModel.OutputSize), symbols[begin + step + 1]);
            }
        }
        return sum / (symbols.Length - 1);
    }

    public IEnumerable<int> Generate(IReadOnlyList<int> prompt, int vocabulary, PassageOptions options, int seed)
    {
        var sampler = new TokenSampler(vocabulary, seed) { Temperature = options.Temperature, TopK = options.TopK, TopP = options.TopP };
        var state = new float[TModel.StateSize];
        var logits = new float[TModel.OutputSize];
        foreach (int symbol in prompt) _model.Step([symbol], state, logits);
        while (true)
        {
            // The outputs beyond the vocabulary stand for no character.
            int symbol = sampler.Sample(logits.AsSpan(0, vocabulary));
            yield return symbol;
            _model.Step([symbol], state, logits);
        }
    }

    public void SaveModel(string file) => ModelFile.Save(_model.Parameters, file);

    public void ReadModel(string file) => ModelFile.Read(_model.Parameters, file);

    public void SaveTrainer(string file) => _trainer.Save(file);

    public void ReadTrainer(string file) => _trainer.Load(file);
}
