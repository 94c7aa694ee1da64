namespace PartOfSpeech;

/// <summary>Universal Dependencies' parts of speech.</summary>
internal static class Tags
{
    /// <summary>How many there are.</summary>
    public const int Count = 17;

    /// <summary>Their names; the index is the class.</summary>
    public static readonly string[] Names =
    [
        "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X",
    ];
}
