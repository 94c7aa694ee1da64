using LettersToPhonemes.Data;
using RnnGen;

namespace LettersToPhonemes.Network;

/// <summary>Reads a word's letters in both directions; its final state is what it has read.</summary>
[RnnModel(Output = OutputMode.FinalState)]
[OneHot(Letters.Count)]
[Gru(256, Direction = Direction.Bidirectional)]
internal sealed partial class Reader;

/// <summary>Writes phonemes: reads the one before (at first the begin), gives a score for each that can follow.</summary>
[RnnModel]
[OneHot(Phonemes.Count + 1)]
[Gru(256)]
[Dense(Phonemes.Count)]
internal sealed partial class Writer;

/// <summary>Both, joined by a dense layer from the reader's two states to the writer's.</summary>
[Seq2Seq(typeof(Reader), typeof(Writer), Bridge = Bridge.Dense)]
internal sealed partial class Speaker;
