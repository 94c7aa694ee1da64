using System.CommandLine;
using System.CommandLine.Invocation;
using Samples.Shared;

namespace SpeechModels;

/// <summary>The arguments.</summary>
internal sealed class CommandLine
{
    /// <summary>Said where nothing is given to listen with.</summary>
    private const string Needed = """
        The weights are not part of this repository. Give one of
          --data FOLDER                 a folder with 'silero' and 'rnnoise_old' in it, such as ../shared/conformance/models
          --model FILE --audio FILE     Silero's silero_vad_16k.safetensors or silero_vad_16k_op15.onnx (github.com/snakers4/silero-vad, folder
                                        src/silero_vad/data), and 16-bit samples of one channel at 16 kHz without a header
                                        (ffmpeg -i speech.wav -f s16le -ac 1 -ar 16000 speech.raw)
        """;

    private readonly Option<string?> _data = new("--data") { Description = "Folder with the folders silero and rnnoise_old: both models, compared with their known answers." };
    private readonly Option<string?> _model = new("--model") { Description = "Silero's weights, silero_vad_16k.safetensors or silero_vad_16k_op15.onnx." };
    private readonly Option<string?> _audio = new("--audio") { Description = "Sound to listen to: 16-bit samples, little-endian, one channel, 16 kHz, no header." };

    private readonly RootCommand _root;

    public CommandLine()
    {
        _root = new("Runs two speech models through generated code: Silero's voice activity detector and the first RNNoise.") { _data, _model, _audio };
        _root.Validators.Add(command =>
        {
            bool data = command.GetResult(_data) is not null, model = command.GetResult(_model) is not null, audio = command.GetResult(_audio) is not null;
            if (data && (model || audio)) command.AddError("--data brings its own model and sound; give either it or --model and --audio.");
            else if (model != audio) command.AddError($"--model and --audio go together; {(model ? "--audio" : "--model")} is missing.");
            else if (!data && !model) command.AddError(Needed);
        });
    }

    /// <summary>Reads the arguments and hands them to <paramref name="run"/>; help and mistakes are printed instead.</summary>
    public int Invoke(string[] arguments, Func<Options, int> run, InvocationConfiguration? streams = null)
    {
        _root.SetAction(result => run(new() { Data = result.GetValue(_data), Model = result.GetValue(_model), Audio = result.GetValue(_audio) }));
        return SampleArguments.Invoke(_root, arguments, streams);
    }
}
