namespace GuitarAmp.Demo;

/// <summary>What is played: a riff, and notes to learn from.</summary>
internal static class Guitar
{
    /// <summary>Samples a second.</summary>
    public const int Rate = 48_000;

    /// <summary>The largest sample; a pick-up turned up.</summary>
    private const float Peak = 0.8f;

    /// <summary>The low E string, Hz.</summary>
    private const double LowE = 82.41;

    private const double SecondsABeat = 0.5;

    /// <summary>When (in beats), which frets of the low E string's scale (in semitones above it), for how long, how hard.</summary>
    private static readonly (double Beat, int[] Notes, double Beats, float Strength)[] s_riff =
    [
        (0, [0, 7, 12], 1.5, 0.9f), (1.5, [0], 0.5, 0.6f), (2, [3, 10, 15], 1, 0.9f), (3, [5, 12, 17], 1, 0.9f),
        (4, [0, 7, 12], 1, 0.9f), (5, [3, 10], 0.5, 0.7f), (5.5, [6, 13], 0.5, 0.8f), (6, [5, 12, 17], 2, 1f),
        (8, [0], 0.5, 0.5f), (8.5, [12], 0.5, 0.4f), (9, [10], 0.5, 0.5f), (9.5, [12], 0.5, 0.6f), (10, [15], 0.5, 0.7f), (10.5, [12], 0.5, 0.5f), (11, [7], 1, 0.4f),
        (12, [0, 7, 12, 16, 19, 24], 3.5, 1f),
    ];

    /// <summary>Eight seconds that nothing is learnt from.</summary>
    public static float[] Riff()
    {
        var random = new Random(7);
        var sound = new float[8 * Rate];
        foreach ((double beat, int[] notes, double beats, float strength) in s_riff) Strum(sound, beat * SecondsABeat, notes, beats * SecondsABeat, strength, random);
        return Normal(sound);
    }

    /// <summary>Notes and chords at random, soft and hard, over five octaves of strings and frets.</summary>
    public static float[] Practice(int seconds, int seed)
    {
        var random = new Random(seed);
        var sound = new float[seconds * Rate];
        for (double at = 0; at < seconds;)
        {
            double length = 0.1 + random.NextDouble();
            int[] notes = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => random.Next(40))];
            Strum(sound, at, notes, 1.5 * length, 0.2f + 0.8f * random.NextSingle(), random);
            at += length;
        }
        return Normal(sound);
    }

    /// <summary>Strings one after another, a hundredth of a second apart.</summary>
    private static void Strum(float[] sound, double at, int[] notes, double seconds, float strength, Random random)
    {
        for (int i = 0; i < notes.Length; i++)
        {
            int first = (int)((at + 0.01 * i) * Rate);
            if (first < sound.Length) PluckedString.Add(sound.AsSpan(first), Rate, LowE * Math.Pow(2, notes[i] / 12.0), seconds, strength, random);
        }
    }

    private static float[] Normal(float[] sound)
    {
        float peak = sound.Max(Math.Abs);
        return Array.ConvertAll(sound, sample => sample * Peak / peak);
    }
}
