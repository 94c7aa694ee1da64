using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Tests.Snapshots;

/// <summary>
/// What the generator writes, as text to read: a change of an emitter is a diff here. Of each model only the files that say
/// something new.
/// </summary>
public class SnapshotTests
{
    private const string Surface = "Rnn", Forward = "Forward", Backward = "Backward", Stored = "Stored";

    public static TheoryData<string, string, string> Models { get; } = new()
    {
        { "RealInput", Surface, "[RnnModel, Input(3), Lstm(5), Dense(2)] public sealed partial class M;" },
        { "Token", Surface, "[RnnModel, OneHot(7), Gru(4, Layers = 2)] public partial class M;" },
        { "ThreeTokens", Surface, "[RnnModel(Output = OutputMode.LastStep), OneHot(7), Embedding(4, 2), Embedding(9, 3), Rnn(4)] internal partial class M;" },
        { "Pooled", Surface, "[RnnModel(Output = OutputMode.Mean), Input(1), Rnn(5)] public partial class M;" },
        { "Bidirectional", Surface, "[RnnModel, Input(2), Lstm(4, Direction = Direction.Bidirectional)] public partial class M;" },
        { "WrongDeclaration", Surface, "[RnnModel, Input(0), Lstm(4)] public partial class M;" },
        { "NestedKeywords", Surface, "namespace @namespace.@class; partial struct @struct { partial interface I { [RnnModel, Input(1), Rnn(1)] private sealed partial class @event; } }" },
        { "Rnn", $"{Forward} {Backward}", "[RnnModel, Input(1), Rnn(4)] public partial class M;" },
        { "Lstm", Forward, "[RnnModel, Input(1), Lstm(4)] public partial class M;" },
        { "Gru", Forward, "[RnnModel, Input(1), Gru(4)] public partial class M;" },
        { "GruResetBefore", Forward, "[RnnModel, Input(1), Gru(4, Reset = GruReset.BeforeProduct)] public partial class M;" },
        { "Pair", "Seq2Seq", """
            namespace App;
            [RnnModel, Embedding(5, 3), Gru(4, Direction = Direction.Bidirectional)] internal partial class Reader;
            [RnnModel, OneHot(6), Lstm(4), Dense(6)] public partial class Writer;
            [Seq2Seq(typeof(Reader), typeof(Writer), Bridge = Bridge.Dense)] public partial class P;
            """ },
        { "WrongPair", "Seq2Seq", """
            [RnnModel, OneHot(5), Gru(4)] public partial class Reader;
            [RnnModel, OneHot(6), Lstm(4), Dense(6)] public partial class Writer;
            [Seq2Seq(typeof(Reader), typeof(Writer))] public partial class P;
            """ },
        { "MinGru", Forward, "[RnnModel, Input(1), MinGru(4)] public partial class M;" },
        { "Halves", $"{Surface} {Stored}", "[RnnModel(Storage = WeightStorage.BFloat16), Input(3), Rnn(4)] public partial class M;" },
        { "Bytes", Stored, "[RnnModel(Storage = WeightStorage.Int8), OneHot(7), Gru(4)] public partial class M;" },
        { "Chunks", Forward, "[RnnModel, Input(60), Rnn(60)] public partial class M;" },
        { "LayerNorm", Forward, "[RnnModel, Input(1), Rnn(5, LayerNorm = true)] public partial class M;" },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Generates(string model, string files, string declaration) => Snapshot.Check(Test(model), Sources(files, declaration));

    [Fact]
    public void EveryVerifiedFileIsATests() => Snapshot.CheckThereAreOnly(Models.Select(row => Array.ConvertAll(row, value => (string)value))
        .SelectMany(model => Sources(model[1], model[2]).Select(source => Snapshot.FileName(Test(model[0]), source))).ToHashSet());

    private static string Test(string model) => $"{nameof(SnapshotTests)}.{nameof(Generates)}_{model}";

    private static List<GeneratedSourceResult> Sources(string files, string declaration)
    {
        Generated generated = Harness.Generate(Harness.Usings + declaration);
        return files.Split(' ').Select(file => generated.Result.GeneratedSources.Single(source => source.HintName.EndsWith($".{file}.g.cs"))).ToList();
    }
}
