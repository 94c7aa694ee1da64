using System.Globalization;
using Samples.Shared;

namespace PenDigits;

/// <summary>Where strokes come from.</summary>
internal static class StrokeData
{
    /// <summary>Reads pendigits: 16 numbers and the digit a line; pendigits.tes, by other writers, is test. Stopping is decided on every tenth stroke of pendigits.tra.</summary>
    public static Parts<Stroke> Read(string data)
    {
        string folder = DataFolder.Of(data, "pendigits");
        return Parts<Stroke>.Of(ReadFile(folder, "pendigits.tra"), ReadFile(folder, "pendigits.tes"), every: 10);
    }

    /// <summary>Digits like those of a seven-segment display, each in an untidy hand; test is the last third.</summary>
    public static Parts<Stroke> Invent(int count = 1500)
    {
        var random = new Random(1);
        Stroke[] strokes = [.. Enumerable.Range(0, count).Select(_ =>
        {
            int digit = random.Next(SegmentDigits.Count);
            return new Stroke(Handwriting.Vary(SegmentDigits.Points(digit), random, 2), digit);
        })];
        int test = count / 3;
        return Parts<Stroke>.Of(strokes[..^test], strokes[^test..], every: 10);
    }

    private static Stroke[] ReadFile(string folder, string file) => [.. DataFolder.Lines(folder, file).Select((line, i) =>
    {
        int[] numbers = [.. line.Split(',').Select(field => int.TryParse(field, CultureInfo.InvariantCulture, out int number) ? number : -1)];
        if (numbers.Length != 2 * Stroke.Count + 1 || numbers.Any(number => number < 0) || numbers[^1] > 9)
        {
            throw new InvalidDataException($"{file}, line {i + 1}: expected {2 * Stroke.Count} numbers from 0 and a digit, found '{line}'.");
        }
        return new Stroke(Array.ConvertAll(numbers[..^1], number => (float)number), numbers[^1]);
    })];
}
