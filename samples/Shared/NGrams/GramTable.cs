namespace Samples.Shared.NGrams;

/// <summary>The n-grams of one length, each packed into 64 bits, in ascending order, with a count.</summary>
/// <remarks>
/// The newest symbol is in the lowest bits. So all n-grams of one context are neighbours, and dropping the oldest
/// symbol is a mask.
/// </remarks>
internal sealed class GramTable
{
    /// <summary>Bits of a symbol.</summary>
    public const int SymbolBits = 7;

    private readonly int _order;
    private readonly ulong[] _grams;
    private readonly int[] _counts;
    private readonly DiscountRule _rule;
    private readonly Discounts _discounts;

    /// <summary>The longest n-grams that can be packed.</summary>
    public const int MaxOrder = 64 / SymbolBits;

    /// <summary>Counts how often each value occurs in <paramref name="grams"/>, which it sorts.</summary>
    private GramTable(int order, ulong[] grams, DiscountRule rule)
    {
        Array.Sort(grams);
        List<ulong> distinct = [];
        List<int> counts = [];
        for (int i = 0; i < grams.Length; i++)
        {
            if (i > 0 && grams[i] == grams[i - 1]) counts[^1]++;
            else
            {
                distinct.Add(grams[i]);
                counts.Add(1);
            }
        }
        _order = order;
        _grams = [.. distinct];
        _counts = [.. counts];
        _rule = rule;
        _discounts = rule(_counts);
    }

    /// <summary>How often each n-gram occurs in a text, without those that end in <paramref name="padding"/> that is the text's first or stands after itself.</summary>
    public static GramTable Occurrences(ReadOnlySpan<int> text, int order, DiscountRule rule, int? padding = null)
    {
        List<ulong> grams = [];
        for (int end = order; end <= text.Length; end++)
        {
            if (padding is { } symbol && text[end - 1] == symbol && (end == 1 || text[end - 2] == symbol)) continue;
            grams.Add(Pack(text[(end - order)..end]));
        }
        return new(order, [.. grams], rule);
    }

    /// <summary>After how many different symbols each one-shorter n-gram occurs: Kneser and Ney's N₁₊(• w).</summary>
    public GramTable Continuations()
    {
        ulong mask = (1UL << ((_order - 1) * SymbolBits)) - 1;
        return new(_order - 1, Array.ConvertAll(_grams, gram => gram & mask), _rule);
    }

    /// <summary>
    /// P(w | u) = (c(uw) − D(c(uw)) + mass · P'(w)) / c(u•), with mass = D₁·n₁(u•) + D₂·n₂(u•) + D₃₊·n₃₊(u•): what the discounts
    /// took is given out as the shorter context's P' says. A context never seen leaves P' as it is.
    /// </summary>
    public double Interpolate(ReadOnlySpan<int> context, int symbol, double shorter)
    {
        ulong first = Pack(context) << SymbolBits, wanted = first + (ulong)symbol;
        double total = 0, mass = 0, own = 0;
        for (int i = LowerBound(first); i < _grams.Length && _grams[i] < first + (1UL << SymbolBits); i++)
        {
            int count = _counts[i];
            double discount = _discounts.From(count);
            total += count;
            mass += discount;
            if (_grams[i] == wanted) own = count - discount;
        }
        return total == 0 ? shorter : (own + mass * shorter) / total;
    }

    private int LowerBound(ulong gram)
    {
        int index = Array.BinarySearch(_grams, gram);
        return index < 0 ? ~index : index;
    }

    private static ulong Pack(ReadOnlySpan<int> symbols)
    {
        ulong gram = 0;
        foreach (int symbol in symbols) gram = gram << SymbolBits | (uint)symbol;
        return gram;
    }
}
