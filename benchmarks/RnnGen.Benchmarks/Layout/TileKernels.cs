using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RnnGen.Benchmarks.Layout;

/// <summary>
/// z = Σ source · weights for the four gates of 1, 2 or 4 blocks of 16 units at once. Within a tile rows and tiles are
/// laid out alike; only <c>stride</c>, the floats from one source's weights to the next's, differs.
/// </summary>
internal static class TileKernels
{
    private const int Lanes = 16;

    /// <summary>A tile's sums over all sources.</summary>
    public delegate void Kernel(ref float weights, int stride, ref float sources, int count, ref float z);

    /// <summary>The kernel for tiles of so many blocks.</summary>
    public static Kernel For(int blocks) => blocks switch { 1 => One, 2 => Two, _ => Four };

    private static void One(ref float weights, int stride, ref float sources, int count, ref float z)
    {
        Vector512<float> z0 = Vector512<float>.Zero, z1 = Vector512<float>.Zero, z2 = Vector512<float>.Zero, z3 = Vector512<float>.Zero;
        for (int s = 0; s < count; s++)
        {
            Vector512<float> source = Vector512.Create(Unsafe.Add(ref sources, s));
            z0 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights), z0);
            z1 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 1 * Lanes), z1);
            z2 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 2 * Lanes), z2);
            z3 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 3 * Lanes), z3);
            weights = ref Unsafe.Add(ref weights, stride);
        }
        z0.StoreUnsafe(ref z);
        z1.StoreUnsafe(ref z, 1 * Lanes);
        z2.StoreUnsafe(ref z, 2 * Lanes);
        z3.StoreUnsafe(ref z, 3 * Lanes);
    }

    private static void Two(ref float weights, int stride, ref float sources, int count, ref float z)
    {
        Vector512<float> z0 = Vector512<float>.Zero, z1 = Vector512<float>.Zero, z2 = Vector512<float>.Zero, z3 = Vector512<float>.Zero;
        Vector512<float> z4 = Vector512<float>.Zero, z5 = Vector512<float>.Zero, z6 = Vector512<float>.Zero, z7 = Vector512<float>.Zero;
        for (int s = 0; s < count; s++)
        {
            Vector512<float> source = Vector512.Create(Unsafe.Add(ref sources, s));
            z0 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights), z0);
            z1 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 1 * Lanes), z1);
            z2 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 2 * Lanes), z2);
            z3 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 3 * Lanes), z3);
            z4 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 4 * Lanes), z4);
            z5 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 5 * Lanes), z5);
            z6 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 6 * Lanes), z6);
            z7 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 7 * Lanes), z7);
            weights = ref Unsafe.Add(ref weights, stride);
        }
        z0.StoreUnsafe(ref z);
        z1.StoreUnsafe(ref z, 1 * Lanes);
        z2.StoreUnsafe(ref z, 2 * Lanes);
        z3.StoreUnsafe(ref z, 3 * Lanes);
        z4.StoreUnsafe(ref z, 4 * Lanes);
        z5.StoreUnsafe(ref z, 5 * Lanes);
        z6.StoreUnsafe(ref z, 6 * Lanes);
        z7.StoreUnsafe(ref z, 7 * Lanes);
    }

    private static void Four(ref float weights, int stride, ref float sources, int count, ref float z)
    {
        Vector512<float> z0 = Vector512<float>.Zero, z1 = Vector512<float>.Zero, z2 = Vector512<float>.Zero, z3 = Vector512<float>.Zero;
        Vector512<float> z4 = Vector512<float>.Zero, z5 = Vector512<float>.Zero, z6 = Vector512<float>.Zero, z7 = Vector512<float>.Zero;
        Vector512<float> z8 = Vector512<float>.Zero, z9 = Vector512<float>.Zero, z10 = Vector512<float>.Zero, z11 = Vector512<float>.Zero;
        Vector512<float> z12 = Vector512<float>.Zero, z13 = Vector512<float>.Zero, z14 = Vector512<float>.Zero, z15 = Vector512<float>.Zero;
        for (int s = 0; s < count; s++)
        {
            Vector512<float> source = Vector512.Create(Unsafe.Add(ref sources, s));
            z0 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights), z0);
            z1 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 1 * Lanes), z1);
            z2 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 2 * Lanes), z2);
            z3 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 3 * Lanes), z3);
            z4 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 4 * Lanes), z4);
            z5 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 5 * Lanes), z5);
            z6 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 6 * Lanes), z6);
            z7 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 7 * Lanes), z7);
            z8 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 8 * Lanes), z8);
            z9 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 9 * Lanes), z9);
            z10 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 10 * Lanes), z10);
            z11 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 11 * Lanes), z11);
            z12 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 12 * Lanes), z12);
            z13 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 13 * Lanes), z13);
            z14 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 14 * Lanes), z14);
            z15 = Vector512.FusedMultiplyAdd(source, Vector512.LoadUnsafe(ref weights, 15 * Lanes), z15);
            weights = ref Unsafe.Add(ref weights, stride);
        }
        z0.StoreUnsafe(ref z);
        z1.StoreUnsafe(ref z, 1 * Lanes);
        z2.StoreUnsafe(ref z, 2 * Lanes);
        z3.StoreUnsafe(ref z, 3 * Lanes);
        z4.StoreUnsafe(ref z, 4 * Lanes);
        z5.StoreUnsafe(ref z, 5 * Lanes);
        z6.StoreUnsafe(ref z, 6 * Lanes);
        z7.StoreUnsafe(ref z, 7 * Lanes);
        z8.StoreUnsafe(ref z, 8 * Lanes);
        z9.StoreUnsafe(ref z, 9 * Lanes);
        z10.StoreUnsafe(ref z, 10 * Lanes);
        z11.StoreUnsafe(ref z, 11 * Lanes);
        z12.StoreUnsafe(ref z, 12 * Lanes);
        z13.StoreUnsafe(ref z, 13 * Lanes);
        z14.StoreUnsafe(ref z, 14 * Lanes);
        z15.StoreUnsafe(ref z, 15 * Lanes);
    }
}
