using CharLanguageModel.Network;
using CharLanguageModel.Text;
using Samples.Shared;

namespace CharLanguageModel.Tests;

/// <summary>A compiled model behind the program's face.</summary>
public sealed class CharNetworkTests : IDisposable
{
    private static readonly RunSettings Settings = new() { Cell = "gru", Hidden = 64, Batch = 2, Steps = 16, Seed = 3 };
    private static readonly int[] Text = [.. Enumerable.Range(0, 600).Select(i => 1 + i * i % 7)];

    private readonly string _folder = Directory.CreateTempSubdirectory("rnngen-network").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void EveryChoiceIsAModelOfItsOwnSize()
    {
        foreach (string cell in ModelChoices.Cells)
        {
            int[] parameters = [.. ModelChoices.SizesOf(cell).Order().Select(size => ModelChoices.Create(Settings with { Cell = cell, Hidden = size }).ParameterCount)];
            Assert.Equal(parameters.Distinct().Order(), parameters);
        }
        Assert.Throws<InvalidDataException>(() => ModelChoices.Create(Settings with { Hidden = 100 }));
    }

    /// <summary>600 symbols are three chunks; the state goes on from one to the next, as it does step by step.</summary>
    [Fact]
    public void TheScoreIsThatOfTheModelStepByStep()
    {
        ICharNetwork network = Trained(updates: 20);
        network.SaveModel(Path.Combine(_folder, "model"));
        Gru64 model = Gru64.Load(Path.Combine(_folder, "model"));
        Gru64.State state = default;
        var logits = new float[Gru64.OutputSize];
        double sum = 0;
        for (int i = 0; i + 1 < Text.Length; i++)
        {
            model.Step(Text[i], ref state, logits);
            sum += Math.Log(logits.Sum(z => Math.Exp(z))) - logits[Text[i + 1]];
        }
        Assert.Equal(sum / (Text.Length - 1), network.Score(Text), 5);
    }

    [Fact]
    public void TrainingLowersTheLossBelowThatOfCounts()
    {
        ICharNetwork network = Trained(updates: 0);
        Assert.InRange(network.Score(Text), Math.Log(Vocabulary.Capacity) - 0.5, Math.Log(Vocabulary.Capacity) + 0.5);
        Assert.InRange(Trained(updates: 300).Score(Text), 0, 0.3);
    }

    [Fact]
    public void ASavedNetworkGoesOnWithTheSameBits()
    {
        ICharNetwork network = Trained(updates: 5), again = Trained(updates: 2);
        network.SaveTrainer(Path.Combine(_folder, "trainer"));
        again.ReadTrainer(Path.Combine(_folder, "trainer"));
        Assert.Equal(network.Score(Text), again.Score(Text));
        Assert.Equal(Train(network, first: 5, updates: 4), Train(again, first: 5, updates: 4));
    }

    [Fact]
    public void APassageDependsOnTheSeedAndStaysInTheVocabulary()
    {
        ICharNetwork network = Trained(updates: 1);
        var options = new PassageOptions("", Length: 200, Temperature: 1, TopK: 0, TopP: 1);
        int[] passage = [.. network.Generate([1], vocabulary: 8, options, seed: 1).Take(200)];
        Assert.All(passage, symbol => Assert.InRange(symbol, 0, 7));
        Assert.Equal(passage, network.Generate([1], vocabulary: 8, options, seed: 1).Take(200));
        Assert.NotEqual(passage, network.Generate([1], vocabulary: 8, options, seed: 2).Take(200));
    }

    [Fact]
    public void CrossEntropyIsStable()
    {
        Assert.Equal(Math.Log(1 + Math.Exp(-1)), Scores.CrossEntropy([1001, 1000], 0), 6);
        Assert.Equal(1000, Scores.CrossEntropy([0, 1000], 0), 6);
    }

    private static ICharNetwork Trained(int updates)
    {
        ICharNetwork network = ModelChoices.Create(Settings);
        Train(network, first: 0, updates);
        return network;
    }

    private static float[] Train(ICharNetwork network, int first, int updates)
    {
        var batches = new StreamBatches(Text, Settings.Batch, Settings.Steps);
        return [.. Enumerable.Range(first, updates).Select(update =>
        {
            batches.Fill(update % batches.Count);
            return network.Train(batches.Inputs, batches.Classes, 0.01f).Loss;
        })];
    }
}
