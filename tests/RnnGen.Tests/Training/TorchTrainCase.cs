using System.Buffers.Binary;
using System.Text.Json;
using RnnGen.Tests.Formats;

namespace RnnGen.Tests.Training;

/// <summary>A training run of PyTorch: the settings, the data in our order, and what came out.</summary>
internal sealed class TorchTrainCase
{
    private readonly JsonElement _config;
    private readonly SafetensorsFile _io;

    public TorchTrainCase(string name)
    {
        InitialWeights = SharedData.PathOf("torch_train", $"{name}.init.safetensors");
        _config = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("torch_train", $"{name}.json"))).RootElement;
        _io = SafetensorsFile.Open(SharedData.PathOf("torch_train", $"{name}.io.safetensors"));
    }

    /// <summary>The path of the weights before the first step.</summary>
    public string InitialWeights { get; }

    /// <summary>Times that the whole sequence was trained on; each begins with a zero state.</summary>
    public int Rounds => Int("steps");

    /// <summary>Pieces of a sequence, each a training step that continues the one before.</summary>
    public int Pieces => Int("tbptt_chunk") > 0 ? Int("T") / Int("tbptt_chunk") : 1;

    public TrainerOptions OptionsWith(int threads) => new()
    {
        Threads = threads,
        BatchSize = Int("B"),
        Steps = Int("T") / Pieces,
        Loss = Text("loss") switch
        {
            "ce" => Loss.SoftmaxCrossEntropy,
            "bce" => Loss.SigmoidCrossEntropy,
            "mse" => Loss.MeanSquaredError,
            "huber" => Loss.Huber,
            string other => throw new NotSupportedException(other),
        },
        GradientClip = Float(_config, "clip_grad_norm"),
        CarryState = Pieces > 1,
    };

    public Optimizer MakeOptimizer()
    {
        JsonElement arguments = _config.GetProperty("optimizer_args");
        float rate = Float(arguments, "lr"), decay = Float(arguments, "weight_decay");
        return Text("optimizer") switch
        {
            "sgd" => new Sgd
            {
                LearningRate = rate,
                WeightDecay = decay,
                Momentum = Float(arguments, "momentum"),
                Nesterov = arguments.TryGetProperty("nesterov", out JsonElement nesterov) && nesterov.GetBoolean(),
            },
            "adam" => new Adam { LearningRate = rate, WeightDecay = decay },
            "adamw" => new AdamW { LearningRate = rate, WeightDecay = decay },
            "rmsprop" => new RmsProp { LearningRate = rate, Alpha = Float(arguments, "alpha") },
            string other => throw new NotSupportedException(other),
        };
    }

    /// <summary>How far PyTorch's own float run is from its double run.</summary>
    public (double Loss, double Weights) FloatError =>
        (_config.GetProperty("f32_vs_f64").GetProperty("loss").GetDouble(), _config.GetProperty("f32_vs_f64").GetProperty("weights").GetDouble());

    /// <summary>The loss of every training step, in double.</summary>
    public double[] Losses => Numbers("loss64");

    /// <summary>The gradient's norm before clipping, where it was clipped.</summary>
    public double[]? GradientNorms => _io.Entries.ContainsKey("gradnorm64") ? Numbers("gradnorm64") : null;

    /// <summary>Inputs of a piece, row-major.</summary>
    public TInput[] Inputs<TInput>(int piece) where TInput : unmanaged =>
        [.. Rows("x", piece, perStep: true).Select(value => (TInput)Convert.ChangeType(value, typeof(TInput)))];

    /// <summary>Targets of a piece, row-major: as numbers, also where they are classes.</summary>
    public double[] Targets(int piece) => Rows("target", piece, perStep: Text("on") == "all");

    /// <summary>The weights after the last step, double rounded to float, read as a model reads them.</summary>
    public ParameterBuffer FinalWeights(ModelSpec spec)
    {
        var buffer = new ParameterBuffer(spec);
        FormatSamples.Read(buffer, FormatSamples.Foreign(_io.Entries.Values.Where(entry => entry.Name.StartsWith("final64.")).Select(entry =>
            (entry.Name["final64.".Length..], entry.Shape.ToArray(), Numbers(entry.Name).Select(value => (float)value).ToArray()))));
        return buffer;
    }

    /// <summary>PyTorch's [T, B, …] → rows of steps; [B, …] as it is.</summary>
    private double[] Rows(string name, int piece, bool perStep)
    {
        double[] values = Numbers(name);
        if (!perStep) return values;
        int steps = Int("T"), rows = Int("B"), width = values.Length / (steps * rows), length = steps / Pieces;
        return
        [
            .. from row in Enumerable.Range(0, rows)
               from step in Enumerable.Range(piece * length, length)
               from i in Enumerable.Range(0, width)
               select values[(step * rows + row) * width + i],
        ];
    }

    private double[] Numbers(string name)
    {
        SafetensorsEntry entry = _io.Entries[name];
        byte[] bytes = _io.BytesOf(entry).ToArray();
        int size = Safetensors.SizeOf(entry.Dtype);
        return [.. bytes.Chunk(size).Select(element => entry.Dtype switch
        {
            "F64" => BinaryPrimitives.ReadDoubleLittleEndian(element),
            "F32" => BinaryPrimitives.ReadSingleLittleEndian(element),
            "I64" => BinaryPrimitives.ReadInt64LittleEndian(element),
            _ => throw new NotSupportedException(entry.Dtype),
        })];
    }

    private int Int(string name) => _config.GetProperty(name).GetInt32();

    private string Text(string name) => _config.GetProperty(name).GetString()!;

    private static float Float(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetSingle() : 0f;
}
