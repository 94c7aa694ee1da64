using Xunit.Abstractions;

namespace RnnGen.Generator.Tests.Differential;

/// <summary>Declarations drawn at random. The environment variable RNNGEN_DIFFERENTIAL sets how many; then the seed is new each time.</summary>
public class RandomDeclarationTests(ITestOutputHelper output)
{
    private const int Usual = 60;

    [Fact]
    public void GeneratedCodeAgreesWithTheReferenceEngine()
    {
        bool isLong = int.TryParse(Environment.GetEnvironmentVariable("RNNGEN_DIFFERENTIAL"), out int count);
        int seed = isLong ? Environment.TickCount : 1;
        ModelSpec[] models = Draw(seed, isLong ? count : Usual, out Census census);
        output.WriteLine($"Seed {seed}, {models.Length} declarations.\n{census}");
        AgainstReference.Check(models);
    }

    [Fact]
    public void EveryValueOfEveryPropertyOccurs()
    {
        Draw(1, Usual, out Census census);
        Activation[] all = Enum.GetValues<Activation>(), elementwise = all.Where(kind => kind != Activation.Softmax).ToArray();
        string[] cells = ["Rnn", "Lstm", "GruAfter", "GruBefore", "MinGru"];
        Occur(census, "Output", Enum.GetValues<OutputMode>());
        Occur(census, "InputSkip", true, false);
        Occur(census, "Sources", "Input", "OneHot", "Embedding", "Embedding + Embedding", "OneHot + Embedding", "Embedding + OneHot + OneHot");
        Occur(census, "Order", "R", "RD", "RDD", "DR", "DRD", "RRD", "RDRD");
        Occur(census, "Name", "default", "empty", "given");
        Occur(census, "Dense.Bias", true, false);
        Occur(census, "Dense.Tied", true, false);
        Occur(census, "Dropout", "R", "oR", "Ro", "RR", "RRo");
        Occur(census, "Dense.Activation", all);
        foreach (string cell in cells)
        {
            Occur(census, $"{cell}.Layers", 1, 2, 3);
            Occur(census, $"{cell}.Bias", true, false);
            Occur(census, $"{cell}.Direction", Enum.GetValues<Direction>());
            Occur(census, $"{cell} size", "1–4", "5–16", "17–33", "34–70", "100–300");
            Occur(census, $"{cell}.Dropout", true, false);
            if (cell != "MinGru") Occur(census, $"{cell}.RecurrentDropout", true, false);
            if (cell != "MinGru") Occur(census, $"{cell}.Activation", elementwise);
            if (cell is not "Rnn" and not "MinGru") Occur(census, $"{cell}.GateActivation", elementwise);
        }
        Occur(census, "Lstm.OutputActivation", elementwise);
        foreach (string property in (string[])["Lstm.Projection", "Lstm.Peephole", "Lstm.Clip", "Lstm.CellClip", "GruAfter.Clip", "GruBefore.Clip"])
        {
            Occur(census, property, true, false);
        }
        Occur(census, "Lstm.Gates", Enum.GetValues<LstmGates>());
        Occur(census, "Merge", Enum.GetValues<Merge>());
        Occur(census, "Skip of 2 layers", Enum.GetValues<Skip>());
        Occur(census, "Skip of 3 layers", Enum.GetValues<Skip>());
    }

    private static ModelSpec[] Draw(int seed, int count, out Census census)
    {
        var sampler = new DeclarationSampler(seed);
        ModelSpec[] models = Enumerable.Range(0, count).Select(_ => sampler.Next()).ToArray();
        census = new Census();
        foreach (ModelSpec model in models) census.Count(model);
        return models;
    }

    private static void Occur<T>(Census census, string property, params T[] values) where T : notnull =>
        Assert.All(values, value => Assert.True(census[property, value] > 0, $"{property} = {value} did not occur.\n{census}"));
}
