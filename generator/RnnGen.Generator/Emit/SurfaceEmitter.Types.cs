namespace RnnGen.Generator.Emit;

/// <content>The nested types: the state and the tape.</content>
internal sealed partial class SurfaceEmitter
{
    private void EmitState()
    {
        if (_network.TakenNames.Contains("State")) return;
        Document("<summary>All recurrent state. The default is zero; a copy is a fork.</summary>");
        if (_facts.State is { Length: > 0 } state)
        {
            string slots = string.Join(", ", state.Slots.Select(slot => $"<c>{Xml(slot.Name)}</c> [{Literal.Of(slot.Length)}]"));
            Document($"<remarks>Slots: {slots}.</remarks>");
        }
        _w.Line(GeneratedCode);
        using (_w.Block("public struct State"))
        {
            EmitStateValues();
            Document("""
                <summary>Copies a slot out.</summary>
                <param name="slot">Its name.</param>
                <param name="destination">As long as the slot.</param>
                <exception cref="global::System.ArgumentException">There is no such slot, or it has another length.</exception>
                """);
            Body($"public readonly void Read(string slot, {Floats} destination)", $"{Declared}.Slots.Read({StateValues}, slot, destination);");
            _w.Line();
            Document("""
                <summary>Copies a slot in.</summary>
                <param name="slot">Its name.</param>
                <param name="source">As long as the slot.</param>
                <exception cref="global::System.ArgumentException">There is no such slot, or it has another length; nothing was written.</exception>
                """);
            Body($"public void Write(string slot, {ReadOnlyFloats} source)", $"{Declared}.Slots.Write({StateValues}, slot, source);");
        }
        _w.Line();
    }

    private string StateValues => _facts.StateSize > 0 ? "_values" : "default";

    /// <summary>An inline array, and not the state itself: users are to read slots, not elements.</summary>
    private void EmitStateValues()
    {
        if (_facts.StateSize == 0) return;
        _w.Line("private Values _values;");
        _w.Line();
        _w.Line($"[global::System.Runtime.CompilerServices.InlineArray({_facts.StateSize})]");
        using (_w.Block("private struct Values")) _w.Line("private float _first;");
        _w.Line();
    }

    private void EmitStreams()
    {
        if (IsTaken("Streams")) return;
        Document($"""
            <summary>The states of many streams, which <c>StepMany</c> steps together.{(_facts.NoStep is { } reason ? " " + NoStreams(reason) : "")}</summary>
            <remarks>Different threads may step, load, save and reset different streams at the same time.</remarks>
            """);
        _w.Line(GeneratedCode);
        if (_facts.NoStep is { } because) _w.Line(Obsolete(NoStreams(because)));
        using (_w.Block("public sealed class Streams : global::RnnGen.RnnStreams"))
        {
            Document("""
                <summary>Streams whose states are zero.</summary>
                <param name="count">How many.</param>
                <exception cref="global::System.ArgumentOutOfRangeException"><paramref name="count"/> is below 1, or too large for an array.</exception>
                """);
            Body($"public Streams(int count) : base(count, {Literal.Of(_facts.StateSize)}, {Literal.Of(StreamsEmitter.StrideOf(_facts.StateSize))}, {(IsValid && _facts.NoStep is null ? $"{Untaped}.Room, {Untaped}.StreamsInLanes" : "0")})", "");
            _w.Line();
            Document("""
                <summary>Gives a stream a state.</summary>
                <param name="stream">0 … Count − 1.</param>
                <param name="state">The state, which is copied.</param>
                <exception cref="global::System.ArgumentOutOfRangeException">There is no such stream.</exception>
                """);
            Body("public void Load(int stream, in State state)", $"LoadState(stream, {StateSpan("ReadOnlySpan", "in state")});");
            _w.Line();
            Document("""
                <summary>Copies a stream's state out.</summary>
                <param name="stream">0 … Count − 1.</param>
                <param name="state">Becomes the state.</param>
                <exception cref="global::System.ArgumentOutOfRangeException">There is no such stream; nothing was written.</exception>
                """);
            Body("public void Save(int stream, ref State state)", $"SaveState(stream, {StateSpan("Span", "ref state")});");
        }
        _w.Line();
    }

    private static string NoStreams(string reason) => "This model has no StepMany to step them. " + reason;

    private string StateSpan(string span, string state)
    {
        if (_facts.StateSize == 0) return "default";
        string reference = state.StartsWith("in ", StringComparison.Ordinal) ? $"ref global::System.Runtime.CompilerServices.Unsafe.AsRef({state})" : state;
        return $"global::System.Runtime.InteropServices.MemoryMarshal.Create{span}(ref global::System.Runtime.CompilerServices.Unsafe.As<State, float>({reference}), {Literal.Of(_facts.StateSize)})";
    }

    private void EmitTape()
    {
        if (_network.TakenNames.Contains("Tape")) return;
        Document("""
            <summary>What a backward pass needs of its forward pass; allocated once, used for many sequences.</summary>
            <remarks>A tape belongs to one caller at a time.</remarks>
            """);
        _w.Line(GeneratedCode);
        using (_w.Block("public sealed class Tape : global::RnnGen.RnnTape"))
        {
            if (_network.IsValid)
            {
                _w.Line($"internal readonly {Kernels}_Tape Buffers;");
                _w.Line();
            }
            Document("""
                <summary>Room for a sequence.</summary>
                <param name="maxSteps">The most steps it can have.</param>
                <exception cref="global::System.ArgumentOutOfRangeException"><paramref name="maxSteps"/> is below 1, or too large for an array.</exception>
                """);
            Body("public Tape(int maxSteps) : this(maxSteps, 1)", "");
            _w.Line();
            Body("internal Tape(int maxSteps, int maxSequences) : base(maxSteps, maxSequences)", $"Buffers = new {Kernels}_Tape(maxSteps, maxSequences);");
        }
        _w.Line();
    }
}
