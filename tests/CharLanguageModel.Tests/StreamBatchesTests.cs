using CharLanguageModel.Text;

namespace CharLanguageModel.Tests;

public class StreamBatchesTests
{
    [Theory]
    [InlineData(1000, 4, 16)]
    [InlineData(65, 4, 16)]
    [InlineData(66, 4, 16)]
    [InlineData(5, 4, 16)]
    [InlineData(7, 4, 1)]
    public void AnEpochPredictsEverySymbolButTheFirstOnce(int length, int rows, int steps)
    {
        int[] symbols = [.. Enumerable.Range(0, length)];
        var batches = new StreamBatches(symbols, rows, steps);
        List<int> predicted = [];
        for (int batch = 0; batch < batches.Count; batch++)
        {
            int counted = batches.Fill(batch);
            int[] classes = [.. batches.Classes.Where(symbol => symbol != StreamBatches.Ignored)];
            Assert.Equal(counted, classes.Length);
            predicted.AddRange(classes);
            // What is predicted is the symbol after the one read.
            Assert.All(batches.Inputs.Zip(batches.Classes), pair => Assert.True(pair.Second == StreamBatches.Ignored || pair.Second == pair.First + 1));
        }
        Assert.Equal(symbols.Skip(1), predicted.Order());
    }

    [Fact]
    public void EachRowGoesOnWhereItsLastBatchEnded()
    {
        int[] symbols = [.. Enumerable.Range(0, 1000)];
        var batches = new StreamBatches(symbols, rows: 4, steps: 16);
        batches.Fill(0);
        int[] first = [.. batches.Inputs];
        batches.Fill(1);
        Assert.Equal(first.Select(symbol => symbol + 16), batches.Inputs);
    }

    [Fact]
    public void ATextShorterThanABatchIsRefused() =>
        Assert.Throws<InvalidDataException>(() => new StreamBatches([1, 2, 3, 4], rows: 4, steps: 16));
}
