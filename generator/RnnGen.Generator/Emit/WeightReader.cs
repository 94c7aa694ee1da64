namespace RnnGen.Generator.Emit;

/// <summary>How weights come out of memory: the one place that knows a storage. A load gives a word, and a word has the weights of one row or several.</summary>
internal sealed class WeightReader(WeightStorage storage)
{
    /// <summary>Rows whose weights share a word.</summary>
    public int Rows => StoredWord.Rows(storage);

    /// <summary>Whether sums of weights times sources have yet to be multiplied with their unit's factor.</summary>
    public bool HasFactors => storage == WeightStorage.Int8;

    /// <summary>The type of words.</summary>
    public string Type(Lanes lanes) => Rows == 1 ? lanes.Type : lanes.IntegerType;

    /// <summary>Loads words.</summary>
    public string Load(Lanes lanes, string origin, int offset) => Rows == 1 ? lanes.LoadParameters(origin, offset) : lanes.Bits(lanes.Load(origin, offset));

    /// <summary>The weights of a word's row <paramref name="row"/>.</summary>
    public string Weight(Lanes lanes, string word, int row)
    {
        int shift = Rows == 1 ? 0 : StoredWord.Shift(storage, row);
        return Shifted(lanes, shift == 0 ? word : $"{word} << {Literal.Of(shift)}");
    }

    /// <summary>The weights of a row that is known only at run time: the left shift of its words is in a variable.</summary>
    public string WeightAt(Lanes lanes, string word, string shift) => Shifted(lanes, Rows == 1 ? word : $"{word} << {shift}");

    /// <summary>The left shift for a row, an expression.</summary>
    public string Shift(string row)
    {
        string bits = Literal.Of(StoredWord.Bits(storage)), last = Literal.Of(Rows - 1);
        return $"{bits} * ({last} - ({row} & {last}))";
    }

    private string Shifted(Lanes lanes, string word) => storage switch
    {
        WeightStorage.BFloat16 => lanes.FromBits(word),
        WeightStorage.Int8 => lanes.FromInteger(word),
        _ => word,
    };
}
