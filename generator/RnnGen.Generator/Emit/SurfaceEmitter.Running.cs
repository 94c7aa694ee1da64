namespace RnnGen.Generator.Emit;

/// <content>Step, Forward and Backward: every argument is checked before anything is written.</content>
internal sealed partial class SurfaceEmitter
{
    private const string WrongSpan = """<exception cref="global::System.ArgumentException">A span has the wrong length""";

    private string Tokens => _facts.ReadsTokens ? ", or a token is unknown" : "";
    private string StepShape => _facts.ReadsTokens ? $"{Literal.Of(_facts.InputsPerStep)} token ids" : $"{Literal.Of(_facts.InputsPerStep)} values";
    private string OutputsShape => $"{(_facts.PerStep ? "steps × " : "")}{Literal.Of(_facts.OutputSize)} values";

    private void EmitStep()
    {
        string state = "<param name=\"state\">The state before the step on entry, after it on return.</param>";
        string output = $"<param name=\"output\">{Literal.Of(_facts.OutputSize)} values.</param>";
        StepMember($"""
            <summary>Runs one step.</summary>
            <param name="input">{StepShape}.</param>
            {state}
            {output}
            {WrongSpan}{Tokens}; nothing was written.</exception>
            """, $"public void Step({Inputs} input, ref State state, {Floats} output)", $"""
            {Check}.Length(input.Length, InputsPerStep, "input");
            {TokenCheck("input")}{Check}.Length(output.Length, OutputSize, "output");
            {Untaped}.Step(ref {Weights},
                {Ref("input")},
                {StateRef("state")},
                {Ref("output")});
            """);
        if (_facts.Vocabularies.Count != 1) return;
        StepMember($"""
            <summary>Runs one step.</summary>
            <param name="token">0 … {Literal.Of(_facts.Vocabularies[0] - 1)}.</param>
            {state}
            {output}
            {WrongSpan}{Tokens}; nothing was written.</exception>
            """, $"public void Step(int token, ref State state, {Floats} output)", $"""
            {Check}.Token(token, {Literal.Of(_facts.Vocabularies[0])}, "token");
            {Check}.Length(output.Length, OutputSize, "output");
            {Untaped}.Step(ref {Weights},
                ref token,
                {StateRef("state")},
                {Ref("output")});
            """);
    }

    private void EmitStepMany()
    {
        const string streams = "<param name=\"streams\">The states of the streams before the step on entry, after it on return.</param>";
        const string wrongStreams = "<exception cref=\"global::System.ArgumentNullException\"><paramref name=\"streams\"/> is null.</exception>";
        StepMember($"""
            <summary>Runs one step of every stream.</summary>
            <param name="inputs">Streams × {StepShape}.</param>
            {streams}
            <param name="outputs">Streams × {Literal.Of(_facts.OutputSize)} values.</param>
            {wrongStreams}
            {WrongSpan}{Tokens}; nothing was written.</exception>
            """, $"public void StepMany({Inputs} inputs, Streams streams, {Floats} outputs)", $"""
            {Check}.NotNull(streams, "streams");
            StepMany(inputs, streams, 0, streams.Count, outputs);
            """, "StepMany");
        StepMember($"""
            <summary>Runs one step of some streams: threads may share them out, best at multiples of 16.</summary>
            <param name="inputs"><paramref name="count"/> × {StepShape}.</param>
            {streams}
            <param name="first">The first of the streams.</param>
            <param name="count">How many.</param>
            <param name="outputs"><paramref name="count"/> × {Literal.Of(_facts.OutputSize)} values.</param>
            {wrongStreams}
            <exception cref="global::System.ArgumentOutOfRangeException">There are not so many streams; nothing was written.</exception>
            {WrongSpan}{Tokens}; nothing was written.</exception>
            """, $"public void StepMany({Inputs} inputs, Streams streams, int first, int count, {Floats} outputs)", $"""
            {Check}.StreamRange(first, count, streams, "first", "count");
            {Check}.EveryStream(inputs.Length, count, InputsPerStep, "inputs");
            {TokenCheck("inputs")}{Check}.EveryStream(outputs.Length, count, OutputSize, "outputs");
            if (count > 0)
                {Untaped}.StepMany(ref {Weights},
                    {Ref("inputs")},
                    streams, first, count,
                    {Ref("outputs")});
            """, "StepMany");
    }

    /// <summary>A step; where there can be none, the compiler says why, in the place of the call.</summary>
    private void StepMember(string documentation, string signature, string body, string name = "Step")
    {
        if (_facts.NoStep is not { } reason)
        {
            Member(name, documentation, signature, body);
            return;
        }
        Member(name, $"<summary>Not to be had. {reason}</summary>",
            $"{Obsolete(reason)}\n{signature}",
            $"throw new global::System.NotSupportedException({Literal.Of(reason)});");
    }

    private static string Obsolete(string reason) => $"[global::System.Obsolete({Literal.Of(reason)}, error: true)]";

    private void EmitForward()
    {
        Forward("<summary>Runs a sequence.</summary>", "", "", $"{WrongSpan}{Tokens}{NoSteps}; nothing was written.</exception>", "", "", "");
        Forward("<summary>Runs a sequence and records what <c>Backward</c> needs.</summary>",
            ", Tape tape", "\n<param name=\"tape\">Room for at least as many steps.</param>",
            $"{WrongSpan}{Tokens}{NoSteps}, or the tape is too short; nothing was written.</exception>",
            $"{Check}.Fits(steps, tape, \"tape\");\n{SeedsOfOne}", ", tape.Buffers", "\ntape.MarkRecorded(Parameters, steps);");
    }

