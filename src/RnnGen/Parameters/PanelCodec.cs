namespace RnnGen;

/// <summary>Writes a panel of floats in a smaller storage, and reads it back.</summary>
internal static class PanelCodec
{
    /// <summary>Of Int8, the codes of a row's largest weights: ±127.</summary>
    private const int MostSteps = 127;

    /// <summary>A code of 1 as the uppermost byte of a word.</summary>
    private const float One = 1 << 24;

    /// <summary>Rows whose weights are all smaller are stored as zeros: their factors would leave the range of floats.</summary>
    private const float LeastWeight = 1e-20f;

    /// <summary>A matrix's steps in those of the matrix before, at least: sums are multiplied with the inverse, which has to leave them finite.</summary>
    private const double LeastRatio = 1.0 / (1L << 60);

    /// <summary>Writes the panel <paramref name="from"/> of floats in the storage of <paramref name="to"/>.</summary>
    public static void Encode(PanelLayout from, ReadOnlySpan<float> floats, PanelLayout to, Span<float> stored)
    {
        foreach (Run run in Runs(from, to))
        {
            if (!run.IsSmaller) run.Copy(floats[run.From..], stored[run.To..]);
            else if (to.Storage == WeightStorage.BFloat16) EncodeHalves(run, floats, stored);
            else EncodeBytes(run, floats, stored);
        }
    }

    /// <summary>The inverse: the floats that the stored weights stand for.</summary>
    public static void Decode(PanelLayout from, Span<float> floats, PanelLayout to, ReadOnlySpan<float> stored)
    {
        int perWord = StoredWord.Rows(to.Storage);
        foreach (Run run in Runs(from, to))
        {
            if (!run.IsSmaller)
            {
                run.Copy(stored[run.To..], floats[run.From..]);
                continue;
            }
            for (int row = 0; row < run.Rows; row++)
            {
                for (int lane = 0; lane < run.Lanes; lane++)
                {
                    int word = BitConverter.SingleToInt32Bits(stored[run.To + row / perWord * run.Stride + lane]);
                    int bits = word << StoredWord.Shift(to.Storage, row % perWord);
                    floats[run.From + row * run.Stride + lane] = to.Storage == WeightStorage.BFloat16
                        ? BitConverter.Int32BitsToSingle(bits) : bits * stored[run.Factors + lane];
                }
            }
        }
    }

    private static void EncodeHalves(Run run, ReadOnlySpan<float> floats, Span<float> stored)
    {
        for (int row = 0; row < run.Rows; row += 2)
        {
            for (int lane = 0; lane < run.Lanes; lane++)
            {
                uint low = UpperHalf(floats[run.From + row * run.Stride + lane], below: 0);
                uint high = row + 1 < run.Rows ? UpperHalf(floats[run.From + (row + 1) * run.Stride + lane], below: low) : 0;
                stored[run.To + row / 2 * run.Stride + lane] = BitConverter.UInt32BitsToSingle(high << 16 | low);
            }
        }
    }

    /// <summary>The upper half of the float that is nearest to <paramref name="weight"/> of those whose lower half is <paramref name="below"/>; ties to even.</summary>
    private static uint UpperHalf(float weight, uint below)
    {
        uint bits = BitConverter.SingleToUInt32Bits(weight), sign = (bits & 0x8000_0000) >> 16;
        if (!float.IsFinite(weight)) return sign | 0x7FC0;
        // As integers, floats of one sign stand in the order of their values.
        int magnitude = (int)(bits & 0x7FFF_FFFF) - (int)below, isOdd = (magnitude >> 16) & 1;
        int half = Math.Min((magnitude + 0x7FFF + isOdd) >> 16, 0x7F7F);
        // A subnormal float would slow some processors down: zero, or where something stands below it 1.2e-38.
        if (half < 0x0080) half = below == 0 ? 0 : 0x0080;
        return sign | (uint)half;
    }

