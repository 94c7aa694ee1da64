using RnnGen.Tests.Formats;

namespace RnnGen.Tests.Training;

/// <summary>Optimizers against PyTorch's definitions, written again in double for one parameter at a time.</summary>
public class OptimizerTests
{
    private static readonly ModelSpec Spec = new(new InputSpec(3), new RnnSpec(5), new DenseSpec(2));
    private const int Steps = 12;
    private const float Scale = 0.7f;

    /// <summary>A textbook optimizer: (parameter, gradient, number of the step from 1) → parameter.</summary>
    public delegate double Rule(double p, double g, int t);

    public static TheoryData<string, Func<Optimizer>, Func<Rule>> Cases => new()
    {
        { "sgd", () => new Sgd { LearningRate = 0.1f, WeightDecay = 0.01f }, () => Sgd(0.1, 0, 0, false, 0.01) },
        { "momentum", () => new Sgd { LearningRate = 0.1f, Momentum = 0.9f }, () => Sgd(0.1, 0.9, 0, false, 0) },
        { "dampening", () => new Sgd { Momentum = 0.9f, Dampening = 0.5f, WeightDecay = 0.1f }, () => Sgd(1e-3, 0.9, 0.5, false, 0.1) },
        { "nesterov", () => new Sgd { LearningRate = 0.05f, Momentum = 0.9f, Nesterov = true, WeightDecay = 0.01f }, () => Sgd(0.05, 0.9, 0, true, 0.01) },
        { "adam", () => new Adam(), () => Adam(1e-3, 0.9, 0.999, 1e-8, 0, 0) },
        { "adam, decay", () => new Adam { LearningRate = 0.02f, Beta1 = 0.5f, Beta2 = 0.9f, Epsilon = 1e-3f, WeightDecay = 0.1f }, () => Adam(0.02, 0.5, 0.9, 1e-3, 0.1, 0) },
        { "adamw", () => new AdamW(), () => Adam(1e-3, 0.9, 0.999, 1e-8, 0, 0.01) },
        { "adamw, decay", () => new AdamW { LearningRate = 0.02f, WeightDecay = 0.2f }, () => Adam(0.02, 0.9, 0.999, 1e-8, 0, 0.2) },
        { "rmsprop", () => new RmsProp(), () => RmsProp(0.01, 0.99, 1e-8, 0, 0) },
        { "rmsprop, momentum", () => new RmsProp { LearningRate = 1e-3f, Alpha = 0.9f, Momentum = 0.8f, WeightDecay = 0.1f }, () => RmsProp(1e-3, 0.9, 1e-8, 0.8, 0.1) },
    };

    [Theory, MemberData(nameof(Cases))]
    public void FollowsItsDefinition(string name, Func<Optimizer> make, Func<Rule> rule)
    {
        ParameterBuffer parameters = FormatSamples.Random(Spec), gradients = new(Spec);
        bool[] padding = Padding();
        double[] expected = parameters.Span.ToArray().Select(value => (double)value).ToArray();
        Rule[] rules = expected.Select(_ => rule()).ToArray();
        Optimizer optimizer = make();
        for (int t = 1; t <= Steps; t++)
        {
            FormatSamples.Random(Spec, seed: 100 + t).Span.CopyTo(gradients.Span);
            for (int i = 0; i < expected.Length; i++)
            {
                if (!padding[i]) expected[i] = rules[i](expected[i], (double)Scale * gradients.Span[i], t);
            }
            optimizer.Step(parameters, gradients, Scale);
        }
        for (int i = 0; i < expected.Length; i++)
        {
            if (padding[i]) Assert.True(parameters.Span[i] == 0, $"{name}: the padding at {i} became {parameters.Span[i]}.");
            // Twelve steps, each a few float roundings of parameters below 2.
            else Assert.Equal(expected[i], parameters.Span[i], 3e-6);
        }
        Assert.Equal(Steps, optimizer.StepCount);
    }

