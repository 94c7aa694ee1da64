using System.CommandLine;
using System.Globalization;

namespace CharLanguageModel.Tests;

public class CommandLineTests
{
    private readonly StringWriter _output = new(), _errors = new();

    [Fact]
    public void WithoutArgumentsEverythingHasADefault()
    {
        Options options = Read();
        Assert.Equal(new RunSettings(), options.Run);
        Assert.Null(options.Budget);
        Assert.Equal((null, null, false, false), (options.Save, options.Load, options.Resume, options.Plain));
        Assert.Equal(new PassageOptions("\n", 500, 0.8f, 0, 1f), options.Passage);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fi-FI")]
    public void ArgumentsAreReadTheSameInEveryCulture(string culture)
    {
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        Options options = Read("--text", "a.txt", "--cell", "gru", "--hidden", "256", "--minutes", "0.5", "--seed", "-3",
            "--learning-rate", "1e-3", "--prompt", "To be", "--temperature", "0.75", "--top-k", "5", "--top-p", "0.9", "--save", "run");
        Assert.Equal(new RunSettings { Text = Path.GetFullPath("a.txt"), Cell = "gru", Hidden = 256, Seed = -3, LearningRate = 1e-3f }, options.Run);
        Assert.Equal(new Budget(0.5, null), options.Budget);
        Assert.Equal(new PassageOptions("To be", 500, 0.75f, 5, 0.9f), options.Passage);
        Assert.Equal("run", options.Save);
    }

    [Theory]
    [InlineData("--hidden", "100")]
    [InlineData("--cell", "transformer")]
    [InlineData("--minutes", "0")]
    [InlineData("--minutes", "1,5")]
    [InlineData("--minutes", "NaN")]
    [InlineData("--epochs", "-1")]
    [InlineData("--batch", "0")]
    [InlineData("--steps", "many")]
    [InlineData("--temperature", "-1")]
    [InlineData("--top-p", "1.5")]
    [InlineData("--minutes", "1", "--epochs", "1")]
    [InlineData("--load", "a", "--resume")]
    [InlineData("--resume", "--cell", "gru")]
    [InlineData("--load", "a", "--text", "b")]
    [InlineData("--no-such-thing")]
    public void WhatMakesNoSenseIsAUsageErrorThatNamesTheOption(params string[] arguments)
    {
        Assert.Equal(ExitCode.Usage, Invoke(arguments, _ => throw new InvalidOperationException("must not run")));
        Assert.Contains(arguments[^1].StartsWith('-') ? arguments[^1] : arguments[^2], _errors.ToString() + _output);
        Assert.NotEmpty(_errors.ToString());
    }

    [Fact]
    public void WithASavedRunOnlyTheBudgetAndThePassageMayChange()
    {
        Assert.True(Read("--resume", "--minutes", "5", "--prompt", "x", "--save", "a").Resume);
        Assert.Equal("a", Read("--load", "a", "--seed", "2", "--length", "10").Load);
    }

    [Fact]
    public void HelpIsASuccessAndNamesEveryOption()
    {
        Assert.Equal(ExitCode.Success, Invoke(["--help"], _ => throw new InvalidOperationException("must not run")));
        foreach (string option in new[] { "--text", "--cell", "--hidden", "--minutes", "--epochs", "--resume", "--load", "--save", "--top-p" })
        {
            Assert.Contains(option, _output.ToString());
        }
    }

    [Fact]
    public void TheExitCodeIsThePrograms() => Assert.Equal(ExitCode.Failure, Invoke([], _ => ExitCode.Failure));

    private Options Read(params string[] arguments)
    {
        Options? options = null;
        int code = Invoke(arguments, read =>
        {
            options = read;
            return ExitCode.Success;
        });
        Assert.Equal((ExitCode.Success, ""), (code, _errors.ToString()));
        return options!;
    }

    private int Invoke(string[] arguments, Func<Options, int> run) =>
        new CommandLine(["lstm", "gru"], [128, 256]).Invoke(arguments, run, new InvocationConfiguration { Output = _output, Error = _errors });
}
