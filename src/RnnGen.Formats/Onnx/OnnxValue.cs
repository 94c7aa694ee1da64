namespace RnnGen.Formats;

/// <summary>What a name in the graph stands for: known numbers, or labels that say which of the network's numbers stand where.</summary>
/// <param name="Shape">Its shape; empty for a scalar.</param>
internal abstract record OnnxValue(int[] Shape)
{
    /// <summary>The number of its elements.</summary>
    public abstract int Count { get; }

    /// <summary>The same elements in another shape.</summary>
    public abstract OnnxValue As(int[] shape);

    /// <summary>Elements of this one, by their places.</summary>
    public abstract OnnxValue Pick(int[] shape, int[] places);

    /// <summary>Elements of several values of this one's kind, laid one after another and picked by their places in that row.</summary>
    public abstract OnnxValue? Join(IReadOnlyList<OnnxValue> values, int[] shape, int[] places);

    public static T[] Pick<T>(T[] from, int[] places)
    {
        var to = new T[places.Length];
        for (int i = 0; i < to.Length; i++) to[i] = from[places[i]];
        return to;
    }

    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}

/// <summary>A value whose elements are at hand.</summary>
internal abstract record OnnxArray<T>(int[] Shape, T[] Elements) : OnnxValue(Shape)
{
    public override int Count => Elements.Length;

    public override OnnxValue As(int[] shape) => Make(shape, Elements, [this]);

    public override OnnxValue Pick(int[] shape, int[] places) => Make(shape, Pick(Elements, places), [this]);

    public override OnnxValue? Join(IReadOnlyList<OnnxValue> values, int[] shape, int[] places) => values.All(value => value.GetType() == GetType())
        ? Make(shape, Pick([.. values.SelectMany(value => ((OnnxArray<T>)value).Elements)], places), values)
        : null;

    protected abstract OnnxValue Make(int[] shape, T[] elements, IReadOnlyList<OnnxValue> from);
}

/// <summary>Known integers (or truth values, as 0 and 1): shapes, axes, indices.</summary>
internal sealed record OnnxIntegers(int[] Shape, long[] Elements) : OnnxArray<long>(Shape, Elements)
{
    protected override OnnxValue Make(int[] shape, long[] elements, IReadOnlyList<OnnxValue> from) => new OnnxIntegers(shape, elements) { Origins = OriginsOf(from) };

    /// <summary>The initializers that it was computed from.</summary>
    public IReadOnlyCollection<string> Origins { get; init; } = [];

    internal static IReadOnlyCollection<string> OriginsOf(IEnumerable<OnnxValue> from) => [.. from.SelectMany(value => value switch
    {
        OnnxIntegers integers => integers.Origins,
        OnnxReals reals => reals.Origins,
        _ => [],
    }).Distinct()];
}

/// <summary>Known real numbers: weights.</summary>
internal sealed record OnnxReals(int[] Shape, float[] Elements) : OnnxArray<float>(Shape, Elements)
{
    protected override OnnxValue Make(int[] shape, float[] elements, IReadOnlyList<OnnxValue> from) => new OnnxReals(shape, elements) { Origins = OnnxIntegers.OriginsOf(from) };

    /// <summary>The initializers that it was computed from.</summary>
    public IReadOnlyCollection<string> Origins { get; init; } = [];

    public bool IsZero => Array.TrueForAll(Elements, value => value == 0);
}

/// <summary>Numbers that are known only when the network runs.</summary>
internal sealed record OnnxLabels(int[] Shape, Label[] Elements) : OnnxArray<Label>(Shape, Elements)
{
    protected override OnnxValue Make(int[] shape, Label[] elements, IReadOnlyList<OnnxValue> from) => new OnnxLabels(shape, elements);
}

/// <summary>Which number an element is: number <paramref name="Feature"/> of row <paramref name="Row"/> of what a stage of the network gives.</summary>
internal readonly record struct Label(int Stage, int Row, int Feature);
