using RnnGen.Tests.Models;

namespace RnnGen.Tests.Training;

/// <summary>
/// ‖∂L/∂h_t‖ against central differences: h_t of the lower layer is moved and the rest of the network run again, cut into networks of one layer each, whose
/// only connection is what the test carries from one to the other.
/// </summary>
public class GradientFlowTests
{
    private const int Steps = 7;
    private const int Inputs = 2;

    public static TheoryData<string, RecurrentSpec> Cells => new()
    {
        { "rnn", new RnnSpec(4) },
        { "lstm", new LstmSpec(4) },
        { "projecting", new LstmSpec(5) { Projection = 3 } },
        { "peepholes", new LstmSpec(4) { Peephole = true, Gates = LstmGates.Coupled } },
        { "gru", new GruSpec(4) },
        { "resetting before", new GruSpec(4) { Reset = GruReset.BeforeProduct } },
        { "mingru", new MinGruSpec(4) },
    };

    [Theory, MemberData(nameof(Cells))]
    public void NormsAreThoseOfCentralDifferences(string name, RecurrentSpec cell)
    {
        foreach (Direction direction in Enum.GetValues<Direction>()) Check($"{name}, {direction}", cell with { Name = "low", Direction = direction });
    }

    [Fact]
    public void RadiiAreThoseOfEachGatesBlock()
    {
        var network = new ReferenceNetwork(new ModelSpec(new InputSpec(1), new LstmSpec(2) { Name = "a" }, new LstmSpec(3) { Name = "b", Projection = 1 }, new MinGruSpec(2) { Name = "c" }));
        double[] u = network.Parameters["a.weight_hh_l0"];
        // i: a rotation by a right angle, times 2; f: 0.5·I; g: nilpotent; o: diagonal.
        double[] blocks = [0, -2, 2, 0, /**/ 0.5, 0, 0, 0.5, /**/ 0, 9, 0, 0, /**/ 1, 0, 0, -3];
        blocks.CopyTo(u, 0);
        // U·W_hr of one column and one row: ρ is |row·column|.
        double[] column = [1, 2, 3, /**/ 0, 0, 1, /**/ 1, 1, 1, /**/ -1, 0, 0];
        column.CopyTo(network.Parameters["b.weight_hh_l0"], 0);
        new double[] { 1, 10, 100 }.CopyTo(network.Parameters["b.weight_hr_l0"], 0);
        ReferenceRun run = network.Forward(new double[3]);
        GradientFlow flow = GradientFlow.Of(network, run, new double[run.Outputs.Length]);
        Assert.Equal(["a.h_l0", "b.h_l0", "c.h_l0"], flow.Layers.Select(layer => layer.Slot));
        Radii("ifgo", [2, 0.5, 0, 3], flow.Layers[0]);
        Radii("ifgo", [321, 100, 111, 1], flow.Layers[1]);
        Radii("", [], flow.Layers[2]);

        static void Radii(string gates, double[] values, LayerFlow layer)
        {
            Assert.Equal(gates, string.Concat(layer.Radii.Select(radius => radius.Gate)));
            for (int i = 0; i < values.Length; i++) Assert.Equal(values[i], layer.Radii[i].Value, 1e-7 * values[i]);
        }
    }

    [Fact]
    public void AGeneratedModelsFlowIsThatOfTheLossItTrainsWith()
    {
        Tagger model = Tagger.Create(1);
        int[] inputs = [.. Enumerable.Range(0, 5 * 3).Select(i => i % 4)], classes = [0, -1, 4, 2, -1];
        using var trainer = new Trainer<Tagger, int>(model, new Sgd(), new TrainerOptions { BatchSize = 1, Steps = 5 });
        GradientFlow flow = GradientFlow.Of(model, inputs, classes);
        Assert.Equal(trainer.Evaluate(inputs, classes), flow.Loss, 1e-6);
        LayerFlow layer = Assert.Single(flow.Layers);
        Assert.Equal(("rnn.h_l0", 5), (layer.Slot, layer.Norms.Count));
        // Nothing after the last class that counts.
        Assert.Equal(0, layer.Norms[4]);
        Assert.All(layer.Norms.Take(4), norm => Assert.True(norm > 0));

        // Two directions of two layers; the state's own gradient of the first step is what the engine hands back.
        GradientFlow twoWay = GradientFlow.Of(TwoWayStack.Create(1), new float[6 * 3], new float[6 * 5], Loss.Huber);
        Assert.Equal(["lstm.h_l0", "lstm.h_l0_reverse", "lstm.h_l1", "lstm.h_l1_reverse"], twoWay.Layers.Select(other => other.Slot));
        Assert.All(twoWay.Layers, other => Assert.Equal("ifgo", string.Concat(other.Radii.Select(radius => radius.Gate))));
        Assert.Contains("classes: expected 5 values", Assert.Throws<ArgumentException>(() => GradientFlow.Of(model, inputs, [0, 1])).Message);
    }

