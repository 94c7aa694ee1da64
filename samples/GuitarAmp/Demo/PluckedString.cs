namespace GuitarAmp.Demo;

/// <summary>A string that was plucked, by Karplus and Strong: y[n] = ρ·(y[n − N] + y[n − N − 1])/2, which sounds at rate / (N + ½).</summary>
internal static class PluckedString
{
    /// <summary>Adds a note to <paramref name="sound"/>.</summary>
    /// <param name="sound">Where it is added, from its first sample on.</param>
    /// <param name="rate">Samples a second.</param>
    /// <param name="frequency">Hz.</param>
    /// <param name="seconds">How long the string is left to sound; then a hand stops it within a fiftieth of a second.</param>
    /// <param name="strength">How hard it is plucked; harder is brighter, too.</param>
    /// <param name="random">The pluck: noise in the string.</param>
    public static void Add(Span<float> sound, int rate, double frequency, double seconds, float strength, Random random)
    {
        // ρ is the loss of a period, so that high notes, which have more of them, fade sooner.
        const float keep = 0.997f;
        int period = Math.Max(2, (int)Math.Round(rate / frequency - 0.5)), length = Math.Min(sound.Length, (int)(seconds * rate)), stop = rate / 50;
        var line = new float[period + 1];
        float before = 0;
        for (int i = 0; i < line.Length; i++)
        {
            float noise = 2 * random.NextSingle() - 1;
            line[i] = before = strength * noise + (1 - strength) * before;
        }
        for (int i = 0, at = 0; i < length; i++)
        {
            int next = at + 1 == line.Length ? 0 : at + 1;
            float sample = line[at];
            sound[i] += strength * sample * Math.Min(1f, (length - i) / (float)stop);
            line[at] = keep * 0.5f * (sample + line[next]);
            at = next;
        }
    }
}
