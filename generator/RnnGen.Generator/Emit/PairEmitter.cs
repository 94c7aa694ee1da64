using RnnGen.Generator.Parsing;

namespace RnnGen.Generator.Emit;

/// <summary>
/// Prints the typed face of a pair, <c>{Type}.Seq2Seq.g.cs</c>. The work is the library's (<c>EncoderDecoder</c>); a dense bridge is a
/// model of its own, which is generated like any other.
/// </summary>
internal sealed class PairEmitter : FaceEmitter
{
    /// <summary>Room for the library's part; the user's own members have other names.</summary>
    private const string Field = "_rnnGenPair";

    private readonly PairSpec _pair;
    private readonly string _encoder, _decoder, _source, _target, _self;

    private PairEmitter(PairSpec pair) : base(pair.Type, pair.Error, pair.TakenNames, pair.Weights)
    {
        _pair = pair;
        _self = pair.Type.FullName;
        (_encoder, _decoder) = (pair.Encoder.FullName, pair.Decoder.FullName);
        _source = pair.Pair.Encoder.ReadsTokens ? "int" : "float";
        _target = pair.Pair.Decoder.ReadsTokens ? "int" : "float";
    }

    private string Sources => $"global::System.ReadOnlySpan<{_source}>";
    private string Targets => $"global::System.ReadOnlySpan<{_target}>";
    private string Engine => $"global::RnnGen.EncoderDecoder<{_encoder}, {_source}, {_decoder}, {_target}>";

    protected override string Interface => $"global::RnnGen.ISeq2SeqModel<{_self}, {_source}, {_target}>";

    /// <summary>The file's text.</summary>
    public static string Emit(PairSpec pair)
    {
        var emitter = new PairEmitter(pair);
        emitter.EmitFile(pair.IsValid ? emitter.Remarks() : "");
        return emitter.ToString();
    }

    /// <summary>A dense bridge's model; null where there is none.</summary>
    public static NetworkSpec? BridgeOf(PairSpec pair)
    {
        if (!pair.IsValid || pair.Pair.BridgeModel is not { } model) return null;
        // No user's class can have these names: two underscores, and a hyphen, come from nowhere else.
        string name = pair.Type.KernelClass + "__Bridge";
        var type = new TypeSpec("RnnGen.Generated", default, name, $"global::RnnGen.Generated.{name}", name + "Kernels", pair.Type.HintName + "-Bridge");
        return new NetworkSpec(type, model, null, default);
    }

    protected override void EmitMembers()
    {
        Constant("ParameterCount", IsValid ? _pair.Pair.Parts.Sum(part => CountOf(part.Model)) : 1, "Trainable scalars of encoder, bridge and decoder, without padding.");
        EmitSpec("Seq2SeqSpec");
        EmitConstructor();
        EmitFiles("pair");
        Property("Parameters", "<summary>The parameters of encoder, bridge and decoder, in one buffer; all threads that share the pair share them.</summary>",
            $"public {Buffer} Parameters", $"=> {Field}.Parameters;");
        EmitPart("Encoder", _pair.Encoder, "The encoder, which shares the pair's parameters.");
        EmitPart("Decoder", _pair.Decoder, "The decoder, which shares the pair's parameters. It runs from the state that <c>Encode</c> gives.");
        EmitTape();
        EmitEncode();
        EmitForward();
        EmitBackward();
        EmitInterface();
    }

    protected override void EmitDeclared() =>
        _w.Line($"internal static readonly global::RnnGen.Seq2SeqSpec Value = {SpecExpression.Of(_pair.Pair)};");

    private string Remarks() => string.Join("\n", _pair.Pair.Parts.Select(part => Xml($"{part.Name} {part.Model}: {Literal.Of(CountOf(part.Model))} parameters")));

    private static int CountOf(ModelSpec model) => new ParameterLayout(new Topology(model)).ParameterCount;

