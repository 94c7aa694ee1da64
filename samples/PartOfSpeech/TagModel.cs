using RnnGen;

namespace PartOfSpeech;

/// <summary>Reads a sentence from both sides, five tokens a word; one score for each part of speech at each word.</summary>
[RnnModel]
[Embedding(WordColumns.Words, 64)]
[Embedding(WordColumns.Endings3, 32)]
[Embedding(WordColumns.Endings2, 16)]
[Embedding(WordColumns.Beginnings, 16)]
[Embedding(WordColumns.Shapes, 16)]
[Lstm(64, Direction = Direction.Bidirectional)]
[Dense(Tags.Count)]
internal sealed partial class TagModel;
