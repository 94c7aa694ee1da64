using RnnGen;

namespace Names;

/// <summary>The letters so far, after a name's beginning; a score for each letter that may follow, and for the end.</summary>
[RnnModel]
[OneHot(Letters.Count)]
[Gru(192)]
[Dropout(0.2f)]
[Dense(Letters.Count)]
internal sealed partial class NameModel;
