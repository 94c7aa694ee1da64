using System.Globalization;

namespace RnnGen;

/// <summary>A measure in a file's metadata: empty where there is none yet.</summary>
internal static class MetricText
{
    /// <summary>Reads what the format R wrote.</summary>
    public static bool TryParse(string text, out double? value)
    {
        value = null;
        if (text.Length == 0) return true;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || double.IsNaN(number)) return false;
        value = number;
        return true;
    }
}