    private string SeedsOfOne => !_facts.HasDropout ? "" : """
        tape.Buffers.Drops = tape.DropoutSeed.HasValue;
        tape.Buffers.DropoutSeeds[0] = tape.DropoutSeed.GetValueOrDefault();

        """;

    private string NoSteps => _facts.PerStep ? "" : ", or the sequence is empty";

    private void Forward(string summary, string parameter, string parameterDocumentation, string errors, string check, string argument, string after)
    {
        string kernel = argument.Length == 0 ? $"""
            {Untaped}.Forward(ref {Weights},
                {Ref("inputs")}, steps,
                {StateRef("state")},
                {Ref("outputs")});
            """ : $"""
            tape.Buffers.Packed.Set(steps{(_facts.NumbersSteps ? ", tape.FirstStep" : "")});
            {Kernels}.Forward(ref Parameters.Origin,
                {Ref("inputs")},
                {StateRef("state")},
                {Ref("outputs")}{argument});
            """;
        Member("Forward", $"""
            {summary}
            <param name="inputs">Steps × {StepShape}.</param>
            <param name="state">The initial state on entry, the final one on return.</param>
            <param name="outputs">{Text.Capital(OutputsShape)}.</param>{parameterDocumentation}
            {errors}
            """, $"public void Forward({Inputs} inputs, ref State state, {Floats} outputs{parameter})", $"""
            {StepsOf("inputs")}
            {TokenCheck("inputs")}{OutputCheck("outputs")}
            {check}{(_facts.PerStep ? "if (steps > 0)\n{\n    " + kernel.Replace("\n", "\n    ") + "\n}" : kernel)}{after}
            """);
    }

    private void EmitBackward() => Member("Backward", $"""
        <summary>
        Runs the recorded sequence backward and adds ∂L/∂parameters to <paramref name="gradients"/>.
        </summary>
        <param name="inputs">What the recorded forward pass read.</param>
        <param name="tape">The recorded forward pass.</param>
        <param name="outputGradients">∂L/∂outputs: {OutputsShape}.</param>
        <param name="gradients">A buffer made for <see cref="Spec"/>, other than <see cref="Parameters"/>.</param>
        <param name="inputGradients">{(_facts.ReadsTokens ? "Empty: tokens have no gradient." : "∂L/∂inputs, as long as <paramref name=\"inputs\"/>, or empty where it is not wanted.")}</param>
        <param name="stateGradient">∂L/∂(final state) on entry, ∂L/∂(initial state) on return.</param>
        {WrongSpan}{Tokens}{NoSteps}, or the buffer is not for gradients of this model; nothing was written.</exception>
        <exception cref="global::System.InvalidOperationException">The tape does not hold a forward pass of this model over as many steps, or the parameters have changed since.</exception>
        """, $"""
        public void Backward({Inputs} inputs, Tape tape, {ReadOnlyFloats} outputGradients,
            {Buffer} gradients, {Floats} inputGradients, ref State stateGradient)
        """, $"""
        {StepsOf("inputs")}
        {TokenCheck("inputs")}{OutputCheck("outputGradients")}
        {Check}.Gradients(gradients, Parameters, "gradients");
        {Check}.{(_facts.ReadsTokens ? "NoInputGradients(inputGradients.Length" : "InputGradients(inputGradients.Length, inputs.Length")}, "inputGradients");
        {Check}.NotNull(tape, "tape");
        tape.RequireRecorded(Parameters, steps);
        {(_facts.PerStep ? "if (steps == 0) return;\n" : "")}ref float wantedInputGradients = ref inputGradients.IsEmpty
            ? ref global::System.Runtime.CompilerServices.Unsafe.NullRef<float>()
            : {Ref("inputGradients")};
        {Kernels}.Backward(ref Parameters.Origin,
            {Ref("inputs")}, tape.Buffers,
            {Ref("outputGradients")},
            ref gradients.Origin, ref wantedInputGradients,
            {StateRef("stateGradient")});
        """);

    /// <summary>A layer that runs backward needs the whole sequence in memory; forward networks do without.</summary>
    private void EmitReserve()
    {
        if (_facts.RunsForward) return;
        Member("Reserve", """
            <summary>
            Makes room on this thread for sequences without tape, so that <c>Forward</c> need not allocate it.
            </summary>
            <param name="steps">The most steps of a sequence.</param>
            <exception cref="global::System.ArgumentOutOfRangeException"><paramref name="steps"/> is below 1, or too large for an array.</exception>
            """, "public static void Reserve(int steps)", $"""
            global::System.ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
            {Untaped}.Reserve(steps);
            """);
    }

    private string StepsOf(string span) => $"""int steps = {Check}.Steps({span}.Length, InputsPerStep, "{span}");""";

    private string OutputCheck(string span) => _facts.PerStep
        ? $"""{Check}.EveryStep({span}.Length, steps, OutputSize, "{span}");"""
        : $"""
          {Check}.SomeSteps(steps, "inputs");
          {Check}.Length({span}.Length, OutputSize, "{span}");
          """;

    /// <summary>A line that checks each token of a span against its own vocabulary; nothing for real inputs.</summary>
    private string TokenCheck(string span)
    {
        if (!_facts.ReadsTokens) return "";
        string vocabularies = string.Join(", ", _facts.Vocabularies.Select(Literal.Of));
        return _facts.Vocabularies.Count == 1
            ? $"{Check}.Tokens({span}, {vocabularies}, \"{span}\");\n"
            : $"{Check}.Tokens({span}, new int[] {{ {vocabularies} }}, \"{span}\");\n";
    }

    private static string Ref(string span) => $"ref global::System.Runtime.InteropServices.MemoryMarshal.GetReference({span})";

    private static string StateRef(string state) => $"ref global::System.Runtime.CompilerServices.Unsafe.As<State, float>(ref {state})";
}
