using System.Buffers.Binary;

namespace GuitarAmp.Audio;

/// <summary>Reads WAV files: PCM of 16, 24 and 32 bits and floats of 32, plainly or as WAVE_FORMAT_EXTENSIBLE.</summary>
/// <remarks>
/// Strictly: what is cut off, contradicts itself or is written in another way is an error. Chunks about the sound (names, cues,
/// loops) are passed over.
/// </remarks>
internal static class WavReader
{
    /// <summary>An hour of two channels of 24 bits at 48,000 Hz, and a little more.</summary>
    private const long MostBytes = 1L << 30;

    private const int MostChannels = 64;

    private const int Pcm = 1, Float = 3, Extensible = 0xFFFE;

    /// <summary>What follows the first two bytes of the identifier of PCM and of floats: 0000-0000-0010-8000-00AA00389B71.</summary>
    private static ReadOnlySpan<byte> Identifier => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    /// <summary>Reads the file <paramref name="path"/>.</summary>
    /// <exception cref="InvalidDataException">It is no WAV file, or one that cannot be read; the message says why.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static Wav Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > MostBytes) throw Wrong($"'{path}'", $"it has {stream.Length} bytes; at most {MostBytes} are read");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Read(bytes, $"'{path}'");
    }

    /// <summary>Reads a file's content; messages call it <paramref name="source"/>.</summary>
    /// <exception cref="InvalidDataException">It is no WAV file, or one that cannot be read; the message says why.</exception>
    public static Wav Read(ReadOnlySpan<byte> file, string source)
    {
        if (file.Length < 12 || !file.StartsWith("RIFF"u8) || !file[8..].StartsWith("WAVE"u8))
        {
            throw Wrong(source, "it is no WAV file, which begins with RIFF, a length and WAVE");
        }
        long end = 8L + BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        if (end > file.Length) throw Wrong(source, $"it is cut off, or its length was never written: by its header it has {end} bytes, it has {file.Length}");
        Layout? layout = null;
        float[][]? channels = null;
        for (long at = 12; at < end;)
        {
            if (at + 8 > end) throw Wrong(source, $"byte {at}: a chunk is cut off within its header");
            ReadOnlySpan<byte> header = file.Slice((int)at, 8);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            at += 8;
            if (at + size > end) throw Wrong(source, $"byte {at - 8}: the chunk '{Name(header)}' has {size} bytes; only {end - at} follow");
            ReadOnlySpan<byte> content = file.Slice((int)at, (int)size);
            if (header.StartsWith("fmt "u8))
            {
                if (layout is not null) throw Wrong(source, "there are two chunks 'fmt '");
                layout = ReadLayout(content, source);
            }
            else if (header.StartsWith("data"u8))
            {
                if (layout is null) throw Wrong(source, "the chunk 'data' stands before 'fmt ', which says how to read it");
                if (channels is not null) throw Wrong(source, "there are two chunks 'data'");
                channels = ReadSamples(content, layout, source);
            }
            // A chunk of odd length is followed by a byte that belongs to none.
            at += size + (size & 1);
        }
        if (layout is null) throw Wrong(source, "there is no chunk 'fmt '");
        return new(layout.SampleRate, layout.Form, channels ?? throw Wrong(source, "there is no chunk 'data'"));
    }

    private static Layout ReadLayout(ReadOnlySpan<byte> content, string source)
    {
        if (content.Length < 16) throw Wrong(source, $"the chunk 'fmt ' has {content.Length} bytes; it takes 16 at least");
        int tag = Whole(content), count = Whole(content[2..]), frame = Whole(content[12..]), bits = Whole(content[14..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(content[4..]);
        if (tag == Extensible)
        {
            if (content.Length < 40) throw Wrong(source, $"the chunk 'fmt ' has {content.Length} bytes; WAVE_FORMAT_EXTENSIBLE takes 40");
            if (!content[26..].StartsWith(Identifier)) throw Wrong(source, $"its samples are of the kind {Convert.ToHexString(content[24..40])}; PCM and floats are read");
            tag = Whole(content[24..]);
        }
        SampleForm form = (tag, bits) switch
        {
            (Pcm, 16) => SampleForm.Pcm16,
            (Pcm, 24) => SampleForm.Pcm24,
            (Pcm, 32) => SampleForm.Pcm32,
            (Float, 32) => SampleForm.Float32,
            (Pcm or Float, _) => throw Wrong(source, $"its samples are {(tag == Pcm ? "PCM" : "floats")} of {bits} bits; PCM of 16, 24 and 32 and floats of 32 are read"),
            _ => throw Wrong(source, $"its samples are of the kind {tag}; PCM (1) and floats (3) are read"),
        };
        if (count is 0 or > MostChannels) throw Wrong(source, $"it has {count} channels; 1 to {MostChannels} are played");
        if (rate is < SampleRates.Lowest or > SampleRates.Highest) throw Wrong(source, $"it has {rate} samples a second; {SampleRates.Range} are played");
        if (frame != count * Wav.BytesOf(form)) throw Wrong(source, $"a sample of all channels has {frame} bytes by its header; {count} of {bits} bits have {count * Wav.BytesOf(form)}");
        return new((int)rate, form, count, frame);
    }

    private static float[][] ReadSamples(ReadOnlySpan<byte> content, Layout layout, string source)
    {
        if (content.Length == 0) throw Wrong(source, "it holds no sample");
        if (content.Length % layout.Frame != 0) throw Wrong(source, $"the chunk 'data' has {content.Length} bytes, which is no multiple of {layout.Frame}, a sample of all channels");
        int length = content.Length / layout.Frame, size = Wav.BytesOf(layout.Form);
        var channels = new float[layout.Channels][];
        for (int channel = 0; channel < channels.Length; channel++)
        {
            float[] samples = channels[channel] = new float[length];
            for (int i = 0; i < length; i++)
            {
                samples[i] = Sample(content[(i * layout.Frame + channel * size)..], layout.Form);
                if (!float.IsFinite(samples[i])) throw Wrong(source, $"sample {i} of channel {channel} is {samples[i]}");
            }
        }
        return channels;
    }

    private static float Sample(ReadOnlySpan<byte> bytes, SampleForm form) => form switch
    {
        SampleForm.Pcm16 => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32_768f,
        SampleForm.Pcm24 => (bytes[0] | bytes[1] << 8 | (sbyte)bytes[2] << 16) / 8_388_608f,
        SampleForm.Pcm32 => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2_147_483_648f,
        _ => BinaryPrimitives.ReadSingleLittleEndian(bytes),
    };

    private static int Whole(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    /// <summary>A chunk's name, whatever bytes it has.</summary>
    private static string Name(ReadOnlySpan<byte> header)
    {
        Span<char> name = stackalloc char[4];
        for (int i = 0; i < name.Length; i++) name[i] = header[i] is >= 0x20 and < 0x7F ? (char)header[i] : '?';
        return new(name);
    }

    private static InvalidDataException Wrong(string source, string what) => new($"{source}: {what}.");

    /// <param name="SampleRate">Samples a second.</param>
    /// <param name="Form">How they are written.</param>
    /// <param name="Channels">The number of channels.</param>
    /// <param name="Frame">Bytes of one sample of all channels.</param>
    private sealed record Layout(int SampleRate, SampleForm Form, int Channels, int Frame);
}
