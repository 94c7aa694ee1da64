using System.Globalization;
using CharLanguageModel.Training;

namespace CharLanguageModel.Screen;

/// <summary>A report in words, the same on every screen.</summary>
internal static class ReportText
{
    public static string Of(TrainingReport report) => string.Create(CultureInfo.InvariantCulture,
        $"loss {report.Loss:F3}  perplexity {Measures.Perplexity(report.Loss):F2}  {Measures.Bits(report.Loss):F3} bits/char  {report.CharactersPerSecond:N0} chars/s");

    public static string OfCheck(TrainingReport report) => report.Check is { } loss
        ? string.Create(CultureInfo.InvariantCulture, $"  held out {loss:F3} ({Measures.Bits(loss):F3} bits/char)")
        : "";
}
