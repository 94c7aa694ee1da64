namespace RnnGen;

/// <summary>
/// How small weights lie in a word of 32 bits: those of consecutive rows side by side, the first row's lowest. A weight is the word
/// shifted left until its bits are the uppermost, read as a float (BFloat16) or as an integer (Int8): one shift, none for the last
/// row. What stands below it in the word then belongs to its value; rounding takes that into account.
/// </summary>
public static class StoredWord
{
    /// <summary>Rows whose weights share a word.</summary>
    public static int Rows(WeightStorage storage) => storage switch { WeightStorage.BFloat16 => 2, WeightStorage.Int8 => 4, _ => 1 };

    /// <summary>Bits of one weight.</summary>
    public static int Bits(WeightStorage storage) => 32 / Rows(storage);

    /// <summary>Left shift that makes the weight of row <paramref name="row"/> of a word its uppermost bits.</summary>
    public static int Shift(WeightStorage storage, int row) => 32 - Bits(storage) * (row + 1);
}
