using CharLanguageModel.Text;
using RnnGen;

namespace CharLanguageModel.Network;

// The sizes that are compiled. A new one is four lines here and one in ModelChoices.

[RnnModel]
[OneHot(Vocabulary.Capacity)]
[Lstm(64)]
[Dense(Vocabulary.Capacity)]
internal sealed partial class Lstm64;

[RnnModel]
[OneHot(Vocabulary.Capacity)]
[Lstm(128)]
[Dense(Vocabulary.Capacity)]
internal sealed partial class Lstm128;

[RnnModel]
[OneHot(Vocabulary.Capacity)]
[Lstm(256)]
[Dense(Vocabulary.Capacity)]
internal sealed partial class Lstm256;

// Large enough to learn a text of a megabyte by heart, so that it needs dropout.
[RnnModel]
[OneHot(Vocabulary.Capacity)]
[Lstm(512)]
[Dropout(0.3f)]
[Dense(Vocabulary.Capacity)]
internal sealed partial class Lstm512;

[RnnModel]
[OneHot(Vocabulary.Capacity)]
[Gru(64)]
[Dense(Vocabulary.Capacity)]
internal sealed partial class Gru64;

[RnnModel]
[OneHot(Vocabulary.Capacity)]
[Gru(128)]
[Dense(Vocabulary.Capacity)]
internal sealed partial class Gru128;

[RnnModel]
[OneHot(Vocabulary.Capacity)]
[Gru(256)]
[Dense(Vocabulary.Capacity)]
internal sealed partial class Gru256;

[RnnModel]
[OneHot(Vocabulary.Capacity)]
[Rnn(64)]
[Dense(Vocabulary.Capacity)]
internal sealed partial class Rnn64;

[RnnModel]
[OneHot(Vocabulary.Capacity)]
[Rnn(128)]
[Dense(Vocabulary.Capacity)]
internal sealed partial class Rnn128;

[RnnModel]
[OneHot(Vocabulary.Capacity)]
[Rnn(256)]
[Dense(Vocabulary.Capacity)]
internal sealed partial class Rnn256;