    private void EmitConstructor()
    {
        string bridge = "global::RnnGen.StateBridge." + (BridgeOf(_pair) is { } dense ? $"Dense<{dense.Type.FullName}>(Spec)" : "Identity");
        if (IsValid)
        {
            _w.Line($"private readonly {Engine} {Field};");
            _w.Line();
        }
        Member(".ctor", "<summary>A pair whose parameters are zero.</summary>", $"public {_pair.Type.Name}()", $"{Field} = new {Engine}(Spec, {bridge});");
    }

    private void EmitPart(string name, PairPart part, string summary) =>
        Property(name, $"<summary>{summary}</summary>", $"{part.Access} {part.FullName} {name}", $"=> {Field}.{name};");

    private void EmitTape()
    {
        if (IsTaken("Tape")) return;
        Document("""
            <summary>What a backward pass needs of its forward pass; allocated once, used for many pairs of sequences.</summary>
            <remarks>A tape belongs to one caller at a time.</remarks>
            """);
        _w.Line(GeneratedCode);
        using (_w.Block("public sealed class Tape : global::RnnGen.Seq2SeqTape"))
        {
            Document("""
                <summary>Room for a source and a target.</summary>
                <param name="maxSourceSteps">The most steps a source can have.</param>
                <param name="maxTargetSteps">The most steps a target can have.</param>
                <exception cref="global::System.ArgumentOutOfRangeException">A number is below 1, or too large for an array.</exception>
                """);
            const string tapeOf = "static steps => new ";
            string bridge = BridgeOf(_pair) is { } dense ? $"{tapeOf}{dense.Type.FullName}.Tape(steps)" : "null";
            string arguments = IsValid
                ? $"Spec, maxSourceSteps, maxTargetSteps,\n    {tapeOf}{_encoder}.Tape(steps), {tapeOf}{_decoder}.Tape(steps), {bridge}"
                : $"(global::RnnGen.Seq2SeqSpec)null ?? {Throw.TrimEnd(';')}, maxSourceSteps, maxTargetSteps, null, null, null";
            using (_w.Block($"public Tape(int maxSourceSteps, int maxTargetSteps) : base({arguments})"))
            {
            }
        }
        _w.Line();
    }

    private void EmitEncode()
    {
        string documentation = $"""
            <summary>Reads a source; its meaning becomes the state in which the decoder begins.</summary>
            <param name="source">{ShapeOf(_pair.Pair.Encoder)}; one step at least.</param>
            <param name="state">The decoder's initial state, on return.</param>
            {WrongSpan}; nothing was written.</exception>
            """;
        // Where the decoder is no model it has no state; then any will do, so that the call is no second error.
        string signature = _pair.Decoder.IsModel
            ? $"{_pair.Decoder.Access} void Encode({Sources} source, ref {_decoder}.State state)"
            : $"public void Encode<TState>({Sources} source, ref TState state)";
        Member("Encode", documentation, signature, !IsValid ? "" : $"""
            {Field}.Encode(source, global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(
                ref global::System.Runtime.CompilerServices.Unsafe.As<{_decoder}.State, float>(ref state), {Literal.Of(new StateLayout(new Topology(_pair.Pair.Decoder)).Length)}));
            """);
    }

    private const string WrongSpan = """<exception cref="global::System.ArgumentException">A span has the wrong length, or a token is unknown""";

    private string Sequences => $"""
        <param name="source">{ShapeOf(_pair.Pair.Encoder)}; one step at least.</param>
        <param name="targetInputs">{ShapeOf(_pair.Pair.Decoder)}: what the decoder reads at each step, such as a begin token and the target shifted by one.</param>
        """;

    private void EmitForward()
    {
        string outputs = $"<param name=\"outputs\">Target steps × {(IsValid ? Literal.Of(new Topology(_pair.Pair.Decoder).OutputSize) : "1")} values.</param>";
        Member("Forward", $"""
            <summary>Reads a source, then runs the decoder over the inputs that it is given.</summary>
            {Sequences}
            {outputs}
            {WrongSpan}; nothing was written.</exception>
            """, $"public void Forward({Sources} source, {Targets} targetInputs, {Floats} outputs)",
            $"{Field}.Forward(source, targetInputs, outputs);");
        Member("Forward", $"""
            <summary>The same, recording what <c>Backward</c> needs.</summary>
            {Sequences}
            {outputs}
            <param name="tape">Room for at least as many steps.</param>
            {WrongSpan}, or the tape is too short; nothing was written.</exception>
            """, $"public void Forward({Sources} source, {Targets} targetInputs, {Floats} outputs, Tape tape)",
            $"{Field}.Forward(source, targetInputs, outputs, tape);");
    }

