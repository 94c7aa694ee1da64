namespace CharLanguageModel.Network;

/// <summary>The compiled models by cell and size.</summary>
/// <remarks>
/// A model's sizes are constants of its code: a size that is not here does not exist at run time. So the user chooses
/// among these; and the vocabulary, which the text decides, is fitted into a fixed one (see <see cref="Text.Vocabulary"/>).
/// </remarks>
internal static class ModelChoices
{
    private static readonly Dictionary<(string Cell, int Hidden), Func<RunSettings, ICharNetwork>> Choices = new()
    {
        [("lstm", 64)] = settings => new CharNetwork<Lstm64>(settings),
        [("lstm", 128)] = settings => new CharNetwork<Lstm128>(settings),
        [("lstm", 256)] = settings => new CharNetwork<Lstm256>(settings),
        [("lstm", 512)] = settings => new CharNetwork<Lstm512>(settings),
        [("gru", 64)] = settings => new CharNetwork<Gru64>(settings),
        [("gru", 128)] = settings => new CharNetwork<Gru128>(settings),
        [("gru", 256)] = settings => new CharNetwork<Gru256>(settings),
        [("rnn", 64)] = settings => new CharNetwork<Rnn64>(settings),
        [("rnn", 128)] = settings => new CharNetwork<Rnn128>(settings),
        [("rnn", 256)] = settings => new CharNetwork<Rnn256>(settings),
    };

    /// <summary>The cells there are.</summary>
    public static IEnumerable<string> Cells => Choices.Keys.Select(choice => choice.Cell).Distinct();

    /// <summary>The sizes there are; not of every cell.</summary>
    public static IEnumerable<int> Sizes => Choices.Keys.Select(choice => choice.Hidden).Distinct();

    /// <summary>The sizes there are of a cell.</summary>
    public static IEnumerable<int> SizesOf(string cell) => Choices.Keys.Where(choice => choice.Cell == cell).Select(choice => choice.Hidden);

    /// <summary>A new network with random parameters.</summary>
    /// <exception cref="InvalidDataException">There is no such model.</exception>
    public static ICharNetwork Create(RunSettings settings) => Choices.TryGetValue((settings.Cell, settings.Hidden), out Func<RunSettings, ICharNetwork>? create)
        ? create(settings)
        : throw new InvalidDataException($"No {settings.Cell} of {settings.Hidden} units is compiled; there are {string.Join(", ", Choices.Keys.Select(choice => $"{choice.Cell} {choice.Hidden}"))}.");
}
