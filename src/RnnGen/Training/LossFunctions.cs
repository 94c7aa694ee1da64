using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnGen;

/// <summary>The losses over many outputs: the sum in double, and the gradients in the same pass.</summary>
internal static class LossFunctions
{
    /// <summary>
    /// Σ loss over <paramref name="outputs"/>; <paramref name="gradients"/> become <paramref name="scale"/> · ∂loss/∂output, and may stand where the outputs are.
    /// </summary>
    public static double Elementwise(Loss loss, ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, float scale, Span<float> gradients) => loss switch
    {
        Loss.SigmoidCrossEntropy => Elementwise<SigmoidError>(outputs, targets, scale, gradients),
        Loss.MeanSquaredError => Elementwise<SquaredError>(outputs, targets, scale, gradients),
        Loss.Huber => Elementwise<HuberError>(outputs, targets, scale, gradients),
        _ => throw new ArgumentOutOfRangeException(nameof(loss), loss, "Expected a loss of real targets."),
    };

    /// <summary>
    /// Σ −ln softmax(z)_c over the rows z of <paramref name="outputs"/>, one for each class, leaving out rows whose class is negative;
    /// <paramref name="gradients"/> become <paramref name="scale"/> · ∂loss/∂z; they may stand where the outputs are.
    /// </summary>
    public static double SoftmaxCrossEntropy(ReadOnlySpan<float> outputs, ReadOnlySpan<int> classes, float scale, Span<float> gradients)
    {
        int size = outputs.Length / classes.Length;
        double sum = 0;
        for (int row = 0; row < classes.Length; row++)
        {
            Span<float> dz = gradients.Slice(row * size, size);
            if (classes[row] < 0)
            {
                dz.Clear();
            }
            else
            {
                sum += SoftmaxRow(outputs.Slice(row * size, size), classes[row], scale, dz);
            }
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Elementwise<TLoss>(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, float scale, Span<float> gradients)
        where TLoss : struct, IElementLoss
    {
        double sum = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            (double loss, double derivative) = TLoss.At(outputs[i], targets[i]);
            sum += loss;
            gradients[i] = (float)(scale * derivative);
        }
        return sum;
    }

    /// <summary>
    /// With m = max z: −ln softmax(z)_c = ln Σ e^(z_j − m) − (z_c − m), whose terms cannot overflow;
    /// ∂/∂z_j = softmax(z)_j − [j = c].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SoftmaxRow(ReadOnlySpan<float> z, int @class, float scale, Span<float> dz)
    {
        float max = Max(z), own = z[@class];
        double sum = Exp(z, max, dz);
        Scale(dz, (float)(scale / sum));
        dz[@class] -= scale;
        return Math.Log(sum) - ((double)own - max);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Max(ReadOnlySpan<float> z)
    {
        // A NaN may get lost here; in e^(NaN − m) it does not.
        ReadOnlySpan<Vector<float>> zs = MemoryMarshal.Cast<float, Vector<float>>(z);
        var most = new Vector<float>(float.NegativeInfinity);
        for (int i = 0; i < zs.Length; i++) most = Vector.Max(most, zs[i]);
        float max = float.NegativeInfinity;
        for (int k = 0; k < Vector<float>.Count; k++) max = MathF.Max(max, most[k]);
        for (int j = zs.Length * Vector<float>.Count; j < z.Length; j++) max = MathF.Max(max, z[j]);
        return max;
    }

    /// <summary>e_j = e^(z_j − m); returns Σ e_j, in double, as in <see cref="Simd.LongSums"/>: sixteen sums in float of 50,000 equal ones would lose the fifth digit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Exp(ReadOnlySpan<float> z, float max, Span<float> e)
    {
        ReadOnlySpan<Vector<float>> zs = MemoryMarshal.Cast<float, Vector<float>>(z);
        Span<Vector<float>> es = MemoryMarshal.Cast<float, Vector<float>>(e);
        Vector<double> sums = Vector<double>.Zero;
        for (int i = 0; i < zs.Length; i++)
        {
            Vector.Widen(es[i] = Vector.Exp(zs[i] - new Vector<float>(max)), out Vector<double> low, out Vector<double> high);
            sums += low + high;
        }
        double sum = Vector.Sum(sums);
        for (int j = zs.Length * Vector<float>.Count; j < z.Length; j++) sum += e[j] = MathF.Exp(z[j] - max);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(Span<float> values, float factor)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (int i = 0; i < vectors.Length; i++) vectors[i] *= factor;
        for (int j = vectors.Length * Vector<float>.Count; j < values.Length; j++) values[j] *= factor;
    }
}
