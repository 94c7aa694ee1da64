using CharLanguageModel.Training;

namespace CharLanguageModel.Screen;

/// <summary>A model and its loss on the held-out text, nats a character.</summary>
internal readonly record struct ScoredModel(string Name, double Nats, bool IsNetwork);

/// <summary>Where the user sees what happens.</summary>
internal interface IScreen
{
    /// <summary>Says something.</summary>
    void Line(string text);

    /// <summary>Says what went wrong.</summary>
    void Error(string text);

    /// <summary>Does <paramref name="work"/> and shows what it reports.</summary>
    void Show(Action<Action<TrainingReport>> work);

    /// <summary>Compares models.</summary>
    void Compare(IReadOnlyList<ScoredModel> models);

    /// <summary>Shows a passage as it comes: what was given, and what the network wrote.</summary>
    void Passage(string prompt, IEnumerable<string> continuation);
}
