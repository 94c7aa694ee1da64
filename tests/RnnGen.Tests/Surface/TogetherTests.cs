using RnnGen.Tests.Models;

namespace RnnGen.Tests.Surface;

/// <summary>Several sequences run together: what is refused, and that nothing was written by then. What is computed is <see cref="RnnVerifier"/>'s matter.</summary>
public class TogetherTests
{
    private readonly IRnnModel<SmallStack, float> _model = new SmallStack();
    private readonly RnnTape _tape = TapeOf<SmallStack>(steps: 4, sequences: 3);
    private readonly float[] _outputs = new float[9 * SmallStack.OutputSize], _states = new float[3 * StateOf<SmallStack>()];
    private readonly float[] _inputs = [.. Enumerable.Range(0, 9 * SmallStack.InputsPerStep).Select(i => i * 0.1f)];

    [Theory]
    [InlineData("lengths", "must descend", 2, 3)]
    [InlineData("lengths", "1 at least", 3, 0)]
    [InlineData("lengths", "1 at least")]
    [InlineData("tape", "room for 4 steps", 5, 4)]
    [InlineData("tape", "room for 3 sequences", 3, 2, 2, 2)]
    [InlineData("inputs", "8 steps", 4, 3, 1)]
    public void WrongLengths(string argument, string found, params int[] lengths)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(argument, () => _model.ForwardMany(_inputs, lengths, [], _states, _outputs, _tape));
        Assert.Contains(found, exception.Message);
        Assert.All(_outputs, value => Assert.Equal(0, value));
    }

    [Fact]
    public void WrongSpans()
    {
        int[] lengths = [4, 3, 2];
        Assert.Throws<ArgumentException>("states", () => _model.ForwardMany(_inputs, lengths, [], new float[1], _outputs, _tape));
        Assert.Throws<ArgumentException>("outputs", () => _model.ForwardMany(_inputs, lengths, [], _states, new float[1], _tape));
        Assert.Throws<ArgumentException>("dropoutSeeds", () => _model.ForwardMany(_inputs, lengths, [1], _states, _outputs, _tape));
        Assert.Throws<ArgumentException>("tape", () => _model.ForwardMany(_inputs, lengths, [], _states, _outputs, TapeOf<LstmAmp>(4, 3)));
        var gradients = new ParameterBuffer(SmallStack.Spec);
        Assert.Throws<InvalidOperationException>(() => _model.BackwardMany(_inputs, _tape, _outputs, gradients, [], _states));
        _model.ForwardMany(_inputs, lengths, [], _states, _outputs, _tape);
        Assert.Throws<ArgumentException>("outputGradients", () => _model.BackwardMany(_inputs, _tape, new float[1], gradients, [], _states));
        Assert.Throws<ArgumentException>("stateGradients", () => _model.BackwardMany(_inputs, _tape, _outputs, gradients, [], new float[1]));
        Assert.Throws<ArgumentException>("inputGradients", () => _model.BackwardMany(_inputs, _tape, _outputs, gradients, new float[1], _states));
        Assert.Throws<ArgumentException>("gradients", () => _model.BackwardMany(_inputs, _tape, _outputs, _model.Parameters, [], _states));
        Assert.Throws<InvalidOperationException>(() => _model.BackwardMany(_inputs.AsSpan(0, 8 * SmallStack.InputsPerStep), _tape, _outputs, gradients, [], _states));
        Assert.All(gradients.Span.ToArray(), value => Assert.Equal(0, value));
    }

    /// <summary>As many steps, but those of three sequences: one state gradient is no room for theirs.</summary>
    [Fact]
    public void ASingleBackwardPassOfSeveralSequences()
    {
        _model.ForwardMany(_inputs, [4, 3, 2], [], _states, _outputs, _tape);
        var gradients = new ParameterBuffer(SmallStack.Spec);
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(
            () => _model.Backward(_inputs, _tape, _outputs, gradients, [], new float[StateOf<SmallStack>()]));
        Assert.Contains("3 sequences together", exception.Message);
    }

    [Fact]
    public void NothingRecordedGivesNothingBack()
    {
        _model.ForwardMany(_inputs, [4, 3, 2], [], _states, _outputs, _tape);
        _model.Forward([], new float[StateOf<SmallStack>()], [], _tape);
        var gradients = new ParameterBuffer(SmallStack.Spec);
        _model.BackwardMany([], _tape, [], gradients, [], []);
        Assert.All(gradients.Span.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void RoomThatCannotBe()
    {
        Assert.Throws<ArgumentOutOfRangeException>("maxSteps", () => TapeOf<SmallStack>(1 << 20, 1 << 12));
        Assert.Throws<ArgumentOutOfRangeException>("maxSequences", () => TapeOf<SmallStack>(4, 0));
    }

    /// <summary>A sequence's numbers do not depend on the others, to the last bit.</summary>
    [Fact]
    public void OthersChangeNothing()
    {
        _model.ForwardMany(_inputs, [4, 3, 2], [], _states, _outputs, _tape);
        var alone = new float[4 * SmallStack.OutputSize];
        int ins = SmallStack.InputsPerStep, outs = SmallStack.OutputSize;
        // Of packed rows the first sequence has 0, 3, 6 and 8.
        float[] own = [.. new[] { 0, 3, 6, 8 }.SelectMany(row => _inputs.AsSpan(row * ins, ins).ToArray())];
        RnnTape tape = TapeOf<SmallStack>(steps: 4, sequences: 3);
        _model.ForwardMany(own, [4], [], new float[StateOf<SmallStack>()], alone, tape);
        float[] together = [.. new[] { 0, 3, 6, 8 }.SelectMany(row => _outputs.AsSpan(row * outs, outs).ToArray())];
        Assert.Equal(alone, together);
    }

    private static RnnTape TapeOf<T>(int steps, int sequences) where T : class, IRnnModel<T, float> => T.CreateTape(steps, sequences);

    private static int StateOf<T>() where T : class, IRnnModel<T, float> => T.StateSize;
}
