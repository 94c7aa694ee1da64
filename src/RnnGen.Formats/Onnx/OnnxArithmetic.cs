namespace RnnGen.Formats;

/// <summary>The operators that exporters compute shapes, lengths and constant weights with. Nothing here depends on the network's values.</summary>
internal static class OnnxArithmetic
{
    /// <summary>The result of a node; null where the operator is none of these, or works on the network's values.</summary>
    public static OnnxValue? Run(OnnxCall call) => call.Node.Operator switch
    {
        "Constant" => Constant(call),
        "ConstantOfShape" => ConstantOfShape(call),
        "Shape" => Shape(call),
        "Size" => new OnnxIntegers([], [call.Value(0).Count]),
        "Range" when AreIntegers(call) => Range(call),
        "Where" when AreIntegers(call) => Where(call),
        "Not" when AreIntegers(call) => Each(call, x => x == 0 ? 1 : 0),
        "Neg" when AreIntegers(call) => Each(call, x => -x),
        "ReduceProd" when AreIntegers(call) => Product(call),
        "Add" or "Sub" or "Mul" or "Div" or "Min" or "Max" or "Mod" or "Equal" or "Less" or "Greater" or "LessOrEqual" or "GreaterOrEqual" or "And" or "Or"
            when AreIntegers(call) => Pairs(call),
        "Add" or "Sub" or "Mul" or "Div" when Enumerable.Range(0, 2).All(i => call.Optional(i) is OnnxReals) => RealPairs(call),
        _ => null,
    };

    private static bool AreIntegers(OnnxCall call) => Enumerable.Range(0, call.Node.Inputs.Count).All(i => call.Optional(i) is OnnxIntegers);

    private static OnnxValue Constant(OnnxCall call)
    {
        OnnxValue?[] found =
        [
            call.Tensor("value") is { } tensor ? OnnxTensorReader.Read(tensor, call.Refuse) : null,
            call.Node.Attributes.ContainsKey("value_int") ? new OnnxIntegers([], [call.Int("value_int", 0)]) : null,
            call.Node.Attributes.ContainsKey("value_float") ? new OnnxReals([], [call.Float("value_float", 0)]) : null,
            call.Ints("value_ints") is { } integers ? new OnnxIntegers([integers.Length], integers) : null,
            call.Floats("value_floats") is { } reals ? new OnnxReals([reals.Length], reals) : null,
        ];
        return found.Where(value => value is not null).ToArray() is [{ } only] ? only : throw call.Refuse("it has not one value of a known kind");
    }

    private static OnnxValue ConstantOfShape(OnnxCall call)
    {
        int[] shape = call.ShapeOf(call.Integers(0));
        OnnxValue value = call.Tensor("value") is { } tensor ? OnnxTensorReader.Read(tensor, call.Refuse) : new OnnxReals([1], [0]);
        if (value.Count != 1) throw call.Refuse($"its value has {value.Count} elements");
        return OnnxDataMovement.Broadcast(call, value.As([]), shape);
    }

    private static OnnxIntegers Shape(OnnxCall call)
    {
        int[] shape = call.Value(0).Shape;
        int start = (int)Math.Clamp(FromEnd(call.Int("start", 0)), 0, shape.Length);
        int end = (int)Math.Clamp(FromEnd(call.Int("end", long.MaxValue)), start, shape.Length);
        return new OnnxIntegers([end - start], [.. shape[start..end].Select(size => (long)size)]);

        long FromEnd(long index) => index < 0 ? Math.Max(index, -shape.Length) + shape.Length : index;
    }

    private static OnnxIntegers Range(OnnxCall call)
    {
        long start = call.Integers(0).Elements.Single(), limit = call.Integers(1).Elements.Single(), step = call.Integers(2).Elements.Single();
        var values = new List<long>();
        if (step == 0) throw call.Refuse("its step is 0");
        Int128 count = ((Int128)limit - start + step - Math.Sign(step)) / step;
        int length = call.CountOf([(int)Int128.Clamp(count, 0, OnnxLimits.Elements)]);
        for (int i = 0; i < length; i++) values.Add(start + i * step);
        return new OnnxIntegers([length], [.. values]);
    }