    private static void Check(string name, RecurrentSpec low)
    {
        RecurrentSpec high = new RnnSpec(3) { Name = "high" };
        int width = low is LstmSpec { Projection: > 0 } lstm ? lstm.Projection : low.Hidden, merged = low.Direction == Direction.Bidirectional ? 2 * width : width;
        var whole = new ReferenceNetwork(new ModelSpec(new InputSpec(Inputs), low, high, new DenseSpec(2)));
        Fill(whole, seed: 1);
        // The lower layer's directions and the upper part, each a network.
        Direction[] directions = low.Direction == Direction.Bidirectional ? [Direction.Forward, Direction.Backward] : [low.Direction];
        ReferenceNetwork[] lows = [.. directions.Select(direction => Part(whole, new ModelSpec(new InputSpec(Inputs), low with { Direction = direction })))];
        ReferenceNetwork top = Part(whole, new ModelSpec(new InputSpec(merged), high, new DenseSpec(2)));

        double[] x = Random(Steps * Inputs, 2), weights = Random(Steps * 2, 3);
        ReferenceRun run = whole.Forward(x);
        GradientFlow flow = GradientFlow.Of(whole, run, weights);
        for (int d = 0; d < directions.Length; d++)
        {
            string suffix = directions[d] == Direction.Backward ? "_reverse" : "";
            Assert.Equal($"low.h_l0{suffix}", flow.Layers[d].Slot);
            for (int t = 0; t < Steps; t++)
            {
                double sum = 0;
                for (int unit = 0; unit < width; unit++)
                {
                    const double E = 1e-5;
                    double slope = (LossWith(d, t, unit, E) - LossWith(d, t, unit, -E)) / (2 * E);
                    sum += slope * slope;
                }
                double expected = Math.Sqrt(sum), found = flow.Layers[d].Norms[t];
                Assert.True(Math.Abs(expected - found) <= 1e-7 * (1 + expected), $"{name}, step {t}: expected {expected}, found {found}");
            }
        }

        // L = Σ weights·outputs, linear in the outputs, with h_t of one unit moved.
        double LossWith(int d, int t, int unit, double by)
        {
            double[][][] h = [.. lows.Select((part, k) => Sequence(part, directions[k] == Direction.Backward, k == d ? t : -1, unit, by))];
            double[] merge = [.. Enumerable.Range(0, Steps).SelectMany(step => h.SelectMany(direction => direction[step]))];
            return top.Forward(merge).Outputs.Zip(weights, (y, w) => y * w).Sum();
        }

        // The lower layer's h, a step at a time; after step `at` one unit of h is moved, in the output and in the state.
        double[][] Sequence(ReferenceNetwork part, bool isBackward, int at, int unit, double by)
        {
            var h = new double[Steps][];
            ReferenceTensors state = part.NewState();
            for (int k = 0; k < Steps; k++)
            {
                int t = isBackward ? Steps - 1 - k : k;
                ReferenceRun one = part.Forward(x.AsSpan(t * Inputs, Inputs), state);
                (h[t], state) = (one.Outputs, one.FinalState);
                if (t != at) continue;
                h[t][unit] += by;
                state[state.Tensors.First(tensor => tensor.Name.Contains(".h_")).Name][unit] += by;
            }
            return h;
        }
    }

    [Fact]
    public void AWrongSequenceIsNamedAsTheCallerKnowsIt()
    {
        Tagger tagger = Tagger.Create(1);
        Says("'inputs' must hold token ids from 0 to 8 at index 4; it holds 9.", () => GradientFlow.Of<Tagger, int>(tagger, [0, 0, 0, 0, 9, 0], [0, 0]));
        Says("'inputs' must have a multiple of 3 values", () => GradientFlow.Of<Tagger, int>(tagger, [0, 0, 0, 0], [0]));

        static void Says(string message, Action call) => Assert.StartsWith(message, Assert.Throws<ArgumentException>("inputs", call).Message);
    }

    private static ReferenceNetwork Part(ReferenceNetwork whole, ModelSpec spec)
    {
        var part = new ReferenceNetwork(spec);
        foreach (TensorInfo tensor in part.Parameters.Tensors) whole.Parameters[tensor.Name].CopyTo(part.Parameters[tensor.Name], 0);
        return part;
    }

    private static void Fill(ReferenceNetwork network, int seed)
    {
        foreach (TensorInfo tensor in network.Parameters.Tensors) Random(tensor.Count, seed++).CopyTo(network.Parameters[tensor.Name], 0);
    }

    private static double[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];
    }
}
