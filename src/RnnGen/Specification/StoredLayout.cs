namespace RnnGen;

/// <summary>Where everything lies that a step reads of a network's parameters, in floats: all of it, the matrices in a given storage.</summary>
public sealed class StoredLayout
{
    private readonly Dictionary<ParameterPlace, StoredPlace> _places = [];

    /// <summary>The layout of <paramref name="parameters"/> in <paramref name="storage"/>; in Float32 it is the parameters' own.</summary>
    public StoredLayout(ParameterLayout parameters, WeightStorage storage)
    {
        foreach (ParameterPlace place in parameters.Places)
        {
            PanelLayout? panel = (place as PanelPlace)?.Panel.In(storage);
            _places.Add(place, new StoredPlace(Length, panel));
            Length += ParameterLayout.Align(panel?.Length ?? place.Length);
        }
    }

    /// <summary>Floats of the whole, padding included.</summary>
    public int Length { get; }

    /// <summary>Where a part of the parameters lies.</summary>
    public StoredPlace this[ParameterPlace place] => _places[place];
}

/// <summary>Where a table or a panel lies.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Panel">The panel; null for a table, which is stored as it is.</param>
public sealed record StoredPlace(int Offset, PanelLayout? Panel);
