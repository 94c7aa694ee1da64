namespace RnnGen.Formats;

/// <summary>What an input or output of the graph is to the network.</summary>
internal enum OnnxRole
{
    /// <summary>Real vectors that the network reads.</summary>
    Input,
    /// <summary>Token ids that it reads.</summary>
    Tokens,
    /// <summary>The length of each sequence.</summary>
    Lengths,
    /// <summary>Vectors of the initial or final state.</summary>
    State,
    /// <summary>What the network gives.</summary>
    Output,
    /// <summary>Nothing: no output depends on it.</summary>
    Unused,
}

/// <summary>What moves along an axis.</summary>
internal enum OnnxAxis
{
    /// <summary>Nothing; its size is 1.</summary>
    One,
    Time,
    Batch,
    /// <summary>Both, sequences side by side: t·N + n.</summary>
    TimeBatch,
    /// <summary>Both, one sequence after another: n·T + t.</summary>
    BatchTime,
    Feature,
    /// <summary>Layers, directions, h and c.</summary>
    Slot,
}

/// <summary>One vector of the state: of which part, and its slot there.</summary>
internal readonly record struct OnnxSlot(int Part, string Name);

/// <summary>Which element is at a place of an input or output: step, sequence, slot and number within the vector.</summary>
internal readonly record struct OnnxElement(int Time, int Batch, int Slot, int Feature);

/// <summary>How an input or output of the graph is laid out, whatever the length of the sequences and their number.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it is to the network.</param>
/// <param name="Axes">What moves along each axis; features and slots are the same for all sizes.</param>
/// <param name="Sizes">The sizes of the axes of features and slots; 0 for others.</param>
/// <param name="Slots">Of a state the vectors, in the order of the slot axes.</param>
/// <param name="Feature">The first of the network's inputs or outputs that stands here.</param>
/// <param name="IsLastStep">Whether it has the last step's values only.</param>
internal sealed record OnnxBinding(string Name, OnnxRole Role, EquatableArray<OnnxAxisKind> Axes, EquatableArray<int> Sizes, EquatableArray<OnnxSlot> Slots, int Feature, bool IsLastStep)
{
    /// <summary>For messages and metadata: <c>[time, batch, 3]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Axes.Select((axis, i) => axis.Axis switch
    {
        OnnxAxis.Feature => $"{Sizes[i]}",
        OnnxAxis.Slot => $"{Sizes[i]} slots",
        OnnxAxis.One => "1",
        OnnxAxis.TimeBatch => "time·batch",
        OnnxAxis.BatchTime => "batch·time",
        _ => axis.Axis.ToString().ToLowerInvariant(),
    }))}]";

    /// <summary>The place of an element in a tensor of <paramref name="shape"/>.</summary>
    public int PlaceOf(int[] shape, int steps, int batch, OnnxElement element)
    {
        int feature = element.Feature - Feature, slot = element.Slot, place = 0;
        int features = Product(OnnxAxis.Feature), slots = Product(OnnxAxis.Slot);
        for (int i = 0; i < shape.Length; i++)
        {
            int at = Axes[i].Axis switch
            {
                OnnxAxis.Time => element.Time,
                OnnxAxis.Batch => element.Batch,
                OnnxAxis.TimeBatch => element.Time * batch + element.Batch,
                OnnxAxis.BatchTime => element.Batch * steps + element.Time,
                OnnxAxis.Feature => Digit(ref feature, ref features, Sizes[i]),
                OnnxAxis.Slot => Digit(ref slot, ref slots, Sizes[i]),
                _ => 0,
            };
            place = place * shape[i] + at;
        }
        return place;
    }

    private int Product(OnnxAxis kind) => Axes.Select((axis, i) => axis.Axis == kind ? Sizes[i] : 1).Aggregate(1, (a, b) => a * b);

    /// <summary>The most significant digit of a number whose digits are the axes.</summary>
    private static int Digit(ref int value, ref int range, int size)
    {
        range /= size;
        int digit = value / range;
        value %= range;
        return digit;
    }
}

/// <summary>An axis' kind, comparable.</summary>
internal readonly record struct OnnxAxisKind(OnnxAxis Axis);
