using Names;
using Samples.Shared;

namespace Samples.Tests.Shared;

public class FitterTests
{
    // 40 rows of different lengths: aba…, always the same after the beginning.
    private static readonly Sequence<int, int>[] Rows = [.. Enumerable.Range(0, 40).Select(i =>
    {
        int[] symbols = [.. Enumerable.Range(0, 3 + i % 5).Select(j => 1 + j % 2)];
        return new Sequence<int, int>([0, .. symbols], [.. symbols, 0]);
    })];

    [Fact]
    public void TheModelOfTheLowestLossIsKept()
    {
        NameModel model = NameModel.Create(1);
        var fitter = new Fitter<NameModel, int, int>(model, Rows, new() { Epochs = 4, BatchSize = 8, Average = 0.9f }, seed: 1);
        // The loss of the second pass is the lowest.
        double[] losses = [3, 1, 2, 1.5];
        float[][] seen = new float[4][];
        int pass = 0;
        Fitted fitted = fitter.Run(() =>
        {
            seen[pass] = model.Parameters.Span.ToArray();
            return losses[pass++];
        });
        Assert.Equal((2, 1.0), (fitted.Epoch, fitted.Loss));
        Assert.Equal(seen[1], model.Parameters.Span.ToArray());
        Assert.NotEqual(seen[3], seen[1]);
    }

    [Fact]
    public void TheSameSeedGivesTheSameBits()
    {
        float[] Fit(int seed)
        {
            NameModel model = NameModel.Create(7);
            double loss = 10;
            new Fitter<NameModel, int, int>(model, Rows, new() { Epochs = 3, BatchSize = 8 }, seed).Run(() => loss--);
            return model.Parameters.Span.ToArray();
        }
        Assert.Equal(Fit(1), Fit(1));
        Assert.NotEqual(Fit(1), Fit(2));
    }

    [Fact]
    public void TooFewRowsAreRefused()
    {
        var mistake = Assert.Throws<InvalidDataException>(() =>
            new Fitter<NameModel, int, int>(NameModel.Create(1), Rows, new() { Epochs = 1, BatchSize = 41 }, seed: 1));
        Assert.Equal("Training takes at least 41 rows; there are 40.", mistake.Message);
    }
}
