namespace RnnGen;

/// <summary>
/// What the safetensors format says of itself: eight bytes of header length (little-endian), a JSON header
/// <c>{name: {dtype, shape, data_offsets: [begin, end]}, …, "__metadata__": {string: string}}</c>, then the data,
/// whose offsets count from the header's end. Values are row-major and little-endian; there is no gap and no overlap.
/// </summary>
internal static class Safetensors
{
    /// <summary>Bytes of the header's length.</summary>
    public const int PrefixLength = sizeof(ulong);

    /// <summary>The longest header that the format allows.</summary>
    public const int MostHeaderBytes = 100_000_000;

    /// <summary>The most data that one array of bytes holds.</summary>
    public const int MostDataBytes = 0x7fff_ffc7;

    /// <summary>The header's one key that is no tensor.</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>The type that models are stored in.</summary>
    public const string Float32 = "F32";

    /// <summary>Bytes of one element; 0 for an unknown type.</summary>
    public static int SizeOf(string dtype) => dtype switch
    {
        "F64" or "I64" or "U64" or "C64" => 8,
        Float32 or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => 1,
        _ => 0,
    };
}

/// <summary>A tensor as a file's header describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dtype">Its type, for example <c>F32</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Begin">Where its bytes begin, counted from the header's end.</param>
/// <param name="End">Where they end.</param>
internal sealed record SafetensorsEntry(string Name, string Dtype, EquatableArray<int> Shape, long Begin, long End);
