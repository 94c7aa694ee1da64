namespace RnnGen.Formats;

/// <summary>The checksum of zip archives: CRC-32 with the reversed polynomial 0xEDB88320.</summary>
internal static class Crc32
{
    private static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(i => EightSteps((uint)i))];

    /// <summary>Of <paramref name="bytes"/>.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte item in bytes) crc = s_table[(byte)crc ^ item] ^ (crc >> 8);
        return ~crc;
    }

    private static uint EightSteps(uint value)
    {
        for (int bit = 0; bit < 8; bit++) value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
        return value;
    }
}
