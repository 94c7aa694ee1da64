using System.ComponentModel;

namespace RnnGen;

/// <summary>The named vectors of a network's state. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class StateSlots
{
    private readonly Dictionary<string, StateSlot> _slots;

    /// <summary>The slots of <paramref name="spec"/>.</summary>
    public StateSlots(ModelSpec spec) => _slots = new StateLayout(new Topology(spec)).Slots.ToDictionary(slot => slot.Name);

    /// <summary>Copies a slot out of <paramref name="state"/>.</summary>
    /// <exception cref="ArgumentException">There is no such slot, or the span has another length.</exception>
    public void Read(ReadOnlySpan<float> state, string slot, Span<float> destination)
    {
        StateSlot place = Find(slot, destination.Length, nameof(destination));
        state.Slice(place.Offset, place.Length).CopyTo(destination);
    }

    /// <summary>Copies a slot into <paramref name="state"/>.</summary>
    /// <exception cref="ArgumentException">There is no such slot, or the span has another length.</exception>
    public void Write(Span<float> state, string slot, ReadOnlySpan<float> source)
    {
        StateSlot place = Find(slot, source.Length, nameof(source));
        source.CopyTo(state.Slice(place.Offset, place.Length));
    }

    private StateSlot Find(string slot, int length, string argument)
    {
        ArgumentNullException.ThrowIfNull(slot);
        if (!_slots.TryGetValue(slot, out StateSlot? place))
        {
            throw new ArgumentException($"There is no slot '{slot}'; there are {string.Join(", ", _slots.Keys)}.", nameof(slot));
        }
        if (length != place.Length)
        {
            throw new ArgumentException($"Slot '{slot}' has {place.Length} values; the span has {length}.", argument);
        }
        return place;
    }
}
