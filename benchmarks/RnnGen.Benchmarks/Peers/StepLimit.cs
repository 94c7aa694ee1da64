using RnnGen.Benchmarks.Cells;
using RnnGen.Benchmarks.Machine;

namespace RnnGen.Benchmarks.Peers;

/// <summary>
/// The cycles that one step cannot go below, by counting: what the multiply-add pipes have to do, and what has to come from
/// the caches behind the first. And what a small cell's step waits for, which is more.
/// </summary>
/// <param name="MultiplyAddCycles">With the multiply-add pipes never idle.</param>
/// <param name="MemoryCycles">With the caches behind the first never idle.</param>
/// <param name="Memory">The farthest of them that is read: L2, or L3.</param>
/// <param name="RowCycles">
/// From one h to the next where a result waits for another: h stored and loaded, the products of all gates with it, then the
/// functions. A lower limit where sums are complete before functions begin, as they are here.
/// </param>
internal sealed record StepLimit(double MultiplyAddCycles, double MemoryCycles, string Memory, double RowCycles)
{
    // Operations on the multiply-add pipes for a vector of activations (src/RnnGen/Simd): multiply-adds, multiplications, what marks
    // NaN in σ, and the division, which is counted as one.
    private const double Sigmoid = 7, Tanh = 13;

    // Latency of a multiplication, and of an addition.
    private const double Multiplication = 3;

    /// <summary>The larger.</summary>
    public double Cycles => Math.Max(MultiplyAddCycles, MemoryCycles);

    /// <summary>What the larger one counts.</summary>
    public string Reason => MultiplyAddCycles >= MemoryCycles ? "fma" : Memory;

    /// <summary>Why a step does not reach <paramref name="target"/> cycles: the first count that is above it; null where none is.</summary>
    public string? WhyAbove(double target) => Cycles > target ? Reason : RowCycles > target ? "waits" : null;

    /// <summary>Of a step of <paramref name="shape"/>.</summary>
    public static StepLimit Of(CellShape shape, MachineLimits machine)
    {
        double vectors = Vectors(shape.Hidden);
        double operations = vectors * ((shape.Inputs + shape.Hidden) * shape.Gates + Activations(shape.Kind));
        int bytes = Bytes(shape);
        double products = vectors * shape.Hidden * shape.Gates / machine.VectorsPerCycle;
        double row = machine.Latencies.StoreToLoad + products + Latencies.MultiplyAdd + Way(shape.Kind, machine.Latencies);
        return new(operations / machine.VectorsPerCycle, ReadingCycles(bytes, machine), bytes > machine.Caches.L2 ? "L3" : "L2", row);
    }

    /// <summary>From the last sum to h.</summary>
    private static double Way(CellKind kind, Latencies latencies) => kind switch
    {
        CellKind.Lstm => latencies.Sigmoid + Latencies.MultiplyAdd + latencies.Tanh + Multiplication,              // σ(f)·c + ig, tanh, ·o
        CellKind.Gru => latencies.Sigmoid + Latencies.MultiplyAdd + latencies.Tanh + Multiplication + Latencies.MultiplyAdd,   // σ(r)·q + zn, tanh, n + z·(h − n)
        _ => latencies.Tanh,
    };

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
