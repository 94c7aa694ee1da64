using RnnGen.Tests.Models;

namespace RnnGen.Tests.Surface;

/// <summary>Wrong arguments are refused with one sentence, and nothing has been written by then.</summary>
public class RefusalTests
{
    private const int Steps = 5;

    [Fact] public void RealInputs() => Lengths<SmallStack, float>();

    [Fact] public void Tokens() => Lengths<GruBefore, int>();

    [Fact] public void SeveralTokens() => Lengths<Tagger, int>();

    [Fact] public void LastStep() => Lengths<LastOfLstm, float>();

    [Fact] public void Mean() => Lengths<MeanOfRnn, int>();

    [Fact]
    public void UnknownTokens()
    {
        foreach ((int bad, string found) in new[] { (-1, "-1"), (10, "10"), (int.MaxValue, "2147483647"), (int.MinValue, "-2147483648") })
        {
            Sequence<GruBefore, int> call = Recorded<GruBefore, int>();
            call.Inputs[3] = bad;
            Refused(call, call.Forward, "inputs", "0 to 9", "index 3", found);
            Refused(call, call.ForwardWithTape, "inputs", "0 to 9", "index 3", found);
            Refused(call, call.Backward, "inputs", "0 to 9", "index 3", found);
            Refused(call, () => call.Step(3), "input", "0 to 9", found);
            GruBefore.State state = default;
            Refused(call, () => call.Model.Step(bad, ref state, call.Outputs.AsSpan(0, 10)), "token", "0 to 9", found);
        }
    }

    [Fact]
    public void EachTokenHasItsOwnVocabulary()
    {
        Sequence<Tagger, int> call = Recorded<Tagger, int>();
        (call.Inputs[3], call.Inputs[4], call.Inputs[5]) = (29, 8, 3);
        call.Forward();
        call.Inputs[4] = 9;
        Refused(call, call.Forward, "inputs", "0 to 8", "index 4", "9");
        (call.Inputs[4], call.Inputs[5]) = (8, 4);
        Refused(call, call.Forward, "inputs", "0 to 3", "index 5", "4");
    }

    [Fact]
    public void MoreStepsThanTheTapeHolds()
    {
        Sequence<SmallStack, float> call = new(Steps) { Tape = new SmallStack.Tape(Steps - 1) };
        Refused(call, call.ForwardWithTape, "tape", "4 steps", "5");
    }

    [Fact]
    public void AnotherModelsTape()
    {
        Sequence<SmallStack, float> call = new(Steps) { Tape = new LstmAmp.Tape(Steps) };
        Refused(call, call.ForwardWithTape, "tape", "SmallStack+Tape", "LstmAmp+Tape");
        Refused(call, call.Backward, "tape", "SmallStack+Tape", "LstmAmp+Tape");
    }

    [Fact]
    public void GradientsThatAreNotTheModels()
    {
        Sequence<SmallStack, float> call = Recorded<SmallStack, float>();
        call.Gradients = new ParameterBuffer(LstmAmp.Spec);
        Refused(call, call.Backward, "gradients", $"{SmallStack.Spec}", $"{LstmAmp.Spec}");
        call.Gradients = call.Model.Parameters;
        Refused(call, call.Backward, "gradients", "parameters");
    }

    [Fact]
    public void BackwardWithoutForward()
    {
        var call = new Sequence<SmallStack, float>(Steps);
        Assert.Contains("no forward pass", Refused<InvalidOperationException>(call.Written, call.Backward).Message);
    }

    [Fact]
    public void BackwardOverAnotherNumberOfSteps()
    {
        Sequence<SmallStack, float> call = Recorded<SmallStack, float>();
        var shorter = new Sequence<SmallStack, float>(Steps - 1) { Tape = call.Tape, Gradients = call.Gradients };
        InvalidOperationException exception = Refused<InvalidOperationException>(shorter.Written, () => call.Model.Backward(shorter.Inputs, (SmallStack.Tape)call.Tape,
            shorter.OutputGradients, call.Gradients, shorter.InputGradients, ref System.Runtime.CompilerServices.Unsafe.As<float, SmallStack.State>(ref shorter.StateGradient[0])));
        Assert.Contains("5 steps", exception.Message);
        Assert.Contains("4", exception.Message);
    }

    [Fact]
    public void BackwardOfAnotherModelsForward()
    {
        Sequence<SmallStack, float> call = Recorded<SmallStack, float>(), other = new(Steps) { Tape = call.Tape };
        Assert.Contains("another model", Refused<InvalidOperationException>(other.Written, other.Backward).Message);
    }

