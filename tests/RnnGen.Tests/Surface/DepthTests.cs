namespace RnnGen.Tests.Surface;

/// <summary>Skip connections, dropout and tied weights in generated code, with answers worked out by hand.</summary>
public class DepthTests
{
    // Layer 0 gives (2, −2) for x = 2; each layer above makes 3·y of the sum of what it reads, unless said otherwise.
    [Fact]
    public void LayersWithoutSkipPassOnWhatTheyCompute() => Gives<PlainLayers>([2 * 9, -2 * 9]);

    [Fact]
    public void ResidualConnectionsAddWhatALayerRead() => Gives<ResidualLayers>([2 * 4 * 4, -2 * 4 * 4]);

    [Fact]
    public void AHighwaysGateWeighs()
    {
        // σ(ln 3) = ¾: each layer gives ¾·3x + ¼·x = 2.5·x.
        var model = new HighwayLayers();
        SetWeights(model.Parameters);
        model.Parameters.Write("highway_bias_l1", [MathF.Log(3), MathF.Log(3)]);
        model.Parameters.Write("highway_bias_l2", [MathF.Log(3), MathF.Log(3)]);
        float[] outputs = Run<HighwayLayers, float>(model, [2f]);
        Assert.Equal(12.5f, outputs[0], 1e-5);
        Assert.Equal(-12.5f, outputs[1], 1e-5);
    }

    [Fact]
    public void DenselyConnectedLayersReadTheInputAndAllEarlierOutputs()
    {
        var model = new DenseLayers();
        model.Parameters.Write("weight_ih_l0", [1, -1]);
        // Of [x, y0] unit 0 takes x + y0[0] = 4, unit 1 y0[1] = −2; of [x, y0, y1] unit 0 takes 10·x + y1[0] = 24, unit 1 y0[0]·y1's weight 5: 2 + 5·(−2).
        model.Parameters.Write("weight_ih_l1", [1, 1, 0, 0, 0, 1]);
        model.Parameters.Write("weight_ih_l2", [10, 0, 0, 1, 0, 0, 1, 0, 0, 5]);
        Assert.Equal([24, -8], Run<DenseLayers, float>(model, [2f]));
    }

    [Fact]
    public void ASeedDropsAndScalesExactlyWhatTheHashSays()
    {
        const ulong Seed = 77;
        var model = new DropAll();
        float[] identity = new float[400], inputs = [.. Enumerable.Range(1, 60).Select(i => (float)i)], outputs = new float[60];
        for (int i = 0; i < 20; i++) identity[21 * i] = 1;
        model.Parameters.Write("dense.weight", identity);
        DropAll.State state = default;
        var tape = new DropAll.Tape(3) { DropoutSeed = Seed };
        model.Forward(inputs, ref state, outputs, tape);
        // [Dropout] is node 1: place 3.
        float[] mask = [.. Enumerable.Range(0, 60).Select(i =>
            DropoutMask.Bits(DropoutMask.StepKey(Seed, 3, i / 20), i % 20) >= DropoutMask.Threshold(0.4f) ? DropoutMask.Scale(0.4f) : 0)];
        Assert.Equal(inputs.Zip(mask, (x, m) => x * m), outputs);
        Assert.InRange(outputs.Count(value => value == 0), 12, 36);

        // Backward has the recorded masks, not those of a seed that was set since.
        tape.DropoutSeed = 78;
        float[] ones = new float[60], inputGradients = new float[60];
        Array.Fill(ones, 1);
        model.Backward(inputs, tape, ones, new ParameterBuffer(DropAll.Spec), inputGradients, ref state);
        Assert.Equal(mask, inputGradients);

        // Without seed, and without tape, nothing is dropped.
        tape.DropoutSeed = null;
        model.Forward(inputs, ref state, outputs, tape);
        Assert.Equal(inputs, outputs);
        Array.Clear(outputs);
        model.Forward(inputs, ref state, outputs);
        Assert.Equal(inputs, outputs);
    }