    private static OnnxValue Where(OnnxCall call)
    {
        int[] shape = OnnxDataMovement.BroadcastShape(call.Value(0).Shape, call.Value(1).Shape) is { } two
            && OnnxDataMovement.BroadcastShape(two, call.Value(2).Shape) is { } three ? three : throw call.Refuse("its inputs do not fit");
        long[][] values = [.. Enumerable.Range(0, 3).Select(i => ((OnnxIntegers)OnnxDataMovement.Broadcast(call, call.Value(i), shape)).Elements)];
        return Make(call, shape, [.. values[0].Select((chosen, i) => values[chosen != 0 ? 1 : 2][i])]);
    }

    private static OnnxValue Each(OnnxCall call, Func<long, long> function) =>
        Make(call, call.Value(0).Shape, [.. call.Integers(0).Elements.Select(function)]);

    private static OnnxValue Product(OnnxCall call)
    {
        bool keep = call.Int("keepdims", 1) != 0;
        if (call.Ints("axes") is { } axes && !axes.SequenceEqual([0]) || call.OptionalIntegers(1) is { } given && !given.Elements.SequenceEqual([0]) || call.Value(0).Shape.Length != 1)
        {
            throw call.Refuse("only the product of a list of sizes is understood");
        }
        return new OnnxIntegers(keep ? [1] : [], [call.Integers(0).Elements.Aggregate(1L, (a, b) => unchecked(a * b))]);
    }

    private static OnnxValue Pairs(OnnxCall call)
    {
        (int[] shape, OnnxValue a, OnnxValue b) = Both(call);
        long[] x = ((OnnxIntegers)a).Elements, y = ((OnnxIntegers)b).Elements;
        if (call.Node.Operator == "Mod") call.Int("fmod", 0);
        if (call.Node.Operator is "Div" or "Mod" && y.Any(value => value is 0 or -1)) throw call.Refuse("it divides by 0 or −1");
        Func<long, long, long> function = call.Node.Operator switch
        {
            "Add" => (p, q) => unchecked(p + q),
            "Sub" => (p, q) => unchecked(p - q),
            "Mul" => (p, q) => unchecked(p * q),
            "Div" => (p, q) => p / q,
            "Mod" => (p, q) => (p % q + q) % q,
            "Min" => Math.Min,
            "Max" => Math.Max,
            "Equal" => (p, q) => p == q ? 1 : 0,
            "Less" => (p, q) => p < q ? 1 : 0,
            "Greater" => (p, q) => p > q ? 1 : 0,
            "LessOrEqual" => (p, q) => p <= q ? 1 : 0,
            "GreaterOrEqual" => (p, q) => p >= q ? 1 : 0,
            "And" => (p, q) => p & q,
            _ => (p, q) => p | q,
        };
        return Make(call, shape, [.. x.Zip(y, function)]);
    }

    private static OnnxReals RealPairs(OnnxCall call)
    {
        (int[] shape, OnnxValue a, OnnxValue b) = Both(call);
        float[] x = ((OnnxReals)a).Elements, y = ((OnnxReals)b).Elements;
        Func<float, float, float> function = call.Node.Operator switch
        {
            "Add" => (p, q) => p + q,
            "Sub" => (p, q) => p - q,
            "Mul" => (p, q) => p * q,
            _ => (p, q) => p / q,
        };
        float[] values = [.. x.Zip(y, function)];
        if (values.Any(value => !float.IsFinite(value))) throw call.Refuse("its result is not finite");
        return new OnnxReals(shape, values) { Origins = OnnxIntegers.OriginsOf([a, b]) };
    }

    private static (int[] Shape, OnnxValue A, OnnxValue B) Both(OnnxCall call)
    {
        if (call.Node.Inputs.Count != 2) throw call.Refuse($"it has {call.Node.Inputs.Count} inputs; expected 2");
        OnnxValue a = call.Value(0), b = call.Value(1);
        int[] shape = OnnxDataMovement.BroadcastShape(a.Shape, b.Shape) ?? throw call.Refuse($"{a.ShapeText} and {b.ShapeText} do not fit");
        return (shape, OnnxDataMovement.Broadcast(call, a, shape), OnnxDataMovement.Broadcast(call, b, shape));
    }

    private static OnnxIntegers Make(OnnxCall call, int[] shape, long[] values) => new(shape, values)
    {
        Origins = OnnxIntegers.OriginsOf(Enumerable.Range(0, call.Node.Inputs.Count).Select(call.Value)),
    };
}
