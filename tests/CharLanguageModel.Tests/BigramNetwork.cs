using System.Text.Json;
using CharLanguageModel.Network;
using CharLanguageModel.Text;
using RnnGen;

namespace CharLanguageModel.Tests;

/// <summary>A stand-in for a network: it counts pairs of symbols. It learns, forgets, saves and loads as one does.</summary>
internal sealed class BigramNetwork : ICharNetwork
{
    private int[] _counts = new int[Vocabulary.Capacity * Vocabulary.Capacity];

    public long Updates { get; private set; }

    public int Resets { get; private set; }

    /// <summary>Called before each update.</summary>
    public Action? BeforeUpdate { get; init; }

    /// <summary>Called when the trainer has been saved.</summary>
    public Action? AfterSavingTrainer { get; set; }

    public int ParameterCount => _counts.Length;

    public TrainingResult Train(ReadOnlySpan<int> inputs, ReadOnlySpan<int> classes, float learningRate)
    {
        BeforeUpdate?.Invoke();
        Updates++;
        double loss = 0;
        int counted = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            if (classes[i] == StreamBatches.Ignored) continue;
            loss -= Math.Log(Probability(inputs[i], classes[i]));
            counted++;
            _counts[Place(inputs[i], classes[i])]++;
        }
        return new((float)(loss / counted), 1f);
    }

    public void ResetState() => Resets++;

    public double Score(ReadOnlySpan<int> symbols)
    {
        double sum = 0;
        for (int i = 1; i < symbols.Length; i++) sum -= Math.Log(Probability(symbols[i - 1], symbols[i]));
        return sum / (symbols.Length - 1);
    }

    public IEnumerable<int> Generate(IReadOnlyList<int> prompt, int vocabulary, PassageOptions options, int seed)
    {
        int symbol = prompt[^1];
        while (true)
        {
            int last = symbol;
            yield return symbol = Enumerable.Range(0, vocabulary).MaxBy(next => _counts[Place(last, next)]);
        }
    }

    public void SaveModel(string file) => File.WriteAllText(file, JsonSerializer.Serialize(_counts));

    public void ReadModel(string file) => _counts = JsonSerializer.Deserialize<int[]>(File.ReadAllText(file))!;

    public void SaveTrainer(string file)
    {
        File.WriteAllText(file, JsonSerializer.Serialize(new Saved(Updates, _counts)));
        AfterSavingTrainer?.Invoke();
    }

    public void ReadTrainer(string file) => (Updates, _counts) = JsonSerializer.Deserialize<Saved>(File.ReadAllText(file))!;

    private double Probability(int symbol, int next) =>
        (_counts[Place(symbol, next)] + 0.1) / (_counts.AsSpan(Place(symbol, 0), Vocabulary.Capacity).ToArray().Sum() + 0.1 * Vocabulary.Capacity);

    private sealed record Saved(long Updates, int[] Counts);

    private static int Place(int symbol, int next) => symbol * Vocabulary.Capacity + next;
}
