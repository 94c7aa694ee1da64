namespace RnnGen.Formats;

/// <summary>The operators that only say which element goes where: numbers and labels are moved alike.</summary>
internal static class OnnxDataMovement
{
    /// <summary>The result of a node; null where the operator is none of these.</summary>
    public static IReadOnlyList<OnnxValue>? Run(OnnxCall call) => call.Node.Operator switch
    {
        "Identity" => [call.Value(0)],
        "Dropout" => Dropout(call),
        "Transpose" => [Transpose(call)],
        "Reshape" => [Reshape(call)],
        "Flatten" => [Flatten(call)],
        "Squeeze" => [Squeeze(call)],
        "Unsqueeze" => [Unsqueeze(call)],
        "Concat" => [Concat(call)],
        "Slice" => [Slice(call)],
        "Split" => Split(call),
        "Gather" when call.Value(1) is OnnxIntegers => [Gather(call)],
        "Expand" => [Expand(call)],
        "Tile" => [Tile(call)],
        "Cast" => [Cast(call)],
        _ => null,
    };

    /// <summary>Out of training, dropout is nothing.</summary>
    private static OnnxValue[] Dropout(OnnxCall call)
    {
        call.Float("ratio", 0.5f);
        call.Int("seed", 0);
        call.OptionalIntegers(1);   // the ratio is a real number; whatever it is, it does not matter
        if (call.Optional(2) is { } training && training is not OnnxIntegers { Elements: [0] }) throw call.Refuse("it drops values at inference");
        return [call.Value(0)];
    }

