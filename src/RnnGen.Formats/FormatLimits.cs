namespace RnnGen.Formats;

/// <summary>What a file may claim, in one place: whatever is larger is refused before memory is taken for it.</summary>
internal static class FormatLimits
{
    /// <summary>Bytes of a file that is read whole.</summary>
    public const long FileBytes = 1L << 30;

    /// <summary>Bytes of a JSON file: parsing takes several times as much.</summary>
    public const long JsonBytes = 1L << 28;

    /// <summary>Levels of nesting in JSON.</summary>
    public const int JsonDepth = 32;

    /// <summary>Tensors, zip entries or files of a folder.</summary>
    public const int Tensors = 4096;

    /// <summary>Axes of a tensor.</summary>
    public const int Rank = 8;

    /// <summary>Elements of a tensor: what a gigabyte of floats holds.</summary>
    public const long Elements = 1L << 28;

    /// <summary>Layers of a network.</summary>
    public const int Layers = 256;

    /// <summary>Units of a layer, inputs or outputs. One-hot vocabularies are the largest in use.</summary>
    public const int Width = 1 << 20;

    /// <summary>Bytes that a zip of <paramref name="packed"/> bytes may unpack to. Trained weights hardly shrink; a bomb grows a thousandfold.</summary>
    public static long Unpacked(long packed) => Math.Min(FileBytes, (64L << 20) + 32 * packed);

    /// <summary>Multiply-adds that a self-check may take: about a second in the reference engine.</summary>
    public const double CheckCost = 5e8;
}
