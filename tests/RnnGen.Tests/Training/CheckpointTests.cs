using RnnGen.Tests.Models;

namespace RnnGen.Tests.Training;

/// <summary>A run that stops, is saved in one file and continues in a new process's place goes on bit for bit.</summary>
public sealed class CheckpointTests : IDisposable
{
    private const int Rows = 4;
    private const int Steps = 5;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    public static TheoryData<string, Func<Optimizer>> Optimizers => new()
    {
        { "sgd", () => new Sgd { Momentum = 0.9f, Nesterov = true } },
        { "adam", () => new Adam { WeightDecay = 0.01f } },
        { "adamw", () => new AdamW() },
        { "rmsprop", () => new RmsProp { Momentum = 0.5f } },
    };

    [Theory, MemberData(nameof(Optimizers))]
    public void AStoppedRunContinuesBitForBit(string name, Func<Optimizer> make)
    {
        for (int stop = 0; stop < 12; stop += 3)
        {
            Run straight = new(make()), before = new(make()), after = new(make());
            straight.Go(0, 12);
            before.Go(0, stop);
            before.Trainer.Save(_path);
            after.Trainer.Load(_path);
            Assert.Equal(stop, after.Optimizer.StepCount);
            after.Go(stop, 12);
            Assert.True(straight.Parameters.SequenceEqual(after.Parameters), name);
            Assert.Equal(straight.Losses[stop..], after.Losses);
            Assert.Equal(straight.Stops[(stop / 2)..], after.Stops);
            Assert.Equal(straight.Optimizer.LearningRate, after.Optimizer.LearningRate);
            // What is best was found before the stop, or after it.
            straight.Trainer.RestoreBest();
            after.Trainer.RestoreBest();
            Assert.True(straight.Parameters.SequenceEqual(after.Parameters), name);
            Assert.Equal(straight.Trainer.EarlyStopping!.Best, after.Trainer.EarlyStopping!.Best);
        }
    }

    [Fact]
    public void AnotherRunsCheckpointIsRefusedAndChangesNothing()
    {
        Run run = new(new Adam()), other = new(new Adam(), seed: 2), larger = new(new Adam(), rows: 5), fresh = new(new Adam(), carry: false), lacking = new(new Adam());
        lacking.Trainer.EarlyStopping = null;
        run.Go(0, 6);
        run.Trainer.Save(_path);
        Refused(other, "'rnngen.seed': expected 2, found 1");
        Refused(larger, "'trainer.states': expected F32 [5, 32], found F32 [4, 32]");
        Refused(fresh, "'rnngen.carry_state': expected false, found true");
        Refused(lacking, "'rnngen.early_stopping': expected none");
        Refused(new(new AdamW()), "expected AdamW, found Adam");
        fresh.Trainer.Save(_path);
        Refused(run, "'rnngen.carry_state': expected true, found false");
        lacking.Trainer.Save(_path);
        Refused(run, "'rnngen.early_stopping': expected the state of early stopping, found none");

        void Refused(Run into, string message)
        {
            float[] parameters = into.Parameters;
            long steps = into.Optimizer.StepCount;
            Assert.Contains(message, Assert.Throws<ModelFormatException>(() => into.Trainer.Load(_path)).Message);
            Assert.Equal(parameters, into.Parameters);
            Assert.Equal(steps, into.Optimizer.StepCount);
        }
    }

    [Fact]
    public void ADamagedCheckpointChangesNothing()
    {
        Run run = new(new Adam()), into = new(new Adam());
        run.Go(0, 6);
        into.Go(0, 1);
        run.Trainer.Save(_path);
        byte[] bytes = File.ReadAllBytes(_path);
        float[] parameters = into.Parameters;
        foreach (int length in new[] { 0, 100, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(_path, bytes[..length]);
            Assert.Throws<ModelFormatException>(() => into.Trainer.Load(_path));
            Assert.Equal(parameters, into.Parameters);
        }
    }

    [Fact]
    public void ASaveThatFailsLeavesTheCheckpointThatWasThere()
    {
        Run run = new(new Adam());
        run.Go(0, 3);
        run.Trainer.Save(_path);
        byte[] bytes = File.ReadAllBytes(_path);
        run.Model.Parameters.Write("dense.bias", [float.NaN, 0]);
        Assert.Throws<InvalidOperationException>(() => run.Trainer.Save(_path));
        Assert.Equal(bytes, File.ReadAllBytes(_path));
    }

    /// <summary>A model of no special kind with everything that has a state: schedule, plateau, early stopping, carried states.</summary>
    private sealed class Run
    {
        private readonly int _rows;

        public Run(Optimizer optimizer, int seed = 1, int rows = Rows, bool carry = true)
        {
            _rows = rows;
            Optimizer = optimizer;
            optimizer.LearningRate = 0.01f;
            optimizer.Schedule = LearningRateSchedule.Cosine(20, floor: 0.1).AfterWarmup(3);
            optimizer.Plateau = new() { Patience = 0, Factor = 0.5f };
            Trainer = new(Model, optimizer, new TrainerOptions { BatchSize = rows, Steps = Steps, Loss = Loss.Huber, CarryState = carry, GradientClip = 1, Seed = seed })
            {
                EarlyStopping = new() { Patience = 2 },
            };
        }

        public SpyModel Model { get; } = Filled();

        public Optimizer Optimizer { get; }

        public Trainer<SpyModel, float> Trainer { get; }

        public List<float> Losses { get; } = [];

        /// <summary>What each report answered.</summary>
        public List<bool> Stops { get; } = [];

        public float[] Parameters => Model.Parameters.Span.ToArray();

        public void Go(int from, int to)
        {
            for (int step = from; step < to; step++)
            {
                float[] inputs = TrainerTests.Values(_rows * Steps * 3, seed: step), targets = TrainerTests.Values(_rows * Steps * 2, seed: 100 + step);
                float loss = Trainer.Step(inputs, targets).Loss;
                Losses.Add(loss);
                // Reports that rise and fall.
                if (step % 2 == 1) Stops.Add(Trainer.Report(loss + step % 3));
            }
        }

        private static SpyModel Filled()
        {
            var model = new SpyModel();
            ParameterInitializer.Fill(model.Parameters, seed: 1);
            return model;
        }
    }
}