    private static OnnxValue Transpose(OnnxCall call)
    {
        OnnxValue x = call.Value(0);
        int rank = x.Shape.Length;
        int[] order = [.. (call.Ints("perm") ?? [.. Enumerable.Range(0, rank).Reverse().Select(axis => (long)axis)]).Select(axis => (int)Math.Clamp(axis, -1, rank))];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, rank))) throw call.Refuse($"perm = [{string.Join(", ", order)}] is no order of the axes of {x.ShapeText}");
        int[] strides = Strides(x.Shape);
        return Walk(call, x, [.. order.Select(axis => x.Shape[axis])], [.. order.Select(axis => strides[axis])], 0);
    }

    private static OnnxValue Reshape(OnnxCall call)
    {
        OnnxValue x = call.Value(0);
        long[] wanted = call.Integers(1).Elements;
        bool zeroIsZero = call.Int("allowzero", 0) != 0;
        var shape = new long[wanted.Length];
        int free = -1;
        long known = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = wanted[i] == 0 && !zeroIsZero && i < x.Shape.Length ? x.Shape[i] : wanted[i];
            if (shape[i] == -1 && free < 0) free = i;
            else if (shape[i] < 0) throw Wrong();
            else if ((known *= shape[i]) > OnnxLimits.Elements) throw Wrong();
        }
        if (free >= 0) shape[free] = known > 0 && x.Count % known == 0 ? x.Count / known : throw Wrong();
        else if (known != x.Count) throw Wrong();
        return x.As([.. shape.Select(size => (int)size)]);

        ModelFormatException Wrong() => call.Refuse($"{x.ShapeText} cannot be given the shape [{string.Join(", ", wanted)}]");
    }

    private static OnnxValue Flatten(OnnxCall call)
    {
        OnnxValue x = call.Value(0);
        int axis = call.Axis(call.Int("axis", 1), x.Shape.Length + 1);
        return x.As([x.Shape[..axis].Aggregate(1, (a, b) => a * b), x.Shape[axis..].Aggregate(1, (a, b) => a * b)]);
    }

    private static OnnxValue Squeeze(OnnxCall call)
    {
        OnnxValue x = call.Value(0);
        HashSet<int> axes = Axes(call, x.Shape.Length) is { } given ? [.. given]
            : [.. Enumerable.Range(0, x.Shape.Length).Where(axis => x.Shape[axis] == 1)];
        if (axes.FirstOrDefault(axis => x.Shape[axis] != 1, -1) is var wide and >= 0) throw call.Refuse($"axis {wide} of {x.ShapeText} is not of size 1");
        return x.As([.. x.Shape.Where((_, axis) => !axes.Contains(axis))]);
    }

    private static OnnxValue Unsqueeze(OnnxCall call)
    {
        OnnxValue x = call.Value(0);
        long count = (call.Opset < 13 ? call.Ints("axes") : call.Integers(1).Elements)?.Length ?? throw call.Refuse("it has no axes");
        if (x.Shape.Length + count > OnnxLimits.Rank) throw call.Refuse($"it has {count} axes");
        int rank = x.Shape.Length + (int)count;
        HashSet<int> axes = [.. Axes(call, rank)!];
        if (axes.Count != count) throw call.Refuse("an axis stands twice");
        var sizes = new Queue<int>(x.Shape);
        return x.As([.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : sizes.Dequeue())]);
    }

    private static OnnxValue Concat(OnnxCall call)
    {
        OnnxValue[] parts = [.. Enumerable.Range(0, call.Node.Inputs.Count).Select(call.Value)];
        if (parts.Length == 0) throw call.Refuse("it has no input");
        int[] first = parts[0].Shape;
        int axis = call.Axis(call.Int("axis", long.MinValue), first.Length);
        foreach (OnnxValue part in parts)
        {
            if (part.Shape.Length != first.Length || Enumerable.Range(0, first.Length).Any(a => a != axis && part.Shape[a] != first[a]))
            {
                throw call.Refuse($"{first.ShapeText()} and {part.ShapeText} do not fit along axis {axis}");
            }
        }
        int[] shape = [.. first];
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        int inner = first[(axis + 1)..].Aggregate(1, (a, b) => a * b), outer = first[..axis].Aggregate(1, (a, b) => a * b);
        var places = new int[call.CountOf(shape)];
        int[] starts = new int[parts.Length];
        for (int p = 1; p < parts.Length; p++) starts[p] = starts[p - 1] + parts[p - 1].Count;
        int next = 0;
        for (int o = 0; o < outer; o++)
        {
            for (int p = 0; p < parts.Length; p++)
            {
                int block = parts[p].Shape[axis] * inner;
                for (int i = 0; i < block; i++) places[next++] = starts[p] + o * block + i;
            }
        }
        return parts[0].Join(parts, shape, places) ?? throw call.Refuse("it joins values of the network with constants");
    }

    private static OnnxValue Slice(OnnxCall call)
    {
        OnnxValue x = call.Value(0);
        long[] starts, ends;
        long[]? axes, steps;
        if (call.Opset < 10)
        {
            (starts, ends, axes, steps) = (call.Ints("starts") ?? [], call.Ints("ends") ?? [], call.Ints("axes"), null);
        }
        else
        {
            (starts, ends) = (call.Integers(1).Elements, call.Integers(2).Elements);
            (axes, steps) = (call.OptionalIntegers(3)?.Elements, call.OptionalIntegers(4)?.Elements);
        }
        axes ??= [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        steps ??= [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length) throw call.Refuse("its starts, ends, axes and steps are of different lengths");
        int[] shape = [.. x.Shape], strides = Strides(x.Shape);
        int origin = 0;
        var seen = new HashSet<int>();
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = call.Axis(axes[i], shape.Length), size = x.Shape[axis];
            if (!seen.Add(axis)) throw call.Refuse($"axis {axis} stands twice");
            long step = steps[i];
            if (step is 0 or < -int.MaxValue or > int.MaxValue) throw call.Refuse($"its step is {step}");
            bool up = step > 0;
            long start = Math.Clamp(starts[i] < 0 ? starts[i] + size : starts[i], 0, up ? size : size - 1L);
            long end = Math.Clamp(ends[i] < 0 ? Math.Max(ends[i], -size - 1L) + size : ends[i], up ? 0 : -1, up ? size : size - 1L);
            shape[axis] = size == 0 ? 0 : (int)Math.Max(0, up ? (end - start + step - 1) / step : (start - end - step - 1) / -step);
            if (shape[axis] > 0) origin += (int)start * strides[axis];
            strides[axis] = shape[axis] > 1 ? strides[axis] * (int)step : 0;
        }
        return Walk(call, x, shape, strides, origin);
    }

    private static OnnxValue[] Split(OnnxCall call)
    {
        OnnxValue x = call.Value(0);
        int axis = call.Axis(call.Int("axis", 0), x.Shape.Length), parts = call.Node.Outputs.Count, size = x.Shape[axis];
        long[]? sizes = call.Opset < 13 ? call.Ints("split") : call.OptionalIntegers(1)?.Elements;
        if (call.Opset >= 18 && call.Int("num_outputs", parts) != parts) throw call.Refuse($"its num_outputs is not its {parts} outputs");
        // Equal parts; the last may be smaller.
        int each = (size + parts - 1) / Math.Max(1, parts);
        sizes ??= [.. Enumerable.Range(0, parts).Select(p => (long)Math.Clamp(size - p * each, 0, each))];
        if (sizes.Length != parts || sizes.Any(part => part < 0) || sizes.Sum() != size) throw call.Refuse($"its parts [{string.Join(", ", sizes)}] do not make up axis {axis} of {x.ShapeText}");
        int[] strides = Strides(x.Shape);
        var results = new OnnxValue[parts];
        int start = 0;
        for (int p = 0; p < parts; p++)
        {
            int[] shape = [.. x.Shape];
            shape[axis] = (int)sizes[p];
            results[p] = Walk(call, x, shape, strides, start * strides[axis]);
            start += (int)sizes[p];
        }
        return results;
    }

    private static OnnxValue Gather(OnnxCall call)
    {
        OnnxValue x = call.Value(0);
        OnnxIntegers indices = call.Integers(1);
        int axis = call.Axis(call.Int("axis", 0), x.Shape.Length), size = x.Shape[axis];
        int[] chosen = [.. indices.Elements.Select(index => index >= -size && index < size ? (int)(index < 0 ? index + size : index)
            : throw call.Refuse($"index {index} is outside axis {axis} of {x.ShapeText}"))];
        int[] shape = [.. x.Shape[..axis], .. indices.Shape, .. x.Shape[(axis + 1)..]];
        int inner = x.Shape[(axis + 1)..].Aggregate(1, (a, b) => a * b), outer = x.Shape[..axis].Aggregate(1, (a, b) => a * b);
        var places = new int[call.CountOf(shape)];
        int next = 0;
        for (int o = 0; o < outer; o++)
        {
            foreach (int index in chosen)
            {
                for (int i = 0; i < inner; i++) places[next++] = (o * size + index) * inner + i;
            }
        }
        return x.Pick(shape, places);
    }

    private static OnnxValue Expand(OnnxCall call)
    {
        OnnxValue x = call.Value(0);
        int[] wanted = call.ShapeOf(call.Integers(1));
        return Broadcast(call, x, BroadcastShape(x.Shape, wanted) ?? throw call.Refuse($"{x.ShapeText} cannot be expanded to {wanted.ShapeText()}"));
    }

    private static OnnxValue Tile(OnnxCall call)
    {
        OnnxValue x = call.Value(0);
        int[] repeats = call.ShapeOf(call.Integers(1));
        if (repeats.Length != x.Shape.Length) throw call.Refuse($"it has {repeats.Length} repeats for {x.ShapeText}");
        int[] shape = new int[repeats.Length], strides = Strides(x.Shape);
        for (int axis = 0; axis < shape.Length; axis++) shape[axis] = (int)Math.Min(OnnxLimits.Elements + 1, (long)repeats[axis] * x.Shape[axis]);
        var places = new int[call.CountOf(shape)];
        int[] at = new int[shape.Length];
        for (int i = 0; i < places.Length; i++)
        {
            for (int axis = 0; axis < at.Length; axis++) places[i] += at[axis] % x.Shape[axis] * strides[axis];
            Step(at, shape);
        }
        return x.Pick(shape, places);
    }

    private static OnnxValue Cast(OnnxCall call)
    {
        int to = (int)call.Int("to", 0);
        call.Int("saturate", 1);
        OnnxValue x = call.Value(0);
        bool real = OnnxType.IsReal(to);
        switch (x)
        {
            case OnnxIntegers integers when real:
                return new OnnxReals(x.Shape, [.. integers.Elements.Select(value => (float)value)]) { Origins = integers.Origins };
            case OnnxIntegers integers when to == OnnxType.Bool:
                return integers with { Elements = [.. integers.Elements.Select(value => value == 0 ? 0L : 1L)] };
            case OnnxIntegers when OnnxType.IsInteger(to):
            case OnnxReals when to == OnnxType.Float:
                return x;
            case OnnxLabels labels when labels.Elements.All(label => call.IsToken(label.Stage)) ? to is OnnxType.Int32 or OnnxType.Int64 : to == OnnxType.Float:
                return x;
            default:
                throw call.Refuse($"it turns numbers into {OnnxType.NameOf(to)}");
        }
    }

    /// <summary>A value repeated along axes of size 1, so that it has <paramref name="shape"/>.</summary>
    public static OnnxValue Broadcast(OnnxCall call, OnnxValue x, int[] shape)
    {
        int[] own = Strides(x.Shape), strides = new int[shape.Length];
        int missing = shape.Length - x.Shape.Length;
        for (int axis = 0; axis < x.Shape.Length; axis++) strides[axis + missing] = x.Shape[axis] == 1 ? 0 : own[axis];
        return Walk(call, x, shape, strides, 0);
    }

    /// <summary>The shape that both can be broadcast to; null where there is none.</summary>
    public static int[]? BroadcastShape(int[] a, int[] b)
    {
        var shape = new int[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= shape.Length; i++)
        {
            int x = i <= a.Length ? a[^i] : 1, y = i <= b.Length ? b[^i] : 1;
            if (x != y && x != 1 && y != 1) return null;
            shape[^i] = x == 1 ? y : x;
        }
        return shape;
    }

    /// <summary>Row-major strides.</summary>
    public static int[] Strides(int[] shape)
    {
        var strides = new int[shape.Length];
        int stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    /// <summary>The next index, row-major.</summary>
    public static void Step(int[] at, int[] shape)
    {
        for (int axis = at.Length - 1; axis >= 0 && ++at[axis] == shape[axis]; axis--) at[axis] = 0;
    }

    private static OnnxValue Walk(OnnxCall call, OnnxValue x, int[] shape, int[] strides, int origin)
    {
        var places = new int[call.CountOf(shape)];
        int[] at = new int[shape.Length];
        for (int i = 0; i < places.Length; i++)
        {
            int place = origin;
            for (int axis = 0; axis < at.Length; axis++) place += at[axis] * strides[axis];
            places[i] = place;
            Step(at, shape);
        }
        return x.Pick(shape, places);
    }

    private static int[]? Axes(OnnxCall call, int rank)
    {
        long[]? axes = call.Opset < 13 ? call.Ints("axes") : call.OptionalIntegers(1)?.Elements;
        return axes is null ? null : [.. axes.Select(axis => call.Axis(axis, rank))];
    }

    private static string ShapeText(this int[] shape) => $"[{string.Join(", ", shape)}]";
}