    private static void EncodeBytes(Run run, ReadOnlySpan<float> floats, Span<float> stored)
    {
        for (int lane = 0; lane < run.Lanes; lane++)
        {
            float largest = 0;
            for (int row = 0; row < run.Rows; row++) largest = Math.Max(largest, Math.Abs(floats[run.From + row * run.Stride + lane]));
            bool isZero = largest < LeastWeight;
            double step = isZero ? 1 : (double)largest / MostSteps;
            // Rows that are smaller than that add nothing to a sum of floats.
            if (run.FactorsBefore >= 0) step = Math.Max(step, stored[run.FactorsBefore + lane] * (double)One * LeastRatio);
            float factor = (float)step / One;
            stored[run.Factors + lane] = factor;
            stored[run.Factors + run.Stride + lane] = run.FactorsBefore < 0 ? 1 : stored[run.FactorsBefore + lane] / factor;
            for (int first = 0; first < run.Rows; first += 4)
            {
                uint word = 0;
                for (int row = first; row < Math.Min(first + 4, run.Rows); row++)
                {
                    // The codes below are a fraction of this one's step.
                    double weight = isZero ? 0 : floats[run.From + row * run.Stride + lane] / step, fraction = word / Math.Pow(256, row - first);
                    int code = (int)Math.Clamp(Math.Round(weight - fraction), sbyte.MinValue, sbyte.MaxValue);
                    // The nearest may lie above the largest float.
                    if (float.IsFinite(factor) && float.IsInfinity((int)(With(code) << StoredWord.Shift(WeightStorage.Int8, row - first)) * factor)) code -= Math.Sign(code);
                    word = With(code);

                    uint With(int upper) => word | (uint)(byte)upper << 8 * (row - first);
                }
                stored[run.To + first / 4 * run.Stride + lane] = BitConverter.UInt32BitsToSingle(word);
            }
        }
    }

    /// <summary>The columns of both panels, as many side by side as a gate of a block has.</summary>
    private static IEnumerable<Run> Runs(PanelLayout from, PanelLayout to)
    {
        bool hasFactors = to.Storage == WeightStorage.Int8;
        for (int t = 0; t < from.Tiles.Count; t++)
        {
            Tile tile = from.Tiles[t], stored = to.Tiles[t];
            int before = -1;
            for (int g = 0; g < from.Groups.Count; g++)
            {
                RowGroup group = from.Groups[g];
                bool isSmaller = group.IsMatrix && to.Storage != WeightStorage.Float32;
                int target = to.GroupIndex(group.Name), factors = isSmaller && hasFactors ? to.GroupIndex(PanelLayout.FactorsOf(group.Name)) : -1;
                for (int block = 0; block < tile.Blocks.Count; block++)
                {
                    for (int gate = 0; gate < group.Gates; gate++)
                    {
                        bool follows = before >= 0 && gate < to.Groups[before].Gates;
                        yield return new Run(group.Rows, tile.Blocks[block].Size, from.RowStride(tile, g), isSmaller, Place(from, tile, g), Place(to, stored, target),
                            factors < 0 ? -1 : Place(to, stored, factors), follows ? Place(to, stored, before) : -1);

                        int Place(PanelLayout panel, Tile inTile, int index) => panel.GroupOffset(inTile, index) + panel.LaneOffset(inTile, index, block, gate);
                    }
                }
                if (factors >= 0) before = factors;
            }
        }
    }

    /// <summary>One gate of one block in all rows of a group.</summary>
    /// <param name="Rows">Rows of floats.</param>
    /// <param name="Lanes">Floats side by side.</param>
    /// <param name="Stride">Floats from one row to the next, in both panels.</param>
    /// <param name="IsSmaller">Whether the other panel has words for it.</param>
    /// <param name="From">Where it begins in the panel of floats.</param>
    /// <param name="To">Where it begins in the other.</param>
    /// <param name="Factors">Where its factors are; −1 for none.</param>
    /// <param name="FactorsBefore">Where the factors of the same gate in the matrix before are; −1 for none.</param>
    private readonly record struct Run(int Rows, int Lanes, int Stride, bool IsSmaller, int From, int To, int Factors, int FactorsBefore)
    {
        public void Copy(ReadOnlySpan<float> from, Span<float> to)
        {
            for (int row = 0; row < Rows; row++) from.Slice(row * Stride, Lanes).CopyTo(to[(row * Stride)..]);
        }
    }
}
