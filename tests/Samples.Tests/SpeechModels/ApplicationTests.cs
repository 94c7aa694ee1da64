using System.CommandLine;
using SpeechModels;

namespace Samples.Tests.SpeechModels;

public sealed class ApplicationTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [SharedFact]
    public void ShowsSpeechAndAgreesWithTheKnownAnswers()
    {
        (int code, string text, string error) = Run("--data", SharedData.PathOf("models"));
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("200 chunks of 32 ms, 6.40 s of sound. Speech:", text);
        Assert.Matches(@"Largest difference to ONNX Runtime: \d\.\de-[67]\.", text);
        Assert.Matches(@"Largest difference to RNNoise's own C: \d\.\de-[56]\.", text);
    }

    [Fact]
    public void ListensToAFile()
    {
        string model = _files.Safetensors(RandomModels.Silero());
        (int code, string text, _) = Run("--model", model, "--audio", _files.Bytes(new byte[2 * 1000]));
        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("2 chunks of 32 ms, 0.06 s of sound. Speech:", text);
        Assert.Matches(@"\d ns a chunk, [\d,]+ times as fast as the sound", text);
    }

    [Theory]
    [InlineData("The weights are not part of this repository.")]
    [InlineData("--audio is missing", "--model", "x")]
    [InlineData("--model is missing", "--audio", "x")]
    [InlineData("--data brings its own model", "--data", "x", "--model", "x", "--audio", "x")]
    public void SaysWhatIsNeeded(string message, params string[] arguments)
    {
        (int code, _, string error) = Run(arguments);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(message, error);
    }

    [Fact]
    public void FilesThatDoNotFitAreOneSentence()
    {
        string model = _files.Safetensors(RandomModels.Silero()), wav = _files.Bytes([.. "RIFF"u8, 0, 0]), odd = _files.Bytes(new byte[3]);
        foreach ((string[] arguments, string message) in new (string[], string)[]
        {
            (["--data", "no-such-folder"], "no-such-folder"),
            (["--model", model, "--audio", wav], "is a WAV file"),
            (["--model", model, "--audio", odd], "expected 16-bit samples, found 3 bytes"),
            (["--model", odd, "--audio", odd], "its format is not known"),
            (["--model", _files.Safetensors([]), "--audio", odd], "tensor 'stft_conv.weight' is missing"),
        })
        {
            (int code, _, string error) = Run(arguments);
            Assert.Equal(ExitCode.Failure, code);
            Assert.Contains(message, error);
            Assert.Single(error.Trim().Split('\n'));
        }
    }

    private static (int Code, string Text, string Error) Run(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = new CommandLine().Invoke(arguments, options => new Application(output, error, seconds: 0).Run(options),
            new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return (code, output.ToString(), error.ToString());
    }
}
