namespace RnnGen.Generator.Emit.Cells;

/// <summary>A variable that has a cell's state from one step to the next.</summary>
/// <param name="Name">Its name, but for the piece's suffix.</param>
/// <param name="IsBroadcast">Whether the state is written to memory at each step as well: the next step's products take it from there, value by value.</param>
internal sealed record StateVariable(string Name, bool IsBroadcast)
{
    public static readonly StateVariable H = new("hNow", IsBroadcast: true), C = new("cNow", IsBroadcast: false);

    /// <summary>The variable of a vector of that name, old or new; null where it is no state.</summary>
    public static StateVariable? Of(string vector) => vector switch
    {
        "h" or "hNext" => H,
        "c" or "cNext" => C,
        _ => null,
    };

    public string Of(Piece piece) => Name + piece.Suffix;
}
