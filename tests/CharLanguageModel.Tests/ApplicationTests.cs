using System.CommandLine;
using CharLanguageModel.Screen;
using CharLanguageModel.Training;

namespace CharLanguageModel.Tests;

/// <summary>The whole program over a stand-in network, with plain lines.</summary>
public sealed class ApplicationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rnngen-sample").FullName;
    private readonly StringWriter _output = new(), _errors = new();
    private readonly CancellationTokenSource _stop = new();
    private BigramNetwork _network = new();

    public ApplicationTests() => File.WriteAllText(Text, string.Concat(Enumerable.Repeat("to be or not to be, that is the question\n", 60)));

    private string Text => Path.Combine(_folder, "text.txt");

    private string Saved => Path.Combine(_folder, "run");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ARunTrainsComparesAndWrites()
    {
        Assert.Equal(ExitCode.Success, Run("--text", Text, "--epochs", "3", "--batch", "4", "--steps", "16", "--save", Saved, "--prompt", "to", "--length", "9"));
        string output = _output.ToString();
        Assert.Contains("text.txt, 2,214 characters to learn from, 246 held out.", output);
        Assert.Contains("100 %", output.Replace('\u00A0', ' '));
        Assert.Contains("bits/char", output);
        Assert.Contains("chars/s", output);
        for (int order = 1; order <= 6; order++) Assert.Contains($"n-gram, order {order} ", output);
        Assert.Contains("lstm 128 (this network)", output);
        Assert.Matches("\nto.{9}\r?\n$", output);
        Assert.Equal(3 * 35, _network.Updates);
        RunProgress progress = new RunFolder(Saved).Read().Progress;
        Assert.Equal((105, 3 * 2213, 3, 0, TrainingRun.Checks), (progress.Updates, progress.Characters, progress.Epoch, progress.Batch, progress.Checks));
    }

    [Fact]
    public void AStoppedRunIsSavedAndGoesOnWhereItWas()
    {
        _network = new BigramNetwork { BeforeUpdate = () => { if (_network.Updates == 40) _stop.Cancel(); } };
        Assert.Equal(ExitCode.Success, Run("--text", Text, "--epochs", "2", "--batch", "4", "--steps", "16", "--save", Saved));
        Assert.Contains("--resume", _output.ToString());
        Assert.DoesNotContain("this network", _output.ToString());
        RunProgress progress = new RunFolder(Saved).Read().Progress;
        Assert.Equal((41, 1, 6), (progress.Updates, progress.Epoch, progress.Batch));

        _network = new BigramNetwork();
        Assert.Equal(ExitCode.Success, Run("--resume", "--save", Saved));
        Assert.Equal(70, _network.Updates);
        // The curve goes on, too.
        string[] curve = File.ReadAllLines(Path.Combine(Saved, "history.csv"));
        Assert.Equal(70 + 1, curve.Length);
        Assert.StartsWith("1,", curve[1]);
        Assert.StartsWith("70,", curve[^1]);
        Assert.True(File.Exists(Path.Combine(Saved, "history.svg")));
        Assert.Contains("this network", _output.ToString());
        Assert.Equal(2 * 2213, new RunFolder(Saved).Read().Progress.Characters);
    }

    [Fact]
    public void ARunStoppedWhileItWasBeingSavedIsNotContinued()
    {
        Run("--text", Text, "--epochs", "1", "--save", Saved);
        _network.AfterSavingTrainer = () => throw new IOException("The disk is full.");
        Assert.Equal(ExitCode.Failure, Run("--resume", "--save", Saved, "--epochs", "2"));

        _network = new BigramNetwork();
        Assert.Equal(ExitCode.Failure, Run("--resume", "--save", Saved, "--epochs", "2"));
        Assert.Contains("stopped while it was being saved", _errors.ToString());
    }

    [Fact]
    public void AFinishedRunCanBeGivenMore()
    {
        Run("--text", Text, "--epochs", "1", "--save", Saved);
        _network = new BigramNetwork();
        Assert.Equal(ExitCode.Success, Run("--resume", "--save", Saved));
        Assert.Contains("used up its budget", _output.ToString());
        Assert.Equal(ExitCode.Success, Run("--resume", "--save", Saved, "--epochs", "2"));
        Assert.Equal(2, new RunFolder(Saved).Read().Progress.Epoch);
    }

    [Fact]
    public void ASavedRunWritesWithoutTraining()
    {
        Run("--text", Text, "--epochs", "1", "--save", Saved);
        _output.GetStringBuilder().Clear();
        _network = new BigramNetwork();
        Assert.Equal(ExitCode.Success, Run("--load", Saved, "--prompt", "q", "--length", "3"));
        Assert.Equal("que ", _output.ToString().ReplaceLineEndings("")); // the likeliest pairs: qu, ue, e and a space
        Assert.Equal(0, _network.Updates);
    }

    [Fact]
    public void WhatIsMissingOrDoesNotFitIsOneSentence()
    {
        Assert.Equal(ExitCode.Failure, Run("--text", Path.Combine(_folder, "none.txt"), "--save", Saved));
        Assert.Contains("none.txt", _errors.ToString());
        Assert.Equal(ExitCode.Failure, Run("--load", Saved));
        Assert.Contains("no saved run", _errors.ToString());

        Run("--text", Text, "--epochs", "1", "--save", Saved);
        File.AppendAllText(Text, "More text.");
        Assert.Equal(ExitCode.Failure, Run("--resume", "--save", Saved));
        Assert.Contains("has changed", _errors.ToString());

        File.WriteAllText(Path.Combine(Saved, "run.json"), "{}");
        Assert.Equal(ExitCode.Failure, Run("--load", Saved));
        File.WriteAllText(Text, "short");
        Assert.Equal(ExitCode.Failure, Run("--text", Text, "--save", Saved));
        Assert.Contains("too short", _errors.ToString());
    }

    private int Run(params string[] arguments) => new CommandLine(["lstm", "gru"], [128, 256]).Invoke(
        arguments,
        options => new Application(new PlainScreen(_output, _errors), _ => _network, _stop.IsCancellationRequested && options.Resume ? default : _stop.Token).Run(options),
        new InvocationConfiguration { Output = _output, Error = _errors });
}
