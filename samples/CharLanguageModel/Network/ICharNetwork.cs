using RnnGen;

namespace CharLanguageModel.Network;

/// <summary>What the program does with a network, whichever of the compiled models it is.</summary>
internal interface ICharNetwork
{
    /// <summary>Trainable scalars.</summary>
    int ParameterCount { get; }

    /// <summary>Updates made, those before the trainer was saved and read again included.</summary>
    long Updates { get; }

    /// <summary>One update on a batch; returns its mean loss in nats, and its gradient's norm.</summary>
    /// <exception cref="NotFiniteNumberException">The loss or a gradient is not finite; nothing was changed.</exception>
    TrainingResult Train(ReadOnlySpan<int> inputs, ReadOnlySpan<int> classes, float learningRate);

    /// <summary>Forgets the state that the rows of the training text have reached.</summary>
    void ResetState();

    /// <summary>The mean of −ln P over all symbols but the first, each given all those before it.</summary>
    double Score(ReadOnlySpan<int> symbols);

    /// <summary>Goes on from <paramref name="prompt"/>.</summary>
    /// <param name="prompt">At least one symbol.</param>
    /// <param name="vocabulary">Only symbols below it may come.</param>
    /// <param name="options">How to choose.</param>
    /// <param name="seed">The same seed gives the same passage.</param>
    IEnumerable<int> Generate(IReadOnlyList<int> prompt, int vocabulary, PassageOptions options, int seed);

    /// <summary>Saves the parameters.</summary>
    void SaveModel(string file);

    /// <summary>Reads the parameters.</summary>
    void ReadModel(string file);

    /// <summary>Saves what training goes on from: the parameters, the optimizer's moments and the rows' states.</summary>
    void SaveTrainer(string file);

    /// <summary>Reads what <see cref="SaveTrainer"/> saved.</summary>
    void ReadTrainer(string file);
}
