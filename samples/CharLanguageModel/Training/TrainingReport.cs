namespace CharLanguageModel.Training;

/// <summary>A look at a run under way.</summary>
/// <param name="Fraction">The share of the budget that is used up.</param>
/// <param name="Epochs">Passes over the text, with the fraction of the one under way.</param>
/// <param name="Loss">Recent training loss, nats a character.</param>
/// <param name="CharactersPerSecond">Recent speed, without checks.</param>
/// <param name="SecondsLeft">Until the budget is used up, at this speed.</param>
/// <param name="Check">The loss of a check on held-out text made just now, nats a character.</param>
internal readonly record struct TrainingReport(
    double Fraction, double Epochs, double Loss, double CharactersPerSecond, double SecondsLeft, double? Check);
