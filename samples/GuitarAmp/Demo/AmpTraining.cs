using GuitarAmp.Playing;
using RnnGen;

namespace GuitarAmp.Demo;

/// <summary>Trains a network to sound as an amplifier does.</summary>
internal static class AmpTraining
{
    /// <summary>Stretches of the sound that are learnt from side by side, and samples between two updates: how far a gradient reaches back.</summary>
    private const int Rows = 32, Steps = 256;

    private const double LearningRate = 8e-3, LastLearningRate = 1e-5;

    /// <summary>Updates whose mean loss is reported.</summary>
    private const int ReportEvery = 1000;

    /// <summary>Trains.</summary>
    /// <param name="inputs">What went in.</param>
    /// <param name="targets">What came out.</param>
    /// <param name="seed">Of the first weights.</param>
    /// <param name="threads">To train with.</param>
    /// <param name="fraction">The share of the training that is over, after so many updates; 1 ends it.</param>
    /// <param name="report">Hears the share and the mean squared error of the last updates.</param>
    public static Lstm16 Run(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, int seed, int threads, Func<int, double> fraction, Action<double, double>? report = null)
    {
        Lstm16 model = Lstm16.Create(seed);
        var adam = new Adam();
        using var trainer = new Trainer<Lstm16, float>(model, adam, new TrainerOptions
        {
            BatchSize = Rows, Steps = Steps, Loss = Loss.MeanSquaredError, GradientClip = 1f, Threads = threads, CarryState = true, Seed = seed,
        });
        int rowLength = inputs.Length / Rows, batches = rowLength / Steps;
        float[] x = new float[Rows * Steps], t = new float[x.Length];
        double sum = 0;
        for (int update = 0; fraction(update) is var done and < 1; update++)
        {
            int batch = update % batches;
            // Each stretch begins from silence; what came before it is not known, and soon forgotten.
            if (batch == 0) trainer.ResetState();
            for (int row = 0; row < Rows; row++)
            {
                int first = row * rowLength + batch * Steps;
                inputs.Slice(first, Steps).CopyTo(x.AsSpan(row * Steps));
                targets.Slice(first, Steps).CopyTo(t.AsSpan(row * Steps));
            }
            // Down a line in the logarithm: as many updates for each tenth of the rate.
            adam.LearningRate = (float)(LearningRate * Math.Pow(LastLearningRate / LearningRate, done));
            sum += trainer.Step(x, t).Loss;
            if ((update + 1) % ReportEvery != 0) continue;
            report?.Invoke(done, sum / ReportEvery);
            sum = 0;
        }
        return model;
    }
}
