namespace RnnGen.Generator.Emit;

/// <content>The interface, explicitly: constants cannot implement it, and states are spans there.</content>
internal sealed partial class SurfaceEmitter
{
    private void EmitInterface()
    {
        string model = _facts.BaseInterface;
        foreach ((string name, int value) in new[]
        {
            ("InputSize", _facts.InputSize), ("InputsPerStep", _facts.InputsPerStep), ("OutputSize", _facts.OutputSize),
            ("ParameterCount", _facts.ParameterCount), ("StateSize", _facts.StateSize),
        })
        {
            _w.Line($"static int {model}.{name} => {value};");
            _w.Line();
        }
        if (!_network.IsValid)
        {
            _w.Line($"static global::RnnGen.ModelSpec {model}.Spec => {Throw}");
            _w.Line();
            _w.Line($"{Buffer} {model}.Parameters => {Throw}");
            _w.Line();
        }
        string self = _network.Type.FullName;
        Body($"static {self} {model}.New()", $"return new {self}();");
        _w.Line();
        Body($"static global::RnnGen.RnnTape {model}.CreateTape(int maxSteps)", "return new Tape(maxSteps);");
        _w.Line();
        Body($"static global::RnnGen.RnnTape {model}.CreateTape(int maxSteps, int maxSequences)", "return new Tape(maxSteps, maxSequences);");
        _w.Line();
        if (_facts.RunsForward) EmitInterfaceStep();
        Body($"void {model}.Forward({Inputs} inputs, {Floats} state, {Floats} outputs)", $"""
            {StateCheck("state")}
            Forward(inputs, {StateOf("state")}, outputs);
            """);
        _w.Line();
        Body($"void {model}.Forward({Inputs} inputs, {Floats} state, {Floats} outputs, global::RnnGen.RnnTape tape)", $"""
            {StateCheck("state")}
            Forward(inputs, {StateOf("state")}, outputs, {Check}.TapeOf<Tape>(tape, "tape"));
            """);
        _w.Line();
        Body($"""
            void {model}.Backward({Inputs} inputs, global::RnnGen.RnnTape tape, {ReadOnlyFloats} outputGradients,
                {Buffer} gradients, {Floats} inputGradients, {Floats} stateGradient)
            """, $"""
            {StateCheck("stateGradient")}
            Backward(inputs, {Check}.TapeOf<Tape>(tape, "tape"), outputGradients, gradients, inputGradients, {StateOf("stateGradient")});
            """);
        _w.Line();
        EmitInterfaceMany(model);
    }

    private void EmitInterfaceMany(string model)
    {
        string outputs = _facts.PerStep ? "EveryStep({0}.Length, rows" : "EverySequence({0}.Length, {1}";
        Body($"""
            void {model}.ForwardMany({Inputs} inputs, global::System.ReadOnlySpan<int> lengths, global::System.ReadOnlySpan<ulong> dropoutSeeds,
                {Floats} states, {Floats} outputs, global::RnnGen.RnnTape tape)
            """, $"""
            Tape own = {Check}.TapeOf<Tape>(tape, "tape");
            int rows = {Check}.Rows(lengths, own);
            {Check}.EveryStep(inputs.Length, rows, InputsPerStep, "inputs");
            {TokenCheck("inputs")}{Check}.Seeds(dropoutSeeds.Length, lengths.Length, "dropoutSeeds");
            {Check}.EverySequence(states.Length, lengths.Length, {Literal.Of(_facts.StateSize)}, "states");
            {Check}.{string.Format(outputs, "outputs", "lengths.Length")}, OutputSize, "outputs");
            {(_facts.HasDropout ? "own.Buffers.Drops = !dropoutSeeds.IsEmpty;\ndropoutSeeds.CopyTo(own.Buffers.DropoutSeeds);\n" : "")}own.Buffers.Packed.Set(lengths{(_facts.NumbersSteps ? ", own.FirstStep" : "")});
            {Kernels}.Forward(ref Parameters.Origin,
                {Ref("inputs")},
                {Ref("states")},
                {Ref("outputs")}, own.Buffers);
            own.MarkRecorded(Parameters, rows, lengths.Length);
            """);
        _w.Line();
        Body($"""
            void {model}.BackwardMany({Inputs} inputs, global::RnnGen.RnnTape tape, {ReadOnlyFloats} outputGradients,
                {Buffer} gradients, {Floats} inputGradients, {Floats} stateGradients)
            """, $"""
            Tape own = {Check}.TapeOf<Tape>(tape, "tape");
            int rows = {Check}.Steps(inputs.Length, InputsPerStep, "inputs");
            own.RequireRecorded(Parameters, rows, own.Sequences);
            if (rows == 0) return;
            {TokenCheck("inputs")}{Check}.{string.Format(outputs, "outputGradients", "own.Buffers.Packed.Sequences")}, OutputSize, "outputGradients");
            {Check}.Gradients(gradients, Parameters, "gradients");
            {Check}.{(_facts.ReadsTokens ? "NoInputGradients(inputGradients.Length" : "InputGradients(inputGradients.Length, inputs.Length")}, "inputGradients");
            {Check}.EverySequence(stateGradients.Length, own.Buffers.Packed.Sequences, {Literal.Of(_facts.StateSize)}, "stateGradients");
            ref float wantedInputGradients = ref inputGradients.IsEmpty
                ? ref global::System.Runtime.CompilerServices.Unsafe.NullRef<float>()
                : {Ref("inputGradients")};
            {Kernels}.Backward(ref Parameters.Origin,
                {Ref("inputs")}, own.Buffers,
                {Ref("outputGradients")},
                ref gradients.Origin, ref wantedInputGradients,
                {Ref("stateGradients")});
            """);
    }

    private void EmitInterfaceStep()
    {
        Body($"void {_facts.Interface}.Step({Inputs} input, {Floats} state, {Floats} output)", _facts.NoStep is { } reason
            ? $"throw new global::System.NotSupportedException({Literal.Of(reason)});"
            : $"""
              {StateCheck("state")}
              Step(input, {StateOf("state")}, output);
              """);
        _w.Line();
        Body($"static global::RnnGen.RnnStreams {_facts.Interface}.CreateStreams(int count)", _facts.NoStep is { } noStreams
            ? $"throw new global::System.NotSupportedException({Literal.Of(noStreams)});" : "return new Streams(count);");
        _w.Line();
        Body($"void {_facts.Interface}.StepMany({Inputs} inputs, global::RnnGen.RnnStreams streams, int first, int count, {Floats} outputs)", _facts.NoStep is { } noMany
            ? $"throw new global::System.NotSupportedException({Literal.Of(noMany)});"
            : $"StepMany(inputs, {Check}.StreamsOf<Streams>(streams, \"streams\"), first, count, outputs);");
        _w.Line();
    }

    private string StateCheck(string span) => $"""{Check}.Length({span}.Length, {Literal.Of(_facts.StateSize)}, "{span}");""";

    private string StateOf(string span) => _facts.StateSize > 0
        ? $"ref global::System.Runtime.CompilerServices.Unsafe.As<float, State>({Ref(span)})"
        : "ref global::System.Runtime.CompilerServices.Unsafe.NullRef<State>()";
}
