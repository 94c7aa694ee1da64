using RnnGen;

namespace NamesToLanguages;

/// <summary>Reads a name's characters from both sides, and takes of each unit the largest value; one score for each language.</summary>
[RnnModel(Output = OutputMode.Max)]
[Embedding(Alphabet.Capacity, 32)]
[Gru(96, Direction = Direction.Bidirectional)]
[Dense(NamesData.MaxLanguages)]
internal sealed partial class NameModel;
