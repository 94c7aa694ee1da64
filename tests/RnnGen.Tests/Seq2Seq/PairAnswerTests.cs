namespace RnnGen.Tests.Seq2Seq;

/// <summary>
/// A dense bridge and the feedback of one to many give what a script computes from the equations alone
/// (<c>tests/known-answers/variants.py</c>: bridge, feedback).
/// </summary>
public class PairAnswerTests
{
    // Single precision, on outputs below 1.
    private const double Tolerance = 2e-6;

    // Which of the encoder's eight vectors stands where, and which of its own the decoder gets, decides every output.
    private static readonly string[] s_bridgeTensors =
    [
        .. new[] { "l0", "l0_reverse", "l1", "l1_reverse" }.SelectMany(cell => new[] { $"encoder.lstm.weight_ih_{cell}", $"encoder.lstm.weight_hh_{cell}", $"encoder.lstm.bias_{cell}" }),
        "bridge.weight", "bridge.bias",
        "decoder.lstm.weight_ih_l0", "decoder.lstm.weight_hh_l0", "decoder.lstm.bias_l0",
        "decoder.gru.weight_ih_l0", "decoder.gru.weight_hh_l0", "decoder.gru.bias_l0", "decoder.gru.bias_hn_l0",
    ];

    private static readonly double[] s_bridgeOutputs =
        [0.10248870990915193, -0.3855082009633507, 0.11643144274522735, -0.36884565906143274, 0.15090372950582207, -0.3824155041759836];

    private static readonly string[] s_feedbackTensors = ["rnn.weight_ih_l0", "rnn.weight_hh_l0", "rnn.bias_l0", "dense.weight", "dense.bias"];

    private static readonly double[] s_feedbackOutputs =
    [
        -0.03937360812164968, -0.6038476832028982, -0.06832175828414666, -0.15109786496565888, -0.46745752499954085, 0.31618281496657724,
        -0.12588939273490785, -0.49296168331321544, 0.23996602610847703,
    ];

    [Fact]
    public void TheReferencesBridgeFollowsItsEquation()
    {
        var pair = new ReferencePair(AnsweringPair.Spec);
        foreach ((string name, double[] values) in pair.Parameters) KnownAnswer.Parameter(s_bridgeTensors, name, values.Length).CopyTo(values, 0);
        Agree(s_bridgeOutputs, pair.Decode(pair.Encode(KnownAnswer.Inputs), KnownAnswer.Inputs).Outputs, 1e-14);
    }

    [Fact]
    public void AGeneratedPairsBridgeFollowsItsEquation()
    {
        var pair = new AnsweringPair();
        Fill(pair.Parameters, s_bridgeTensors);
        float[] inputs = ToFloat(KnownAnswer.Inputs), outputs = new float[6], recorded = new float[6];
        pair.Forward(inputs, inputs, outputs);
        Agree(s_bridgeOutputs, ToDouble(outputs), Tolerance);
        pair.Forward(inputs, inputs, recorded, new AnsweringPair.Tape(3, 3));
        Agree(s_bridgeOutputs, ToDouble(recorded), Tolerance);
    }

    [Fact]
    public void FeedbackReadsWhatTheModelSaid()
    {
        var model = new AnsweringMelody();
        Fill(model.Parameters, s_feedbackTensors);
        AnsweringMelody.State state = default;
        state.Write("rnn.h_l0", ToFloat(KnownAnswer.InitialState("h_l0", 2)));
        var outputs = new float[9];
        new OneToMany<AnsweringMelody>(model, Continuation.Feedback, 3).Forward(ToFloat(KnownAnswer.Inputs[..3]), ref state, outputs);
        Agree(s_feedbackOutputs, ToDouble(outputs), Tolerance);
    }

    private static void Fill(ParameterBuffer parameters, string[] tensors)
    {
        foreach (TensorInfo tensor in parameters.Tensors) parameters.Write(tensor.Name, ToFloat(KnownAnswer.Parameter(tensors, tensor.Name, tensor.Count)));
    }

    private static float[] ToFloat(double[] values) => Array.ConvertAll(values, value => (float)value);

    private static double[] ToDouble(float[] values) => Array.ConvertAll(values, value => (double)value);

    private static void Agree(double[] expected, double[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], tolerance);
    }
}

[RnnModel(Output = OutputMode.FinalState), Input(3), Lstm(2, Layers = 2, Direction = Direction.Bidirectional)]
internal sealed partial class AnsweringReader;

[RnnModel, Input(3), Lstm(2), Gru(2)]
internal sealed partial class AnsweringWriter;

[Seq2Seq(typeof(AnsweringReader), typeof(AnsweringWriter), Bridge = Bridge.Dense)]
internal sealed partial class AnsweringPair;

[RnnModel, Input(3), Rnn(2), Dense(3)]
internal sealed partial class AnsweringMelody;
