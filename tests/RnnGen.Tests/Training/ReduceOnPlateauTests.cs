using RnnGen.Tests.Formats;

namespace RnnGen.Tests.Training;

/// <summary>Learning rates worked out by hand from PyTorch's definition of <c>ReduceLROnPlateau</c>.</summary>
public class ReduceOnPlateauTests
{
    private static readonly ModelSpec Spec = new(new InputSpec(2), new RnnSpec(3));

    public static TheoryData<string, ReduceOnPlateau, double[], float[]> Cases => new()
    {
        // The third report in a row that is no better is more than two.
        { "patience", new() { Patience = 2, Factor = 0.5f }, [1, 2, 2, 2, 2, 2, 2], [1, 1, 1, 0.5f, 0.5f, 0.5f, 0.25f] },
        { "an improvement begins anew", new() { Patience = 1, Factor = 0.5f }, [5, 6, 4, 6, 4, 3, 3, 3], [1, 1, 1, 1, 0.5f, 0.5f, 0.5f, 0.25f] },
        // 10⁻⁴ of 100 is 0.01: 99.995 is not better, 99.98 is.
        { "relative threshold", new() { Patience = 0, Factor = 0.5f }, [100, 99.995, 99.98, 99.98], [1, 0.5f, 0.5f, 0.25f] },
        { "absolute threshold", new() { Patience = 0, Factor = 0.5f, Threshold = 1, ThresholdMode = ThresholdMode.Absolute }, [100, 99.5, 98.5, 97.5], [1, 0.5f, 0.5f, 0.25f] },
        { "max", new() { Goal = MetricGoal.Max, Patience = 0, Factor = 0.5f, Threshold = 0.1 }, [0.5, 0.54, 0.56, 0.56], [1, 0.5f, 0.5f, 0.25f] },
        { "max, absolute", new() { Goal = MetricGoal.Max, Patience = 0, Factor = 0.5f, Threshold = 0.1, ThresholdMode = ThresholdMode.Absolute }, [0, 0.05, 0.2, 0.25], [1, 0.5f, 0.5f, 0.25f] },
        // Two reports after a reduction do not count.
        { "cooldown", new() { Patience = 0, Factor = 0.5f, Cooldown = 2 }, [1, 1, 1, 1, 1, 1], [1, 0.5f, 0.5f, 0.5f, 0.25f, 0.25f] },
        { "minimum", new() { Patience = 0, Factor = 0.5f, MinimumRate = 0.4f }, [1, 1, 1, 1], [1, 0.5f, 0.4f, 0.4f] },
        { "epsilon", new() { Patience = 0, Factor = 0.5f, Epsilon = 0.3 }, [1, 1, 1], [1, 0.5f, 0.5f] },
        { "not a number", new() { Patience = 0, Factor = 0.5f }, [double.NaN, double.PositiveInfinity, 1, 1], [0.5f, 0.25f, 0.25f, 0.125f] },
        { "defaults", new(), [.. Enumerable.Repeat(1.0, 13)], [.. Enumerable.Repeat(1f, 11), 0.1f, 0.1f] },
    };

    [Theory, MemberData(nameof(Cases))]
    public void TheLearningRateFollowsTheDefinition(string name, ReduceOnPlateau plateau, double[] reports, float[] rates)
    {
        var sgd = new Sgd { LearningRate = 1, Plateau = plateau };
        var found = new List<float>();
        foreach (double report in reports)
        {
            float before = sgd.LearningRate;
            Assert.Equal(sgd.Report(report), sgd.LearningRate < before);
            found.Add(sgd.LearningRate);
        }
        Assert.True(rates.SequenceEqual(found), $"{name}: expected {string.Join(" ", rates)}, found {string.Join(" ", found)}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void ItsStateIsSavedWithTheOptimizers(int stop)
    {
        double[] reports = [3, 3, 3, 2, 2, 2, 2, 1];
        Sgd straight = Make(), before = Make(), after = Make();
        float[] expected = [.. reports.Select(report => Report(straight, report))];
        string path = Path.GetTempFileName();
        try
        {
            foreach (double report in reports[..stop]) Report(before, report);
            before.Save(path);
            after.Load(path);
            Assert.Equal(expected[stop..], reports[stop..].Select(report => Report(after, report)));
            Assert.Equal(1, after.Plateau!.Best);

            var without = new Sgd();
            without.Bind(new ParameterBuffer(Spec));
            Assert.Contains("'rnngen.plateau': expected none", Assert.Throws<ModelFormatException>(() => without.Load(path)).Message);
            without.Save(path);
            Assert.Contains("'rnngen.plateau': expected the state of a Plateau, found none", Assert.Throws<ModelFormatException>(() => after.Load(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }

        static float Report(Sgd sgd, double metric)
        {
            sgd.Report(metric);
            return sgd.LearningRate;
        }

        static Sgd Make()
        {
            var sgd = new Sgd { LearningRate = 1, Plateau = new() { Patience = 1, Factor = 0.5f, Cooldown = 1 } };
            sgd.Bind(FormatSamples.Random(Spec));
            return sgd;
        }
    }

    [Fact]
    public void SettingsAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau { Factor = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau { Patience = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau { Threshold = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau { MinimumRate = -1 });
    }
}
