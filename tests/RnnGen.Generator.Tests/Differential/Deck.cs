namespace RnnGen.Generator.Tests.Differential;

/// <summary>
/// Values drawn like cards: all of them come before the first comes again, so that a test of moderate length sees each.
/// </summary>
internal sealed class Deck<T>(Random random, params T[] cards)
{
    private int _drawn;

    public T Draw()
    {
        if (_drawn == 0) random.Shuffle(cards);
        T card = cards[_drawn];
        _drawn = (_drawn + 1) % cards.Length;
        return card;
    }
}
