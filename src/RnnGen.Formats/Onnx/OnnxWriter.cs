namespace RnnGen.Formats;

internal static class OnnxWriter
{
    public const string Producer = "RnnGen";
    public static string? LayerOf(string what) => null;
}
