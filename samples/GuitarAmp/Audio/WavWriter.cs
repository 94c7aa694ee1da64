namespace GuitarAmp.Audio;

/// <summary>Writes WAV files.</summary>
internal static class WavWriter
{
    /// <summary>Writes the file <paramref name="path"/>, whole or not at all; whole numbers are rounded and bounded, without dither.</summary>
    /// <returns>How many samples were beyond full scale and were bounded.</returns>
    /// <exception cref="InvalidDataException">A sample is not finite, or there are too many of them.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static int Write(string path, Wav wav)
    {
        byte[] content = ToBytes(wav, out int bounded);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        return bounded;
    }

    /// <summary>The content of the file.</summary>
    public static byte[] ToBytes(Wav wav, out int bounded)
    {
        bool isFloat = wav.Form == SampleForm.Float32;
        int size = Wav.BytesOf(wav.Form), frame = wav.Channels.Length * size;
        // Other kinds than PCM say how many bytes follow (none), and have the number of samples in a chunk of its own.
        int header = isFloat ? 12 + 8 + 18 + 8 + 4 + 8 : 12 + 8 + 16 + 8;
        long data = (long)wav.Length * frame, total = header + data + (data & 1);
        if (total > Array.MaxLength) throw new InvalidDataException(FormattableString.Invariant($"The output would have {total} bytes; at most {Array.MaxLength} are written."));
        var file = new byte[total];
        Span<byte> rest = file;
        Text(ref rest, "RIFF"u8);
        Number(ref rest, (int)(total - 8), 4);
        Text(ref rest, "WAVE"u8);
        Text(ref rest, "fmt "u8);
        Number(ref rest, isFloat ? 18 : 16, 4);
        Number(ref rest, isFloat ? 3 : 1, 2);
        Number(ref rest, wav.Channels.Length, 2);
        Number(ref rest, wav.SampleRate, 4);
        Number(ref rest, wav.SampleRate * frame, 4);
        Number(ref rest, frame, 2);
        Number(ref rest, 8 * size, 2);
        if (isFloat)
        {
            Number(ref rest, 0, 2);
            Text(ref rest, "fact"u8);
            Number(ref rest, 4, 4);
            Number(ref rest, wav.Length, 4);
        }
        Text(ref rest, "data"u8);
        Number(ref rest, (int)data, 4);
        bounded = 0;
        for (int i = 0; i < wav.Length; i++)
        {
            for (int channel = 0; channel < wav.Channels.Length; channel++)
            {
                float sample = wav.Channels[channel][i];
                if (!float.IsFinite(sample)) throw new InvalidDataException(FormattableString.Invariant($"Sample {i} of channel {channel} of the output is {sample}."));
                Number(ref rest, isFloat ? BitConverter.SingleToInt32Bits(sample) : Round(sample, 8 * size, ref bounded), size);
            }
        }
        return file;
    }

    private static int Round(float sample, int bits, ref int bounded)
    {
        double scale = 1L << (bits - 1), value = Math.Round(sample * scale), within = Math.Clamp(value, -scale, scale - 1);
        // 1 itself is a step beyond the largest number; nobody would call that clipped.
        if (Math.Abs(sample) > 1) bounded++;
        return (int)within;
    }

    private static void Text(ref Span<byte> rest, ReadOnlySpan<byte> text)
    {
        text.CopyTo(rest);
        rest = rest[text.Length..];
    }

    private static void Number(ref Span<byte> rest, int number, int bytes)
    {
        for (int i = 0; i < bytes; i++) rest[i] = (byte)(number >> (8 * i));
        rest = rest[bytes..];
    }
}