    [Fact]
    public void BackwardAfterTheParametersHaveChanged()
    {
        Sequence<SmallStack, float> call = Recorded<SmallStack, float>();
        ParameterBuffer parameters = call.Model.Parameters, gradients = new(SmallStack.Spec);
        var file = new MemoryStream();
        ModelFile.Save(parameters, file);
        float[] values = new float[parameters.Tensors[0].Count];
        Action[] changes =
        [
            () => parameters.Write(parameters.Tensors[0].Name, values),
            () => ModelFile.Read(parameters, new MemoryStream(file.ToArray())),
            () => new Sgd().Step(parameters, gradients),
            parameters.Clear,
        ];
        foreach (Action change in changes)
        {
            call.ForwardWithTape();
            call.Backward();
            change();
            Assert.Contains("changed since", Refused<InvalidOperationException>(call.Written, call.Backward).Message);
        }
    }

    [Fact]
    public void NoStepsAreRefusedWhereThereIsOneOutput()
    {
        var call = new Sequence<LastOfLstm, float>(Steps) { Inputs = [] };
        Refused(call, call.Forward, "inputs", "one step", "none");
        Refused(call, call.ForwardWithTape, "inputs", "one step", "none");
        Refused(call, call.Backward, "inputs", "one step", "none");
    }

    [Fact]
    public void NoStepsDoNothingWhereEachHasAnOutput()
    {
        var call = new Sequence<SmallStack, float>(Steps) { Inputs = [], Outputs = [], OutputGradients = [], InputGradients = [] };
        int[] before = call.Written();
        call.Forward();
        call.ForwardWithTape();
        call.Backward();
        Assert.Equal(before, call.Written());
    }

    private static void Lengths<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        Sequence<TModel, TInput> call = Recorded<TModel, TInput>();
        foreach (int off in new[] { -1, 1 })
        {
            // Where a step takes one value, any length is a number of steps, and the outputs' length is wrong.
            string inputs = TModel.InputsPerStep > 1 ? "inputs" : TModel.Spec.HasOutputPerStep ? "outputs" : "";
            if (inputs != "")
            {
                TInput[] right = call.Inputs;
                call.Inputs = new TInput[right.Length + off];
                Refused(call, call.Forward, inputs, $"{(inputs == "inputs" ? call.Inputs.Length : call.Outputs.Length)}");
                Refused(call, call.ForwardWithTape, inputs);
                Refused(call, call.Backward, inputs == "inputs" ? inputs : "outputGradients");
                call.Inputs = right;
            }
            float[] outputs = call.Outputs, outputGradients = call.OutputGradients;
            call.Outputs = new float[outputs.Length + off];
            Refused(call, call.Forward, "outputs", $"{outputs.Length}", $"{outputs.Length + off}");
            Refused(call, call.ForwardWithTape, "outputs", $"{outputs.Length}", $"{outputs.Length + off}");
            call.Outputs = outputs;

            call.OutputGradients = new float[outputs.Length + off];
            Refused(call, call.Backward, "outputGradients", $"{outputs.Length}", $"{outputs.Length + off}");
            call.OutputGradients = outputGradients;

            float[] inputGradients = call.InputGradients;
            if (inputGradients.Length + off > 0)
            {
                call.InputGradients = new float[inputGradients.Length + off];
                Refused(call, call.Backward, "inputGradients", $"{inputGradients.Length + off}");
                call.InputGradients = inputGradients;
            }
            float[] state = call.State, stateGradient = call.StateGradient;
            call.State = new float[state.Length + off];
            Refused(call, call.Forward, "state", $"{state.Length}", $"{state.Length + off}");
            call.State = state;
            call.StateGradient = new float[state.Length + off];
            Refused(call, call.Backward, "stateGradient", $"{state.Length}", $"{state.Length + off}");
            call.StateGradient = stateGradient;
            if (TModel.Spec.Output is not (OutputMode.EveryStep or OutputMode.LastStep)) continue;

            int ins = TModel.InputsPerStep, outs = TModel.OutputSize;
            Refused(call, () => call.Model.Step(call.Inputs.AsSpan(0, ins + off), call.State, call.Outputs.AsSpan(0, outs)), "input", $"{ins}", $"{ins + off}");
            var output = new float[outs + off];
            Refused(call, () => call.Model.Step(call.Inputs.AsSpan(0, ins), call.State, output), "output", $"{outs}", $"{outs + off}");
            Assert.All(output, value => Assert.Equal(0f, value));
        }
    }

    private static Sequence<TModel, TInput> Recorded<TModel, TInput>()
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        var call = new Sequence<TModel, TInput>(Steps);
        call.ForwardWithTape();
        return call;
    }

    private static void Refused<TModel, TInput>(Sequence<TModel, TInput> call, Action action, string argument, params string[] facts)
        where TModel : class, IStreamingRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        ArgumentException exception = Refused<ArgumentException>(call.Written, action);
        Assert.Equal(argument, exception.ParamName);
        Assert.All(facts, fact => Assert.Contains(fact, exception.Message));
    }

    private static TException Refused<TException>(Func<int[]> written, Action action) where TException : Exception
    {
        int[] before = written();
        TException exception = Assert.Throws<TException>(action);
        Assert.Equal(before, written());
        return exception;
    }
}