    [Fact]
    public void TrainingWithDropoutLearnsAndEvaluatesWithoutIt()
    {
        // The task: say again what came two steps before.
        const int Rows = 4, Steps = 20;
        Regularised model = Regularised.Create(seed: 1);
        var random = new Random(1);
        int[] inputs = new int[Rows * Steps], classes = new int[Rows * Steps];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = random.Next(5);
            classes[i] = i % Steps < 2 ? -1 : inputs[i - 2];
        }
        var trainer = new Trainer<Regularised, int>(model, new Adam { LearningRate = 0.01f },
            new TrainerOptions { BatchSize = Rows, Steps = Steps, Loss = Loss.SoftmaxCrossEntropy, GradientClip = 5f, Seed = 3 });
        float before = trainer.Evaluate(inputs, classes);
        Assert.Equal(before, trainer.Evaluate(inputs, classes));
        Assert.NotEqual(before, trainer.Step(inputs, classes).Loss);
        for (int i = 0; i < 300; i++) Assert.True(float.IsFinite(trainer.Step(inputs, classes).Loss));
        float after = trainer.Evaluate(inputs, classes);
        Assert.InRange(after, 0, 0.3f * before);
        // What training sees is worse than what the whole network does.
        Assert.True(after < trainer.Step(inputs, classes).Loss);
    }

    [Fact]
    public void ATiedModelIsTheUntiedOneWithTwoEqualTables()
    {
        TiedGru tied = TiedGru.Create(seed: 1);
        var untied = new UntiedGru();
        Assert.Equal(UntiedGru.ParameterCount - 20, TiedGru.ParameterCount);
        foreach (TensorInfo tensor in tied.Parameters.Tensors) untied.Parameters.Write(tensor.Name, Read(tied.Parameters, tensor.Name));
        untied.Parameters.Write("dense.weight", Read(tied.Parameters, "embedding.weight"));
        int[] tokens = [0, 3, 4, 3];
        Assert.Equal(Run<UntiedGru, int>(untied, tokens), Run<TiedGru, int>(tied, tokens));

        ParameterBuffer of = Gradients<TiedGru, int>(tied, tokens), apart = Gradients<UntiedGru, int>(untied, tokens);
        float[] table = Read(apart, "embedding.weight"), scores = Read(apart, "dense.weight"), both = Read(of, "embedding.weight");
        for (int i = 0; i < both.Length; i++) Assert.Equal(table[i] + scores[i], both[i], 1e-5);
    }

    private static void Gives<TModel>(float[] expected) where TModel : class, IRnnModel<TModel, float>
    {
        TModel model = TModel.New();
        SetWeights(model.Parameters);
        Assert.Equal(expected, Run<TModel, float>(model, [2f]));
    }

    private static void SetWeights(ParameterBuffer parameters)
    {
        parameters.Write("weight_ih_l0", [1, -1]);
        parameters.Write("weight_ih_l1", [3, 0, 0, 3]);
        parameters.Write("weight_ih_l2", [3, 0, 0, 3]);
    }

    /// <summary>The outputs without tape, which must be those with tape.</summary>
    private static float[] Run<TModel, TInput>(TModel model, TInput[] inputs)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        int steps = inputs.Length / TModel.InputsPerStep;
        float[] outputs = new float[steps * TModel.OutputSize], taped = new float[outputs.Length];
        model.Forward(inputs, new float[TModel.StateSize], outputs);
        model.Forward(inputs, new float[TModel.StateSize], taped, TModel.CreateTape(steps));
        Assert.Equal(outputs, taped);
        return outputs;
    }

    private static ParameterBuffer Gradients<TModel, TInput>(TModel model, TInput[] inputs)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        int steps = inputs.Length / TModel.InputsPerStep;
        RnnTape tape = TModel.CreateTape(steps);
        float[] outputs = new float[steps * TModel.OutputSize];
        model.Forward(inputs, new float[TModel.StateSize], outputs, tape);
        var gradients = new ParameterBuffer(TModel.Spec);
        model.Backward(inputs, tape, outputs, gradients, [], new float[TModel.StateSize]);
        return gradients;
    }

    private static float[] Read(ParameterBuffer buffer, string tensor)
    {
        float[] values = new float[buffer.Tensors.Single(info => info.Name == tensor).Count];
        buffer.Read(tensor, values);
        return values;
    }
}
