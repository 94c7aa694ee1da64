namespace RnnGen.Generator.Tests.Differential;

/// <summary>Counts how often each value of each property occurred, so that a test that tries many shows what it tried.</summary>
internal sealed class Census
{
    private readonly Dictionary<(string Property, string Value), int> _counts = [];

    public Census(IEnumerable<Draw> draws)
    {
        foreach (Subject subject in draws.SelectMany(Subject.Of))
        {
            foreach (Property property in Property.All)
            {
                if (property.ValueOf(subject) is { } value) _counts[(property.Name, value)] = Of(property.Name, value) + 1;
            }
        }
    }

    /// <summary>On how many layers a value occurred.</summary>
    public int Of(string property, string value) => _counts.GetValueOrDefault((property, value));

    public override string ToString() => string.Join("\n", Property.All.Select(property =>
        $"{property.Name}: {string.Join(", ", property.Values.Select(value => $"{value} {Of(property.Name, value.ToString()!)}"))}"));
}
