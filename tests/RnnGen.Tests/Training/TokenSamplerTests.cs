namespace RnnGen.Tests.Training;

public class TokenSamplerTests
{
    private static readonly float[] Logits = [1f, 3f, -1f, 2f, 0f, float.NegativeInfinity];

    [Fact]
    public void FrequenciesAreTheSoftmax() => Check(new TokenSampler(6, seed: 1) { Temperature = 2f }, [1, 3, -1, 2, 0], 2);

    [Fact]
    public void TopKKeepsTheLargest()
    {
        int[] counts = Counts(new TokenSampler(6, seed: 1) { TopK = 2 });
        Assert.Equal([1, 3], Drawn(counts));
        Assert.Equal(1 / (1 + Math.Exp(-1)), counts[1] / (double)counts.Sum(), 0.01);
    }

    [Fact]
    public void TopPKeepsTheFewestThatReachIt()
    {
        // The softmax is 0.09, 0.64, 0.01, 0.23, 0.03, 0.
        Assert.Equal([1], Drawn(Counts(new TokenSampler(6, seed: 1) { TopP = 0.6f })));
        Assert.Equal([1, 3], Drawn(Counts(new TokenSampler(6, seed: 1) { TopP = 0.65f })));
        Assert.Equal([0, 1, 3], Drawn(Counts(new TokenSampler(6, seed: 1) { TopP = 0.99f, TopK = 3 })));
    }

    [Fact]
    public void TemperatureZeroTakesTheFirstLargest()
    {
        var sampler = new TokenSampler(3, seed: 1) { Temperature = 0 };
        Assert.Equal(1, sampler.Sample([-2f, 5f, 5f]));
        Assert.Equal(0, sampler.Sample([-2f, -2f, -2f]));
    }

    [Fact]
    public void AmongEqualsTheSmallerTokenIsKept() =>
        Assert.Equal([0, 1, 4], Drawn(Counts(new TokenSampler(6, seed: 1) { TopK = 3 }, [0f, 1f, -0f, -1f, 1f, 0f])));

    [Fact]
    public void TheSameSeedDrawsTheSame()
    {
        TokenSampler first = new(6, seed: 7) { TopP = 0.95f }, second = new(6, seed: 7) { TopP = 0.95f }, other = new(6, seed: 8) { TopP = 0.95f };
        int[] drawn = Draw(first);
        Assert.Equal(drawn, Draw(second));
        Assert.NotEqual(drawn, Draw(other));

        static int[] Draw(TokenSampler sampler) => Enumerable.Range(0, 100).Select(_ => sampler.Sample(Logits)).ToArray();
    }

    [Fact]
    public void NothingIsAllocated()
    {
        var sampler = new TokenSampler(6, seed: 1) { TopK = 4, TopP = 0.9f };
        sampler.Sample(Logits);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) sampler.Sample(Logits);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void WrongLogitsAreNamed()
    {
        var sampler = new TokenSampler(2, seed: 1);
        Assert.Contains("logits: expected 2 values, found 1", Assert.Throws<ArgumentException>(() => sampler.Sample([1f])).Message);
        Assert.Contains("logits[1]: expected a number or −∞, found NaN", Assert.Throws<ArgumentException>(() => sampler.Sample([1f, float.NaN])).Message);
        Assert.Contains("found −∞ only", Assert.Throws<ArgumentException>(() => sampler.Sample([float.NegativeInfinity, float.NegativeInfinity])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.TopP = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Temperature = -1);
    }

    private static void Check(TokenSampler sampler, double[] logits, double temperature)
    {
        int[] counts = Counts(sampler);
        double total = logits.Sum(logit => Math.Exp(logit / temperature));
        for (int i = 0; i < logits.Length; i++)
        {
            // 20,000 draws: the standard deviation of a frequency is below 0.0036.
            Assert.Equal(Math.Exp(logits[i] / temperature) / total, counts[i] / (double)counts.Sum(), 0.012);
        }
        Assert.Equal(0, counts[5]);
    }

    private static int[] Counts(TokenSampler sampler, float[]? logits = null)
    {
        var counts = new int[6];
        for (int i = 0; i < 20_000; i++) counts[sampler.Sample(logits ?? Logits)]++;
        return counts;
    }

    private static int[] Drawn(int[] counts) => Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0).ToArray();
}
