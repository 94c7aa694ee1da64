using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Machine;

namespace RnnGen.Benchmarks.Peers;

/// <summary>
/// The cycles that one step cannot go below, by counting: what the multiply-add pipes have to do, and what has to come from
/// the caches behind the first. The time that one result waits for another is not counted; below some 32 units that is most.
/// </summary>
/// <param name="MultiplyAddCycles">With the multiply-add pipes never idle.</param>
/// <param name="MemoryCycles">With the caches behind the first never idle.</param>
/// <param name="Memory">The farthest of them that is read: L2, or L3.</param>
internal sealed record StepLimit(double MultiplyAddCycles, double MemoryCycles, string Memory)
{
    // Operations on the multiply-add pipes for a vector of activations (src/RnnGen/Simd/VectorMath.512.cs).
    private const double Sigmoid = 8, Tanh = 13;

    /// <summary>The larger.</summary>
    public double Cycles => Math.Max(MultiplyAddCycles, MemoryCycles);

    /// <summary>What the larger one counts.</summary>
    public string Reason => MultiplyAddCycles >= MemoryCycles ? "fma" : Memory;

    /// <summary>Of a step of <paramref name="shape"/>.</summary>
    public static StepLimit Of(CellShape shape, MachineLimits machine)
    {
        double vectors = Vectors(shape.Hidden);
        double operations = vectors * ((shape.Inputs + shape.Hidden) * shape.Gates + Activations(shape.Kind));
        int bytes = Bytes(shape);
        return new(operations / machine.VectorsPerCycle, ReadingCycles(bytes, machine), bytes > machine.Caches.L2 ? "L3" : "L2");
    }

    /// <summary>
    /// 512-bit vectors for the units: blocks of 16, the rest in blocks of 8 and 4, which are 256- and 128-bit vectors, of
    /// which two go in the time of one.
    /// </summary>
    internal static double Vectors(int hidden)
    {
        int rest = (hidden % 16 + 3) / 4;     // blocks of 4: 3 are an 8 and a 4, 4 are a 16
        return hidden / 16 + rest switch { 0 => 0, 1 or 2 => 0.5, _ => 1 };
    }

    /// <summary>Of the cell's functions and its state, a vector of units.</summary>
    private static double Activations(CellKind kind) => kind switch
    {
        CellKind.Lstm => 3 * Sigmoid + 2 * Tanh + 3,     // c' = f∘c + i∘g: 2; h' = o∘tanh c': 1
        CellKind.Gru => 2 * Sigmoid + Tanh + 4,          // n + z∘(h − n), z_n = … + r∘q
        _ => Tanh,
    };

    /// <summary>All weights and biases, units padded to 4.</summary>
    internal static int Bytes(CellShape shape)
    {
        int units = (shape.Hidden + 3) / 4 * 4;
        int biases = shape.Gates + (shape.Kind == CellKind.Gru ? 1 : 0);
        return sizeof(float) * units * ((shape.Inputs + shape.Hidden) * shape.Gates + biases);
    }

    /// <summary>What a cache keeps from step to step need not come from behind it; the best order keeps as much as it holds.</summary>
    private static double ReadingCycles(int bytes, MachineLimits machine)
    {
        int fromL2 = Math.Max(0, Math.Min(bytes, machine.Caches.L2) - machine.Caches.L1);
        int fromBeyond = Math.Max(0, bytes - machine.Caches.L2);
        return fromL2 / machine.L2BytesPerCycle + fromBeyond / machine.BeyondBytesPerCycle;
    }
}
