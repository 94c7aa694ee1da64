namespace LettersToPhonemes.Data;

/// <summary>A word with all its listed pronunciations; any of them is right.</summary>
/// <param name="Spelling">Its letters.</param>
/// <param name="Pronunciations">Phonemes by number, see <see cref="Phonemes"/>; one at least.</param>
internal sealed record Word(string Spelling, IReadOnlyList<int[]> Pronunciations);
