using System.Text;
using GuitarAmp.Audio;

namespace Samples.Tests.GuitarAmp;

public class WavTests
{
    /// <summary>Names, a length, padding: a file of these chunks.</summary>
    private static byte[] File(params (string Name, byte[] Content)[] chunks)
    {
        byte[] rest = [.. "WAVE"u8, .. chunks.SelectMany(chunk => (byte[])
            [.. Encoding.ASCII.GetBytes(chunk.Name), .. BitConverter.GetBytes(chunk.Content.Length), .. chunk.Content, .. new byte[chunk.Content.Length % 2]])];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(rest.Length), .. rest];
    }

    private static byte[] Format(int tag, int channels, int rate, int bits, params byte[] more) =>
    [
        .. BitConverter.GetBytes((short)tag), .. BitConverter.GetBytes((short)channels), .. BitConverter.GetBytes(rate), .. BitConverter.GetBytes(rate * channels * bits / 8),
        .. BitConverter.GetBytes((short)(channels * bits / 8)), .. BitConverter.GetBytes((short)bits), .. more,
    ];

    /// <summary>WAVE_FORMAT_EXTENSIBLE: 22 bytes more; valid bits, speakers, and the kind's identifier.</summary>
    private static byte[] ExtensibleFormat(int kind, int channels, int rate, int bits) => Format(0xFFFE, channels, rate, bits,
        [22, 0, (byte)bits, 0, 3, 0, 0, 0, (byte)kind, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);

    private static Wav Read(byte[] file) => WavReader.Read(file, "'it'");

    private static string Refusal(byte[] file)
    {
        string message = Assert.Throws<InvalidDataException>(() => Read(file)).Message;
        Assert.StartsWith("'it': ", message);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    [Theory]
    [InlineData((int)SampleForm.Pcm16, 1)]
    [InlineData((int)SampleForm.Pcm24, 1)]
    [InlineData((int)SampleForm.Pcm24, 2)]
    [InlineData((int)SampleForm.Pcm32, 3)]
    [InlineData((int)SampleForm.Float32, 2)]
    public void WhatIsWrittenIsRead(int form, int channels)
    {
        // Multiples of 2⁻¹⁵: every form has them exactly.
        float[][] samples = [.. Enumerable.Range(0, channels).Select(channel =>
            (float[])[-1, 32_767 / 32_768f, .. Enumerable.Range(0, 101).Select(i => (i - 50) * (channel + 7) / 32_768f)])];
        var wav = new Wav(44_100, (SampleForm)form, samples);
        byte[] file = WavWriter.ToBytes(wav, out int bounded);
        Assert.Equal(0, bounded);
        Wav read = Read(file);
        Assert.Equal((wav.SampleRate, wav.Form, channels), (read.SampleRate, read.Form, read.Channels.Length));
        for (int channel = 0; channel < channels; channel++) Assert.Equal(samples[channel], read.Channels[channel]);
    }

    [Fact]
    public void AFileByHand()
    {
        byte[] file = [
            .. "RIFF"u8, 40, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0xBB, 0, 0, 0, 0x77, 1, 0, 2, 0, 16, 0,
            .. "data"u8, 4, 0, 0, 0, 0, 0x80, 0, 0x40];
        Assert.Equal([-1, 0.5f], Assert.Single(Read(file).Channels));
        Assert.Equal(file, WavWriter.ToBytes(new(48_000, SampleForm.Pcm16, [[-1, 0.5f]]), out _));
        Assert.Equal([-1, 8_388_607 / 8_388_608f, 1 / 8_388_608f, -1 / 8_388_608f],
            Read(File(("fmt ", Format(1, 1, 48_000, 24)), ("data", [0, 0, 0x80, 0xFF, 0xFF, 0x7F, 1, 0, 0, 0xFF, 0xFF, 0xFF]))).Channels[0]);
    }

    [Fact]
    public void WhatIsBeyondFullScaleIsBounded()
    {
        byte[] file = WavWriter.ToBytes(new(48_000, SampleForm.Pcm16, [[1.5f, -2, 1, 0.25f]]), out int bounded);
        Assert.Equal(2, bounded);
        Assert.Equal([32_767 / 32_768f, -1, 32_767 / 32_768f, 0.25f], Read(file).Channels[0]);
        Assert.Equal([1.5f, -2], Read(WavWriter.ToBytes(new(48_000, SampleForm.Float32, [[1.5f, -2]]), out bounded)).Channels[0]);
        Assert.Equal(0, bounded);
    }

    [Fact]
    public void TheLongFormOfTheHeaderIsRead()
    {
        Wav whole = Read(File(("fmt ", ExtensibleFormat(1, 2, 96_000, 24)), ("data", [0, 0, 0x40, 0, 0, 0xC0])));
        Assert.Equal((96_000, SampleForm.Pcm24), (whole.SampleRate, whole.Form));
        Assert.Equal([[0.5f], [-0.5f]], whole.Channels);
        Wav real = Read(File(("fmt ", ExtensibleFormat(3, 1, 96_000, 32)), ("data", BitConverter.GetBytes(0.3f))));
        Assert.Equal(SampleForm.Float32, real.Form);
        Assert.Equal([0.3f], real.Channels[0]);
        byte[] other = ExtensibleFormat(1, 1, 48_000, 16);
        other[30] ^= 1;
        Assert.Contains("of the kind 0100000000", Refusal(File(("fmt ", other), ("data", [0, 0]))));
    }

    [Fact]
    public void OtherChunksArePassedOver()
    {
        Wav wav = Read(File(("LIST", [1, 2, 3]), ("fmt ", Format(1, 1, 48_000, 16)), ("bext", new byte[5]), ("data", [0, 0x40]), ("cue ", new byte[4])));
        Assert.Equal([0.5f], wav.Channels[0]);
    }

    [Theory]
    [InlineData("it is no WAV file", "ID3 and something else")]
    [InlineData("it is no WAV file", "RIFF")]
    [InlineData("it is no WAV file", "RIFF\0\0\0\0AVI ")]
    [InlineData("it is no WAV file", "RIFX\0\0\0\0WAVE")]
    public void OtherFilesAreRefused(string expected, string content) => Assert.Contains(expected, Refusal(Encoding.ASCII.GetBytes(content)));

    [Fact]
    public void WhatCannotBeReadIsNamed()
    {
        byte[] data = [0, 0], format = Format(1, 1, 48_000, 16);
        Assert.Contains("PCM of 8 bits", Refusal(File(("fmt ", Format(1, 1, 48_000, 8)), ("data", data))));
        Assert.Contains("floats of 64 bits", Refusal(File(("fmt ", Format(3, 1, 48_000, 64)), ("data", new byte[8]))));
        Assert.Contains("of the kind 85", Refusal(File(("fmt ", Format(85, 1, 48_000, 16)), ("data", data))));
        Assert.Contains("it has 0 channels", Refusal(File(("fmt ", Format(1, 0, 48_000, 16)), ("data", data))));
        Assert.Contains("it has 100 samples a second", Refusal(File(("fmt ", Format(1, 1, 100, 16)), ("data", data))));
        byte[] misaligned = Format(1, 1, 48_000, 16);
        misaligned[12] = 4;
        Assert.Contains("has 4 bytes by its header; 1 of 16 bits have 2", Refusal(File(("fmt ", misaligned), ("data", data))));
        Assert.Contains("no multiple of 2", Refusal(File(("fmt ", format), ("data", [0, 0, 0]))));
        Assert.Contains("holds no sample", Refusal(File(("fmt ", format), ("data", []))));
        Assert.Contains("'data' stands before", Refusal(File(("data", data), ("fmt ", format))));
        Assert.Contains("two chunks 'data'", Refusal(File(("fmt ", format), ("data", data), ("data", data))));
        Assert.Contains("two chunks 'fmt '", Refusal(File(("fmt ", format), ("fmt ", format), ("data", data))));
        Assert.Contains("no chunk 'data'", Refusal(File(("fmt ", format))));
        Assert.Contains("no chunk 'fmt '", Refusal(File(("LIST", data))));
        Assert.Contains("sample 1 of channel 0 is NaN", Refusal(File(("fmt ", Format(3, 1, 48_000, 32)), ("data", [0, 0, 0, 0, .. BitConverter.GetBytes(float.NaN)]))));
        // Written by a program that could not go back to fill in the length.
        byte[] stream = File(("fmt ", format), ("data", data));
        stream.AsSpan(4, 4).Fill(0xFF);
        Assert.Contains("its length was never written", Refusal(stream));
    }

    /// <summary>Cut off at every byte, with and without a header that knows of it.</summary>
    [Fact]
    public void AFileThatIsCutOffIsRefused()
    {
        byte[] file = File(("LIST", new byte[3]), ("fmt ", ExtensibleFormat(1, 2, 48_000, 24)), ("data", new byte[30]));
        for (int length = 0; length < file.Length; length++)
        {
            byte[] cut = file[..length];
            Refusal(cut);
            if (length < 12) continue;
            BitConverter.TryWriteBytes(cut.AsSpan(4), length - 8);
            Refusal(cut);
        }
    }

    [Fact]
    public void ADamagedFileIsReadOrRefused()
    {
        byte[] file = File(("LIST", new byte[3]), ("fmt ", ExtensibleFormat(3, 2, 48_000, 32)), ("data", new byte[64]));
        var random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] damaged = [.. file];
            for (int flips = 1 + random.Next(3); flips > 0; flips--) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                Read(damaged);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 5_000, 19_000);
    }

    [Fact]
    public void NothingIsWrittenByHalves()
    {
        string folder = Directory.CreateTempSubdirectory("rnngen-wav").FullName, path = Path.Combine(folder, "it.wav");
        try
        {
            WavWriter.Write(path, new(48_000, SampleForm.Pcm16, [[0.5f]]));
            Assert.Contains("Sample 1 of channel 0", Assert.Throws<InvalidDataException>(() => WavWriter.Write(path, new(48_000, SampleForm.Pcm16, [[0.25f, float.NaN]]))).Message);
            Assert.Equal([0.5f], WavReader.Read(path).Channels[0]);
            Assert.ThrowsAny<IOException>(() => WavWriter.Write(Path.Combine(folder, "none", "it.wav"), new(48_000, SampleForm.Pcm16, [[0.5f]])));
            // A folder is in the way of the last step.
            string folderInTheWay = Directory.CreateDirectory(Path.Combine(folder, "folder.wav")).FullName;
            Assert.ThrowsAny<Exception>(() => WavWriter.Write(folderInTheWay, new(48_000, SampleForm.Pcm16, [[0.5f]])));
            Assert.Equal(["folder.wav", "it.wav"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
