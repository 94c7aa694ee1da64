using System.Text.RegularExpressions;
using LettersToPhonemes.Data;
using LettersToPhonemes.Network;

namespace LettersToPhonemes.Tests;

public class ApplicationTests
{
    [Fact]
    public void ARunPrintsBothRates()
    {
        string text = Run(new() { Words = 200, Epochs = 2, Batch = 16 });
        Assert.Contains("Words: 200, made by rules", text);
        Assert.Contains("171 to learn from, 9 to choose the epoch, 20 (every tenth) for the test.", text);
        Assert.Equal(2, Regex.Count(text, @"^Epoch +\d+: \d\.\d{4} nats", RegexOptions.Multiline));
        Assert.Matches(@"\(baseline\) +\d+\.\d %", text);
        Assert.Matches(@"this network, beam of 4 +\d+\.\d %", text);
    }

    [Fact]
    public void TheSameSeedGivesTheSameRun()
    {
        Options options = new() { Words = 120, Epochs = 1, Batch = 16 };
        Assert.Equal(Timeless(Run(options)), Timeless(Run(options)));
        Assert.NotEqual(Timeless(Run(options)), Timeless(Run(options with { Seed = 2 })));

        static string Timeless(string text) => Regex.Replace(text, @"[\d.]+ (min|s)\b", "");
    }

    [Fact]
    public void SeveralSeedsAreSeveralRunsAndTheWorstIsNamed()
    {
        Options options = new() { Words = 120, Epochs = 1, Batch = 16 };
        string text = Run(options with { Seeds = 2 });
        string[] alone = [WrongOf(Run(options)), WrongOf(Run(options with { Seed = 2 }))];
        string worst = alone.MaxBy(share => double.Parse(share, System.Globalization.CultureInfo.InvariantCulture))!;
        Assert.Contains($"Words wrong with each seed: {alone[0]} %, {alone[1]} %; the worst: {worst} %.", text);

        static string WrongOf(string run) => Regex.Match(run, @"this network, beam of 4 +(\d+\.\d) %").Groups[1].Value;
    }

    [Fact]
    public void PassesFollowTheData()
    {
        Assert.Equal(30, new Options().Epochs);
        Assert.Equal(10, new Options { Data = "d" }.Epochs);
        Assert.Equal(3, new Options { Data = "d", Epochs = 3 }.Epochs);
    }

    [DataFact("cmudict")]
    public void TheDictionaryIsReadFromAFolder()
    {
        string text = Run(new() { Data = DataFactAttribute.Folder, Words = 300, Epochs = 1, Beam = 2 });
        Assert.Contains("Words: 300 of the CMU dictionary", text);
        Assert.Contains("g2p-seq2seq", text);
    }

    [Fact]
    public void TheNetworkLearnsWhatItIsShown()
    {
        Split split = Split.Of(ArtificialSpelling.Make(120, seed: 1));
        Speaker speaker = Training.Run(split with { Development = split.Training }, new() { Epochs = 40, Batch = 8, LearningRate = 3e-3f }, TextWriter.Null);
        Assert.InRange(Score.Of(split.Training, new Voice(speaker, beam: 2).Speak).WordErrorRate, 0, 0.2);
    }

    [Fact]
    public void AMissingFolderIsOneSentence()
    {
        var error = new StringWriter();
        Assert.Equal(ExitCode.Failure, new Application(TextWriter.Null, error).Run(new() { Data = "no-such-folder" }));
        Assert.Equal("There is neither cmudict.dict nor cmudict.dict.gz in no-such-folder.", error.ToString().Trim());
    }

    [Fact]
    public void TooFewWordsAreRefused()
    {
        var error = new StringWriter();
        Assert.Equal(ExitCode.Failure, new Application(TextWriter.Null, error).Run(new() { Words = 50 }));
        Assert.Contains("There are 50 words", error.ToString());
    }

    [Theory]
    [InlineData("--epochs -1", "--epochs is -1; it is at least 0.")]
    [InlineData("--seeds 0", "--seeds is 0; it is at least 1.")]
    [InlineData("--learning-rate x", "--learning-rate takes a number above 0, such as 0.002; 'x' is none.")]
    public void AWrongArgumentIsOneSentence(string arguments, string message)
    {
        var error = new StringWriter();
        Assert.Equal(ExitCode.Usage, new CommandLine().Invoke(arguments.Split(' '), _ => 0, new() { Output = TextWriter.Null, Error = error, EnableDefaultExceptionHandler = false }));
        Assert.StartsWith(message, error.ToString());
    }

    [Fact]
    public void ArgumentsAreRead()
    {
        Options? read = null;
        new CommandLine().Invoke("--data d --words 5 --epochs 2 --batch 3 --learning-rate 0.5 --beam 7 --threads 1 --seed -4 --seeds 2".Split(' '), options => { read = options; return 0; });
        Assert.Equal(new Options { Data = "d", Words = 5, Epochs = 2, Batch = 3, LearningRate = 0.5f, Beam = 7, Threads = 1, Seed = -4, Seeds = 2 }, read);
    }

    private static string Run(Options options)
    {
        var output = new StringWriter();
        Assert.Equal(ExitCode.Success, new Application(output, TextWriter.Null).Run(options));
        return output.ToString();
    }
}
