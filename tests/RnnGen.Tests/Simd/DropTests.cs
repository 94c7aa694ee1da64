using System.Runtime.Intrinsics;
using RnnGen.Simd;

namespace RnnGen.Tests.Simd;

/// <summary>Every width drops the values that <see cref="DropoutMask"/> drops, and scales the others.</summary>
public class DropTests
{
    private const int Units = 64;
    private const float P = 0.3f;
    private static readonly uint s_threshold = DropoutMask.Threshold(P);
    private static readonly float s_scale = DropoutMask.Scale(P);

    // The key's halves, with and without their highest bits; units from the start and beyond 2³¹.
    [Theory]
    [InlineData(0ul, 0u)]
    [InlineData(0xFEDCBA9876543210ul, 5u)]
    [InlineData(0x0000000180000001ul, 0x7FFFFFF0u)]
    [InlineData(0x80000000FFFFFFFFul, 0xFFFFFFF8u)]
    public void AllWidthsHaveTheSameMask(ulong key, uint first)
    {
        float[] x = [.. Enumerable.Range(0, Units).Select(i => i - 30.5f)], expected = new float[Units];
        for (int i = 0; i < Units; i++) expected[i] = DropoutMask.Bits(key, unchecked((int)(first + (uint)i))) >= s_threshold ? x[i] * s_scale : 0;
        Assert.Contains(0f, expected);

        Assert.Equal(expected, Each(1, (values, unit) => [ScalarMath.Drop(values[0], unit, key, s_threshold, s_scale)]));
        Assert.Equal(expected, Each(4, (values, unit) => Array(VectorMath.Drop(Vector128.Create(values), unit, key, s_threshold, s_scale))));
        Assert.Equal(expected, Each(8, (values, unit) => Array(VectorMath.Drop(Vector256.Create(values), unit, key, s_threshold, s_scale))));
        Assert.Equal(expected, Each(16, (values, unit) => Array(VectorMath.Drop(Vector512.Create(values), unit, key, s_threshold, s_scale))));

        float[] Each(int width, Func<float[], nuint, float[]> drop) =>
            [.. x.Chunk(width).SelectMany((values, chunk) => drop(values, first + (nuint)(chunk * width)))];
    }

    private static float[] Array(Vector128<float> vector)
    {
        var values = new float[4];
        vector.CopyTo(values);
        return values;
    }

    private static float[] Array(Vector256<float> vector)
    {
        var values = new float[8];
        vector.CopyTo(values);
        return values;
    }

    private static float[] Array(Vector512<float> vector)
    {
        var values = new float[16];
        vector.CopyTo(values);
        return values;
    }
}
