using System.Globalization;
using CharLanguageModel.Training;

namespace CharLanguageModel.Screen;

/// <summary>Plain lines: for files, pipes and logs.</summary>
internal sealed class PlainScreen(TextWriter output, TextWriter errors) : IScreen
{
    /// <summary>Lines about the progress of a whole budget, besides those of the checks.</summary>
    private const int Lines = 20;

    public void Line(string text) => output.WriteLine(text);

    public void Error(string text) => errors.WriteLine(text);

    public void Show(Action<Action<TrainingReport>> work)
    {
        int line = -1;
        work(report =>
        {
            int now = (int)(report.Fraction * Lines);
            if (now == line && report.Check is null) return;
            line = now;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{report.Fraction,4:P0}  epoch {report.Epochs:F2}  {ReportText.Of(report)}  {report.SecondsLeft:F0} s left{ReportText.OfCheck(report)}"));
        });
    }

    public void Compare(IReadOnlyList<ScoredModel> models)
    {
        int width = models.Max(model => model.Name.Length);
        output.WriteLine($"{"".PadRight(width)}     nats     bits  perplexity");
        foreach (ScoredModel model in models)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{model.Name.PadRight(width)}  {model.Nats,7:F3}  {Measures.Bits(model.Nats),7:F3}  {Measures.Perplexity(model.Nats),10:F2}"));
        }
    }

    public void Passage(string prompt, IEnumerable<string> continuation)
    {
        output.Write(prompt);
        foreach (string piece in continuation) output.Write(piece);
        output.WriteLine();
    }
}
