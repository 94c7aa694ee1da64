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