    private void EmitBackward() => Member("Backward", $"""
        <summary>
        Runs the recorded sequences backward, through decoder, bridge and encoder, and adds ∂L/∂parameters to <paramref name="gradients"/>.
        </summary>
        {Sequences}
        <param name="tape">The recorded forward pass.</param>
        <param name="outputGradients">∂L/∂outputs.</param>
        <param name="gradients">A buffer made for <see cref="Spec"/>, other than <see cref="Parameters"/>.</param>
        <param name="sourceGradients">∂L/∂source, as long as it, or empty where it is not wanted; tokens have none.</param>
        <param name="targetInputGradients">∂L/∂targetInputs, as long as they, or empty where it is not wanted; tokens have none.</param>
        {WrongSpan}, or the buffer is not for gradients of this pair; nothing was written.</exception>
        <exception cref="global::System.InvalidOperationException">The tape does not hold a forward pass of this pair over as many steps, or the parameters have changed since.</exception>
        """, $"""
        public void Backward({Sources} source, {Targets} targetInputs, Tape tape, {ReadOnlyFloats} outputGradients,
            {Buffer} gradients, {Floats} sourceGradients = default, {Floats} targetInputGradients = default)
        """, $"{Field}.Backward(source, targetInputs, tape, outputGradients, gradients, sourceGradients, targetInputGradients);");

    /// <summary>The interface, explicitly: states are spans there, and tapes of any kind.</summary>
    private void EmitInterface()
    {
        _w.Line($"static int {Interface}.ParameterCount => {(IsValid ? "ParameterCount" : "1")};");
        _w.Line();
        if (!IsValid)
        {
            _w.Line($"static global::RnnGen.Seq2SeqSpec {Interface}.Spec => {Throw}");
            _w.Line();
            _w.Line($"{Buffer} {Interface}.Parameters => {Throw}");
            _w.Line();
        }
        Explicit($"static {_self}", "New()", $"return new {_self}();");
        Explicit("static global::RnnGen.Seq2SeqTape", "CreateTape(int maxSourceSteps, int maxTargetSteps)", "return new Tape(maxSourceSteps, maxTargetSteps);");
        Explicit("void", $"Encode({Sources} source, {Floats} state)", $"{Field}.Encode(source, state);");
        Explicit("void", $"Step({Targets} input, {Floats} state, {Floats} output)", $"{Field}.Step(input, state, output);");
        if (!IsValid) Explicit("void", $"Forward({Sources} source, {Targets} targetInputs, {Floats} outputs)", "");
        Explicit("void", $"Forward({Sources} source, {Targets} targetInputs, {Floats} outputs, global::RnnGen.Seq2SeqTape tape)",
            $"{Field}.Forward(source, targetInputs, outputs, {Check}.TapeOf<Tape>(tape, \"tape\"));");
        using (_w.Block($"""
            void {Interface}.Backward({Sources} source, {Targets} targetInputs, global::RnnGen.Seq2SeqTape tape, {ReadOnlyFloats} outputGradients,
                {Buffer} gradients, {Floats} sourceGradients, {Floats} targetInputGradients)
            """))
        {
            _w.Line(IsValid ? $"{Field}.Backward(source, targetInputs, {Check}.TapeOf<Tape>(tape, \"tape\"), outputGradients, gradients, sourceGradients, targetInputGradients);" : Throw);
        }
    }

    private void Explicit(string result, string member, string body)
    {
        Body($"{result} {Interface}.{member}", body);
        _w.Line();
    }

    private string ShapeOf(ModelSpec model)
    {
        if (!IsValid) return "Steps";
        int values = new Topology(model).InputsPerStep;
        return $"Steps × {Literal.Of(values)} {(model.ReadsTokens ? "token ids" : "values")}";
    }
}
