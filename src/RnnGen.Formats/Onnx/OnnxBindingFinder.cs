namespace RnnGen.Formats;

/// <summary>Finds the axes of an input or output from what is known of each of its elements.</summary>
internal sealed class OnnxBindingFinder(int steps, int batch, Func<string, ModelFormatException> refuse)
{
    /// <summary>The binding of a tensor of <paramref name="shape"/> whose elements are <paramref name="elements"/>, slots named <paramref name="slots"/>.</summary>
    /// <exception cref="ModelFormatException">They do not lie along axes.</exception>
    public OnnxBinding Find(string name, OnnxRole role, int[] shape, OnnxElement[] elements, IReadOnlyList<OnnxSlot> slots)
    {
        if (elements.Length == 0) throw refuse("it is empty");
        int[] strides = OnnxDataMovement.Strides(shape);
        OnnxElement first = elements[0];
        OnnxAxisKind[] axes = [.. shape.Select((size, axis) => new OnnxAxisKind(Kind(size, c => elements[c * strides[axis]])))];
        int[] sizes = [.. axes.Select((axis, i) => axis.Axis is OnnxAxis.Feature or OnnxAxis.Slot ? shape[i] : 0)];
        // The slots in the order of their axes.
        var order = new List<OnnxSlot>();
        int[] at = new int[shape.Length];
        for (int i = 0; i < elements.Length; i++)
        {
            if (Enumerable.Range(0, at.Length).All(axis => at[axis] == 0 || axes[axis].Axis == OnnxAxis.Slot) && slots.Count > 0) order.Add(slots[elements[i].Slot]);
            OnnxDataMovement.Step(at, shape);
        }
        bool isLast = first.Time == steps - 1 && steps > 1 && axes.All(axis => axis.Axis is not (OnnxAxis.Time or OnnxAxis.TimeBatch or OnnxAxis.BatchTime));
        var binding = new OnnxBinding(name, role, new(axes), new(sizes), new(order), first.Feature, isLast);
        Verify(binding, shape, elements, slots);
        return binding;
    }

    private OnnxAxis Kind(int size, Func<int, OnnxElement> at)
    {
        if (size == 1) return OnnxAxis.One;
        OnnxElement[] along = [.. Enumerable.Range(0, size).Select(at)];
        bool Moves(Func<OnnxElement, int> what) => along.Any(element => what(element) != what(along[0]));
        return (Moves(e => e.Time), Moves(e => e.Batch), Moves(e => e.Slot), Moves(e => e.Feature)) switch
        {
            (true, false, false, false) => OnnxAxis.Time,
            (false, true, false, false) => OnnxAxis.Batch,
            (true, true, false, false) => along[1].Batch != along[0].Batch ? OnnxAxis.TimeBatch : OnnxAxis.BatchTime,
            (false, false, true, false) => OnnxAxis.Slot,
            (false, false, false, true) => OnnxAxis.Feature,
            _ => throw refuse($"an axis of size {size} has no single meaning (time, batch, unit or layer)"),
        };
    }

    /// <summary>Every element must be where the axes say, and no vector may be there in part.</summary>
    private void Verify(OnnxBinding binding, int[] shape, OnnxElement[] elements, IReadOnlyList<OnnxSlot> slots)
    {
        var seen = new HashSet<OnnxElement>();
        foreach ((OnnxElement element, int i) in elements.Select((element, i) => (element, i)))
        {
            int slot = slots.Count == 0 ? 0 : binding.Slots.ToList().IndexOf(slots[element.Slot]);
            OnnxElement here = binding.IsLastStep ? element with { Time = 0, Slot = slot } : element with { Slot = slot };
            if (binding.IsLastStep && element.Time != steps - 1 || !InRange(binding, here) || binding.PlaceOf(shape, steps, batch, here) != i || !seen.Add(here))
            {
                throw refuse($"its elements do not lie along axes of time, batch, units and layers (element {i} of [{string.Join(", ", shape)}])");
            }
        }
    }

    private static bool InRange(OnnxBinding binding, OnnxElement element)
    {
        int features = 1;
        for (int i = 0; i < binding.Axes.Count; i++)
        {
            if (binding.Axes[i].Axis == OnnxAxis.Feature) features *= binding.Sizes[i];
        }
        return element.Feature >= binding.Feature && element.Feature < binding.Feature + features && element.Slot >= 0;
    }
}
