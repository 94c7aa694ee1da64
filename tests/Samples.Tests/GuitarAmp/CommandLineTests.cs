using System.CommandLine;
using System.Globalization;
using GuitarAmp;

namespace Samples.Tests.GuitarAmp;

public class CommandLineTests
{
    private readonly StringWriter _output = new(), _errors = new();

    [Theory]
    [InlineData("")]
    [InlineData("fi-FI")]
    public void ArgumentsAreReadTheSameInEveryCulture(string culture)
    {
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        Options options = Read("--model", "m.nam", "--model-rate", "44100", "--input", "i.wav", "--output", "o.wav", "--block", "7", "--knob", "0.5", "--knob", "-1", "--save", "s");
        Assert.Equal(("m.nam", 44_100.0, "i.wav", "o.wav", 7, "s"), (options.Model, options.ModelRate, options.Input, options.OutputPath, options.Block, options.Save));
        Assert.Equal([0.5f, -1], options.Knobs);
        options = Read("--seconds", "0.5", "--threads", "2", "--seed", "-3");
        Assert.Equal((0.5, 2, -3), (options.Seconds, options.Threads, options.Seed));
        Assert.Equal((null, null, null, 64, Path.Combine("artifacts", "GuitarAmp", "amp.wav")), (options.Model, options.ModelRate, options.Input, options.Block, options.OutputPath));
        Assert.Empty(options.Knobs);
    }

    [Theory]
    [InlineData("--block", "0")]
    [InlineData("--block", "many")]
    [InlineData("--seconds", "0")]
    [InlineData("--seconds", "1,5")]
    [InlineData("--threads", "0")]
    [InlineData("--model", "m", "--model-rate", "-1")]
    [InlineData("--model", "m", "--knob", "loud")]
    [InlineData("--model", "m", "--seconds", "5")]
    [InlineData("--knob", "0.5")]
    [InlineData("--model-rate", "44100")]
    [InlineData("--rate", "ignore")]
    public void WhatMakesNoSenseIsAUsageErrorThatNamesTheOption(params string[] arguments)
    {
        Assert.Equal(ExitCode.Usage, Invoke(arguments, _ => throw new InvalidOperationException("must not run")));
        Assert.Contains(arguments[^2], _errors.ToString());
    }

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
        new CommandLine().Invoke(arguments, run, new InvocationConfiguration { Output = _output, Error = _errors });
}
