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
            Body("public Tape(int maxSteps) : base(maxSteps)", $"Buffers = new {Kernels}_Tape(maxSteps);");
        }
        _w.Line();
    }
}
