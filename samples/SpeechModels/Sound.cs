using System.Buffers.Binary;

namespace SpeechModels;

/// <summary>16-bit samples.</summary>
internal static class Sound
{
    /// <summary>A 16-bit sample within ±1.</summary>
    public static float OfInteger(float sample) => sample / 32768;

    /// <summary>The samples of a file that holds nothing else, little-endian.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is empty, holds half a sample, or has a WAV header.</exception>
    public static float[] Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.AsSpan().StartsWith("RIFF"u8)) throw new InvalidDataException($"'{path}' is a WAV file; expected bare samples (ffmpeg -i in.wav -f s16le -ac 1 -ar 16000 out.raw).");
        if (bytes.Length == 0 || bytes.Length % 2 != 0) throw new InvalidDataException($"'{path}': expected 16-bit samples, found {bytes.Length} bytes.");
        var samples = new float[bytes.Length / 2];
        for (int i = 0; i < samples.Length; i++) samples[i] = OfInteger(BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(2 * i)));
        return samples;
    }
}
