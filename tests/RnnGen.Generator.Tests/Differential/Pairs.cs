namespace RnnGen.Generator.Tests.Differential;

/// <summary>All pairs of values of two properties, and which of them have occurred on one layer.</summary>
internal sealed class Pairs
{
    private readonly HashSet<string> _missing = [], _impossible = [];

    public Pairs()
    {
        for (int i = 0; i < Property.All.Count; i++)
        {
            for (int j = i + 1; j < Property.All.Count; j++) Add(Property.All[i], Property.All[j]);
        }
        Count = _missing.Count;
    }

    /// <summary>How many there are that can stand together.</summary>
    public int Count { get; }

    /// <summary>Those that have not occurred.</summary>
    public IReadOnlyCollection<string> Missing => _missing;

    /// <summary>Those that the properties' needs exclude.</summary>
    public IReadOnlySet<string> Impossible => _impossible;

    /// <summary>The pairs of a draw.</summary>
    public static string[] Of(Draw draw) => [.. Subject.Of(draw).SelectMany(PairsOf).Distinct()];

    /// <summary>How many of <paramref name="pairs"/> are still missing.</summary>
    public int Gain(string[] pairs) => pairs.Count(_missing.Contains);

    /// <summary>Takes <paramref name="pairs"/> as having occurred.</summary>
    public void Cover(string[] pairs) => _missing.ExceptWith(pairs);

    private void Add(Property a, Property b)
    {
        foreach (string first in a.Values.Select(value => value.ToString()!))
        {
            foreach (string second in b.Values.Select(value => value.ToString()!))
            {
                (CanStandTogether(a, first, b, second) ? _missing : _impossible).Add(Text(a, first, b, second));
            }
        }
    }

    /// <summary>Whether every third property is left a value, and the two each other.</summary>
    private static bool CanStandTogether(Property a, string first, Property b, string second) => Property.All.All(other =>
        a.Beside(first, other.Name) is not { } some || b.Beside(second, other.Name) is not { } others || some.Intersect(others).Any());

    private static IEnumerable<string> PairsOf(Subject subject)
    {
        string?[] values = [.. Property.All.Select(property => property.ValueOf(subject))];
        for (int i = 0; i < values.Length; i++)
        {
            for (int j = i + 1; j < values.Length; j++)
            {
                if (values[i] is { } first && values[j] is { } second) yield return Text(Property.All[i], first, Property.All[j], second);
            }
        }
    }

    private static string Text(Property a, string first, Property b, string second) => $"{a.Name} {first}, {b.Name} {second}";
}
