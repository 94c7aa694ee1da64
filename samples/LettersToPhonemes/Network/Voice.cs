using LettersToPhonemes.Data;
using RnnGen;

namespace LettersToPhonemes.Network;

/// <summary>Speaks words with a network.</summary>
internal sealed class Voice
{
    // Nothing in the dictionary is longer than 32 phonemes.
    private const int MostPhonemes = 40;

    private readonly Speaker _speaker;
    private readonly BeamSearch<Writer>? _search;
    private readonly TokenDecoder<Writer> _greedy;
    private readonly int[] _tokens = new int[MostPhonemes];

    public Voice(Speaker speaker, int beam)
    {
        _speaker = speaker;
        _greedy = new TokenDecoder<Writer>(speaker.Decoder, Phonemes.End);
        if (beam > 1) _search = new BeamSearch<Writer>(speaker.Decoder, new() { Width = beam, MaxLength = MostPhonemes, EndToken = Phonemes.End });
    }

    /// <summary>The likeliest phonemes that are found.</summary>
    public IReadOnlyList<int> Speak(string spelling)
    {
        Writer.State state = default;
        _speaker.Encode(Letters.Encode(spelling), ref state);
        return _search is null
            ? _tokens[.._greedy.Greedy(state, Phonemes.Begin, _tokens)]
            : _search.Search(state, Phonemes.Begin).Tokens.ToArray();
    }
}