    [Theory, MemberData(nameof(Cases))]
    public void ContinuesBitForBitFromAFile(string name, Func<Optimizer> make, Func<Rule> rule)
    {
        Assert.NotNull(rule);
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            ParameterBuffer straight = FormatSamples.Random(Spec), stopped = FormatSamples.Random(Spec), continued = new(Spec);
            Optimizer first = make(), before = make(), after = make();
            Run(first, straight, 0, 6);
            Run(before, stopped, 0, 3);
            before.Save(path);
            stopped.Span.CopyTo(continued.Span);
            after.Bind(continued);
            after.Load(path);
            Run(after, continued, 3, 6);
            Assert.True(straight.Span.SequenceEqual(continued.Span), name);
            Assert.Equal(6, after.StepCount);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void AnotherOptimizersFileIsRefusedAndChangesNothing()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            Optimizer adam = new Adam(), adamW = new AdamW(), heavy = new Sgd { Momentum = 0.9f }, light = new Sgd();
            ParameterBuffer parameters = FormatSamples.Random(Spec);
            Run(adam, parameters, 0, 2);
            adam.Save(path);
            adamW.Bind(parameters);
            Assert.Contains("expected AdamW, found Adam", Assert.Throws<ModelFormatException>(() => adamW.Load(path)).Message);
            Assert.Equal(0, adamW.StepCount);

            light.Bind(parameters);
            light.Save(path);
            heavy.Bind(parameters);
            Assert.Contains("'momentum_buffer.rnn.weight_ih_l0' is missing", Assert.Throws<ModelFormatException>(() => heavy.Load(path)).Message);

            ModelFile.Save(parameters, path);
            Assert.Contains("'rnngen.optimizer': expected Sgd, found none", Assert.Throws<ModelFormatException>(() => light.Load(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void AnOptimizerBelongsToOneModel()
    {
        var adam = new Adam();
        Assert.Throws<InvalidOperationException>(() => adam.Save("never written"));
        adam.Bind(new ParameterBuffer(Spec));
        Assert.Throws<InvalidOperationException>(() => adam.Bind(new ParameterBuffer(Spec)));
    }

    [Fact]
    public void SettingsAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { LearningRate = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Beta2 = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp { Epsilon = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { WeightDecay = float.NaN });
        Assert.Throws<InvalidOperationException>(() => new Sgd { Nesterov = true }.Bind(new ParameterBuffer(Spec)));
    }

    [Fact]
    public void ASchedulesFactorMultipliesTheRate()
    {
        ParameterBuffer parameters = new(Spec), gradients = new(Spec);
        gradients.Write("dense.bias", [1, 1]);
        var sgd = new Sgd { LearningRate = 1, Schedule = LearningRateSchedule.StepDecay(2, 0.5).AfterWarmup(2) };
        var bias = new List<float>();
        for (int t = 0; t < 6; t++)
        {
            sgd.Step(parameters, gradients);
            bias.Add(-FormatSamples.Tensor(parameters, "dense.bias")[0]);
        }
        Assert.Equal([0.5f, 1.5f, 2.5f, 3.5f, 4f, 4.5f], bias);
        LearningRateSchedule cosine = LearningRateSchedule.Cosine(10, floor: 0.1);
        Assert.Equal((1, 0.55, 0.1, 0.1), (cosine.FactorAt(0), Math.Round(cosine.FactorAt(5), 12), cosine.FactorAt(10), cosine.FactorAt(99)));
        Assert.Equal(0.81, LearningRateSchedule.Exponential(0.9).FactorAt(2), 1e-12);
    }

    public static TheoryData<string, Func<LearningRateSchedule>> WrongSchedules => new()
    {
        { "factor: expected a finite value ≥ 0, found NaN.", () => LearningRateSchedule.StepDecay(1, double.NaN) },
        { "factor: expected a finite value ≥ 0, found -0.5.", () => LearningRateSchedule.StepDecay(1, -0.5) },
        { "factor: expected a finite value ≥ 0, found -1.", () => LearningRateSchedule.Exponential(-1) },
        { "factor: expected a finite value ≥ 0, found NaN.", () => LearningRateSchedule.Exponential(double.NaN) },
        { "factor: expected a finite value ≥ 0, found Infinity.", () => LearningRateSchedule.Exponential(double.PositiveInfinity) },
        { "floor: expected a finite value ≥ 0, found -3.", () => LearningRateSchedule.Cosine(5, -3) },
        { "floor: expected a finite value ≥ 0, found NaN.", () => LearningRateSchedule.Cosine(5, double.NaN) },
    };

    [Theory, MemberData(nameof(WrongSchedules))]
    public void AScheduleOfWrongNumbersIsRefused(string message, Func<LearningRateSchedule> make) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    // Finite, but not as a float.
    [InlineData(1e40)]
    public void ALearningRateThatWouldDestroyTheModelIsRefusedBeforeAnythingIsWritten(double factor)
    {
        ParameterBuffer parameters = FormatSamples.Random(Spec), gradients = FormatSamples.Random(Spec, seed: 2);
        var adam = new Adam { LearningRate = 0.5f, Schedule = new(t => t == 0 ? 1 : factor) };
        adam.Step(parameters, gradients);
        float[] before = parameters.Span.ToArray();
        string message = Assert.Throws<InvalidOperationException>(() => adam.Step(parameters, gradients)).Message;
        Assert.StartsWith("Schedule: expected a learning rate ≥ 0 that a float holds after 1 steps, found ", message);
        Assert.Equal(before, parameters.Span);
        Assert.Equal((1L, 0.5), (adam.StepCount, adam.LastRate));
        // Neither did the moments move: with a good factor it goes on as one that never failed.
        ParameterBuffer straight = FormatSamples.Random(Spec);
        var other = new Adam { LearningRate = 0.5f };
        for (int i = 0; i < 2; i++) other.Step(straight, gradients);
        adam.Schedule = null;
        adam.Step(parameters, gradients);
        Assert.Equal(straight.Span, parameters.Span);
    }

    public static TheoryData<string, Func<Optimizer>, float> Overflows => new()
    {
        { "'dense.bias' is -Infinity at index 1 after the update of step 2 (learning rate 1E+30)", () => new Sgd { LearningRate = 1e30f }, 1e20f },
        { "'dense.bias' is -Infinity at index 1 after the update of step 2 (learning rate 1E+30)", () => new Sgd { LearningRate = 1e30f, Momentum = 0.5f }, 1e20f },
        // The momentum itself: 0.9 · 3e38 + 3e38, which a rate of 0 turns into 0 · ∞.
        { "'dense.bias' is NaN at index 1 after the update of step 3 (learning rate 0)", () => new Sgd { LearningRate = 0, Momentum = 0.9f }, 3e38f },
        { "'dense.bias' is -Infinity at index 1 after the update of step 2 (learning rate 3E+38)", () => new Adam { LearningRate = 3e38f, Beta1 = 0, Beta2 = 0.99f }, 1f },
        // g² is more than a float holds, and an infinite v would keep the parameter where it is.
        { "exp_avg_sq of 'dense.bias' is Infinity at index 1 after the update of step 2 (learning rate 0.001)", () => new Adam(), 1e25f },
        { "exp_avg_sq of 'dense.bias' is Infinity at index 1 after the update of step 2 (learning rate 0.001)", () => new AdamW(), -1e25f },
        { "square_avg of 'dense.bias' is Infinity at index 1 after the update of step 2 (learning rate 0.01)", () => new RmsProp(), 1e25f },
        { "square_avg of 'dense.bias' is Infinity at index 1 after the update of step 2 (learning rate 0.01)", () => new RmsProp { Momentum = 0.5f }, 1e25f },
    };

    [Theory, MemberData(nameof(Overflows))]
    public void AnUpdateThatSpoilsTheModelIsNamed(string message, Func<Optimizer> make, float gradient)
    {
        ParameterBuffer parameters = FormatSamples.Random(Spec), gradients = new(Spec);
        Optimizer optimizer = make();
        optimizer.Step(parameters, gradients);
        gradients.Write("dense.bias", [0, gradient]);
        NotFiniteNumberException exception = Assert.Throws<NotFiniteNumberException>(() =>
        {
            for (int i = 0; i < 2; i++) optimizer.Step(parameters, gradients);
        });
        Assert.Equal($"{message}. Parameters were changed: go back to a checkpoint or to the best ones.", exception.Message);
    }

    /// <summary>As long as each value is finite, it is no matter what they add up to.</summary>
    [Fact]
    public void LargeButFiniteParametersAreLeftAlone()
    {
        foreach (Optimizer optimizer in (Optimizer[])[new Sgd(), new Sgd { Momentum = 0.9f }, new Adam(), new AdamW(), new RmsProp()])
        {
            ParameterBuffer parameters = new(Spec), gradients = new(Spec);
            foreach (TensorInfo tensor in parameters.Tensors) parameters.Write(tensor.Name, [.. Enumerable.Repeat(3e38f, tensor.Count)]);
            gradients.Write("dense.bias", [1e15f, 1e15f]);
            for (int i = 0; i < 2; i++) optimizer.Step(parameters, gradients);
            Assert.Equal(2, optimizer.StepCount);
        }
    }

    private static void Run(Optimizer optimizer, ParameterBuffer parameters, int from, int to)
    {
        for (int t = from; t < to; t++) optimizer.Step(parameters, FormatSamples.Random(Spec, seed: 50 + t));
    }

    private static bool[] Padding()
    {
        var ones = new ParameterBuffer(Spec);
        foreach (TensorInfo tensor in ones.Tensors) ones.Write(tensor.Name, Enumerable.Repeat(1f, tensor.Count).ToArray());
        return ones.Span.ToArray().Select(value => value == 0).ToArray();
    }

    private static Rule Sgd(double rate, double momentum, double dampening, bool nesterov, double decay)
    {
        double buffer = 0;
        return (p, g, t) =>
        {
            g += decay * p;
            if (momentum != 0)
            {
                buffer = t == 1 ? g : momentum * buffer + (1 - dampening) * g;
                g = nesterov ? g + momentum * buffer : buffer;
            }
            return p - rate * g;
        };
    }

    private static Rule Adam(double rate, double beta1, double beta2, double epsilon, double decay, double shrink)
    {
        double m = 0, v = 0;
        return (p, g, t) =>
        {
            p *= 1 - rate * shrink;
            g += decay * p;
            m = beta1 * m + (1 - beta1) * g;
            v = beta2 * v + (1 - beta2) * g * g;
            double mHat = m / (1 - Math.Pow(beta1, t)), vHat = v / (1 - Math.Pow(beta2, t));
            return p - rate * mHat / (Math.Sqrt(vHat) + epsilon);
        };
    }

    private static Rule RmsProp(double rate, double alpha, double epsilon, double momentum, double decay)
    {
        double v = 0, buffer = 0;
        return (p, g, t) =>
        {
            g += decay * p;
            v = alpha * v + (1 - alpha) * g * g;
            buffer = momentum * buffer + g / (Math.Sqrt(v) + epsilon);
            return p - rate * (momentum > 0 ? buffer : g / (Math.Sqrt(v) + epsilon));
        };
    }
}
