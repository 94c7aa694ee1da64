namespace RnnGen.Generator.Tests.Differential;

/// <summary>All pairs of values of two properties, and which of them have occurred on one layer.</summary>
internal sealed class Pairs
{
    private readonly Dictionary<string, int> _indices = [];
    private readonly List<string> _names = [];
    private readonly List<bool> _isPossible = [], _isMissing = [];

    public Pairs()
    {
        for (int i = 0; i < Property.All.Count; i++)
        {
            for (int j = i + 1; j < Property.All.Count; j++) Add(Property.All[i], Property.All[j]);
        }
    }

    /// <summary>How many there are that can stand together.</summary>
    public int Possible => _isPossible.Count(possible => possible);

    /// <summary>How many the properties' needs exclude.</summary>
    public int Impossible => _names.Count - Possible;

    /// <summary>Those that can stand together and have not occurred.</summary>
    public IReadOnlyList<string> Missing => [.. _names.Where((_, index) => _isMissing[index])];

    /// <summary>The pairs of a draw.</summary>
    public int[] Of(Draw draw) => [.. Subject.Of(draw).SelectMany(PairsOf).Distinct()];

    /// <summary>How many of <paramref name="pairs"/> are still missing.</summary>
    public int Gain(int[] pairs)
    {
        int gain = 0;
        foreach (int pair in pairs) gain += _isMissing[pair] ? 1 : 0;
        return gain;
    }

    /// <summary>Takes <paramref name="pairs"/> as having occurred.</summary>
    public void Cover(int[] pairs)
    {
        foreach (int pair in pairs) _isMissing[pair] = false;
    }

    /// <summary>Those of <paramref name="pairs"/> that cannot stand together.</summary>
    public IEnumerable<string> ImpossibleOf(IEnumerable<int> pairs) => pairs.Where(pair => !_isPossible[pair]).Select(pair => _names[pair]);

    private void Add(Property a, Property b)
    {
        foreach (string first in a.Values.Select(value => value.ToString()!))
        {
            foreach (string second in b.Values.Select(value => value.ToString()!))
            {
                bool isPossible = CanStandTogether(a, first, b, second);
                _names.Add(Text(a, first, b, second));
                _indices.Add(_names[^1], _names.Count - 1);
                _isPossible.Add(isPossible);
                _isMissing.Add(isPossible);
            }
        }
    }

    /// <summary>Whether both leave every property a value, each other's among them.</summary>
    private static bool CanStandTogether(Property a, string first, Property b, string second) => Property.All.All(other =>
        a.Beside(first, other.Name) is not { } some || b.Beside(second, other.Name) is not { } others || some.Intersect(others).Any());

    private IEnumerable<int> PairsOf(Subject subject)
    {
        string?[] values = [.. Property.All.Select(property => property.ValueOf(subject))];
        for (int i = 0; i < values.Length; i++)
        {
            for (int j = i + 1; j < values.Length; j++)
            {
                if (values[i] is { } first && values[j] is { } second) yield return _indices[Text(Property.All[i], first, Property.All[j], second)];
            }
        }
    }

    private static string Text(Property a, string first, Property b, string second) => $"{a.Name} {first}, {b.Name} {second}";
}
