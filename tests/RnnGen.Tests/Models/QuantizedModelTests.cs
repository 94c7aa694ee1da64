namespace RnnGen.Tests.Models;

/// <summary>Models that keep a smaller copy of their weights: when it is made, and who may read it.</summary>
public class QuantizedModelTests
{
    private const int Steps = 9;

    private static readonly float[] s_inputs = [.. Enumerable.Range(0, Steps * HalfStack.InputSize).Select(i => MathF.Sin(i))];

    [Fact]
    public void TheTrainedModelsFileLoads()
    {
        string path = Path.GetTempFileName();
        try
        {
            FloatStack trained = FloatStack.Create(seed: 5);
            trained.Save(path);
            float[] exact = Run<FloatStack>(trained), half = Run<HalfStack>(HalfStack.Load(path)), quarter = Run<ByteStack>(ByteStack.Load(path));
            Assert.InRange(Difference(exact, half), 1e-6f, 1e-2f);
            Assert.InRange(Difference(exact, quarter), 1e-6f, 2e-2f);

            var read = new HalfStack();
            read.Read(path);
            Assert.Equal(half, Run<HalfStack>(read));
            using FileStream stream = File.OpenRead(path);
            Assert.Equal(half, Run<HalfStack>(HalfStack.Load(stream)));

            // And back: what it saves are the floats.
            HalfStack.Load(path).Save(path);
            Assert.Equal(exact, Run<FloatStack>(FloatStack.Load(path)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ACreatedModelIsReady() => Assert.InRange(Difference(Run<FloatStack>(FloatStack.Create(5)), Run<ByteStack>(ByteStack.Create(5))), 1e-6f, 2e-2f);

    [Fact]
    public void ANewModelsWeightsAreZero() => Assert.All(Run<ByteStack>(new ByteStack()), output => Assert.Equal(0f, output));

    [Fact]
    public void ParametersWrittenByHandCountFromQuantizeOn()
    {
        HalfStack model = HalfStack.Create(1), other = HalfStack.Create(2);
        float[] before = Run<HalfStack>(model), after = Run<HalfStack>(other);
        other.Parameters.Span.CopyTo(model.Parameters.Span);
        Assert.Equal(before, Run<HalfStack>(model));
        model.Quantize();
        Assert.Equal(after, Run<HalfStack>(model));
    }

    [Fact]
    public void WithTapeTheParametersAreRead()
    {
        HalfStack model = HalfStack.Create(1);
        FloatStack exact = FloatStack.Create(1);
        HalfStack.State state = default;
        float[] outputs = new float[Steps * HalfStack.OutputSize];
        model.Forward(s_inputs, ref state, outputs, new HalfStack.Tape(Steps));
        Assert.Equal(RunTaped(exact), outputs);
        Assert.NotEqual(Run<HalfStack>(model), outputs);
    }

    /// <summary>While one thread makes the copy anew, others get the old one or the new one, never a mixture.</summary>
    [Fact]
    public void ACopyIsReplacedAsAWhole()
    {
        HalfStack model = HalfStack.Create(1), other = HalfStack.Create(2);
        float[] first = Run<HalfStack>(model), second = Run<HalfStack>(other), one = model.Parameters.Span.ToArray(), two = other.Parameters.Span.ToArray();
        bool isDone = false;
        int mixtures = 0, runs = 0;
        var reader = new Thread(() =>
        {
            while (!Volatile.Read(ref isDone))
            {
                float[] outputs = Run<HalfStack>(model);
                if (!outputs.AsSpan().SequenceEqual(first) && !outputs.AsSpan().SequenceEqual(second)) mixtures++;
                runs++;
            }
        });
        reader.Start();
        for (int i = 0; i < 200 || Volatile.Read(ref runs) < 20; i++)
        {
            (i % 2 == 0 ? two : one).CopyTo(model.Parameters.Span);
            model.Quantize();
        }
        Volatile.Write(ref isDone, true);
        reader.Join();
        Assert.Equal(0, mixtures);
    }

    [Fact]
    public void TheTrainerSaysWhatToDo()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new Trainer<ByteStack, float>(ByteStack.Create(1), new Adam(), new TrainerOptions { Loss = Loss.MeanSquaredError }));
        Assert.Equal("The model keeps a smaller copy of its weights (Storage = WeightStorage.Int8), which training would leave behind. "
            + "Train the same declaration with WeightStorage.Float32, save it, and load the file into this model. (Parameter 'model')", refusal.Message);
    }

    [Fact]
    public void TheDeclarationHasTheStorage()
    {
        Assert.Equal("[RnnModel(Storage = WeightStorage.Int8)] [Input(3)] [Lstm(21, Layers = 2)] [Dense(2)]", ByteStack.Spec.ToString());
        Assert.NotEqual(HalfStack.Spec, ByteStack.Spec);
    }

    [Fact]
    public void TheReportHasTheErrorsOfOutputsAndWeights()
    {
        HalfStack model = HalfStack.Create(1);
        float[] small = Run<HalfStack>(model), exact = RunTaped(FloatStack.Create(1));
        StorageReport report = StorageReport.Compare<HalfStack, float>(model, [s_inputs]);
        Assert.Equal((1, Steps), (report.Sequences, report.Steps));
        for (int output = 0; output < HalfStack.OutputSize; output++)
        {
            double[] errors = [.. Enumerable.Range(0, Steps).Select(t => Math.Abs((double)exact[2 * t + output] - small[2 * t + output]))];
            Assert.Equal((errors.Max(), errors.Average()), (report.Outputs[output].LargestError, report.Outputs[output].MeanError));
            Assert.Equal(Enumerable.Range(0, Steps).Max(t => Math.Abs(exact[2 * t + output])), report.Outputs[output].LargestValue);
        }
        Assert.Equal(report.Outputs.Max(output => output.LargestError), report.Total.LargestError);
        Assert.Equal(["lstm.weight_ih_l0", "lstm.weight_hh_l0", "lstm.weight_ih_l1", "lstm.weight_hh_l1", "dense.weight"], report.Weights.Select(tensor => tensor.Name));
        Assert.All(report.Weights, tensor => Assert.InRange(tensor.LargestError, 1e-6, tensor.LargestValue / 256));
        Assert.StartsWith($"BFloat16 against Float32, 1 sequences of {Steps} steps together: {HalfStack.Spec}\n  all outputs", report.ToString());
    }

    /// <summary>The state goes on from piece to piece, so that pieces make no difference.</summary>
    [Fact]
    public void LongSequencesAreComparedInPieces()
    {
        HalfStack model = HalfStack.Create(1);
        float[] inputs = [.. Enumerable.Range(0, 2500 * HalfStack.InputSize).Select(i => MathF.Sin(i))], exact = new float[2500 * 2], small = new float[2500 * 2];
        HalfStack.State state = default;
        model.Forward(inputs, ref state, small);
        state = default;
        model.Forward(inputs, ref state, exact, new HalfStack.Tape(2500));
        StorageReport report = StorageReport.Compare<HalfStack, float>(model, [inputs, s_inputs]);
        Assert.Equal(2500 + Steps, report.Steps);
        Assert.Equal(exact.Zip(small, (a, b) => Math.Abs((double)a - b)).Max(), report.Total.LargestError);
    }

    [Fact]
    public void WhatCannotBeComparedIsSaid()
    {
        Refused("The model has Storage = WeightStorage.Float32, so its steps read the parameters themselves and there is nothing to compare. (Parameter 'model')",
            () => StorageReport.Compare<FloatStack, float>(FloatStack.Create(1), [s_inputs]));
        Refused("There must be one sequence at least. (Parameter 'sequences')", () => StorageReport.Compare<HalfStack, float>(HalfStack.Create(1), []));
        Refused("Each sequence must have one step at least. (Parameter 'sequences')", () => StorageReport.Compare<HalfStack, float>(HalfStack.Create(1), [s_inputs, []]));
        Refused("'sequences' must have a multiple of 3 values, 3 for each step; it has 4. (Parameter 'sequences')",
            () => StorageReport.Compare<HalfStack, float>(HalfStack.Create(1), [new float[4]]));

        static void Refused(string message, Action compare) => Assert.Equal(message, Assert.Throws<ArgumentException>(compare).Message);
    }

    private static float[] Run<TModel>(TModel model) where TModel : class, IRnnModel<TModel, float>
    {
        float[] outputs = new float[Steps * TModel.OutputSize];
        model.Forward(s_inputs, new float[TModel.StateSize], outputs);
        return outputs;
    }

    private static float[] RunTaped(FloatStack model)
    {
        FloatStack.State state = default;
        float[] outputs = new float[Steps * FloatStack.OutputSize];
        model.Forward(s_inputs, ref state, outputs, new FloatStack.Tape(Steps));
        return outputs;
    }

    private static float Difference(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
}
