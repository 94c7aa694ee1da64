namespace GuitarAmp.Audio;

/// <summary>The rates that sound is played at, in Hz.</summary>
internal static class SampleRates
{
    public const int Lowest = 4_000, Highest = 768_000;

    public const string Range = "4,000 to 768,000";
}
