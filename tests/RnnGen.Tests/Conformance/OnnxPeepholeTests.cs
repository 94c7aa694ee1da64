namespace RnnGen.Tests;

/// <summary>LSTMs with peepholes against ONNX's node test and ONNX Runtime's results.</summary>
public class OnnxPeepholeTests
{
    // The expectations are single precision.
    private const double Tolerance = 1e-6;

    [SharedTheory]
    [InlineData("node/test_lstm_with_peepholes", 7, "Y_h")]
    [InlineData("extra/lstm_peephole_bi", 6, "Y,Y_h,Y_c")]
    public void AgreesWithOnnx(string name, int peephole, string outputs)
    {
        OnnxTensor x = Input(name, 0), w = Input(name, 1), r = Input(name, 2), b = Input(name, 3), p = Input(name, peephole);
        OnnxTensor h0 = Input(name, peephole - 2), c0 = Input(name, peephole - 1);
        int steps = x.Shape[0], batch = x.Shape[1], inputs = x.Shape[2], hidden = r.Shape[2], directions = w.Shape[0];
        var network = new ReferenceNetwork(new ModelSpec(new InputSpec(inputs), new LstmSpec(hidden)
        {
            Name = "", Peephole = true, Direction = directions == 2 ? Direction.Bidirectional : Direction.Forward,
        }));
        string[] suffixes = ["_l0", "_l0_reverse"];
        for (int d = 0; d < directions; d++)
        {
            Ours(Part(w, d), inputs).CopyTo(network.Parameters["weight_ih" + suffixes[d]], 0);
            Ours(Part(r, d), hidden).CopyTo(network.Parameters["weight_hh" + suffixes[d]], 0);
            double[] both = Part(b, d), sum = both[..(4 * hidden)].Zip(both[(4 * hidden)..], (wb, rb) => wb + rb).ToArray();
            Ours(sum, 1).CopyTo(network.Parameters["bias" + suffixes[d]], 0);
            double[] iof = Part(p, d);   // ours: i f o
            double[] ifo = [.. iof[..hidden], .. iof[(2 * hidden)..], .. iof[hidden..(2 * hidden)]];
            ifo.CopyTo(network.Parameters["peephole" + suffixes[d]], 0);
        }
        int file = 0;
        foreach (string output in outputs.Split(','))
        {
            var expected = new OnnxTensor(SharedData.PathOf([.. PartsOf(name), $"output_{file++}.pb"]));
            for (int row = 0; row < batch; row++) CheckRow(row, output, expected);
        }

        void CheckRow(int row, string output, OnnxTensor expected)
        {
            ReferenceTensors state = network.NewState();
            for (int d = 0; d < directions; d++)
            {
                Row(h0, d, row).CopyTo(state["h" + suffixes[d]], 0);
                Row(c0, d, row).CopyTo(state["c" + suffixes[d]], 0);
            }
            ReferenceRun run = network.Forward(Enumerable.Range(0, steps).SelectMany(t => Row(x, t, row)).ToArray(), state);
            for (int d = 0; d < directions; d++)
            {
                if (output != "Y")
                {
                    Agree(Row(expected, d, row), run.FinalState[(output == "Y_h" ? "h" : "c") + suffixes[d]]);
                    continue;
                }
                // [T, directions, B, H]; ours [T, directions · H].
                for (int t = 0; t < steps; t++)
                {
                    double[] y = expected.Values.Skip(((t * directions + d) * batch + row) * hidden).Take(hidden).ToArray();
                    Agree(y, run.Outputs.Skip((t * directions + d) * hidden).Take(hidden).ToArray());
                }
            }
        }

        // ONNX's gates i o f g → ours i f g o.
        double[] Ours(double[] values, int columns)
        {
            int gate = hidden * columns;
            return [.. values[..gate], .. values[(2 * gate)..], .. values[gate..(2 * gate)]];
        }
    }

    private static void Agree(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], Tolerance);
    }

    private static string[] PartsOf(string name) => ["onnx", .. name.Split('/'), "test_data_set_0"];

    private static OnnxTensor Input(string name, int number) => new(SharedData.PathOf([.. PartsOf(name), $"input_{number}.pb"]));

    private static double[] Part(OnnxTensor tensor, int direction)
    {
        int length = tensor.Values.Length / tensor.Shape[0];
        return tensor.Values.Skip(direction * length).Take(length).ToArray();
    }

    // Vector [first, row] of a tensor [·, B, width].
    private static double[] Row(OnnxTensor tensor, int first, int row) =>
        tensor.Values.Skip((first * tensor.Shape[1] + row) * tensor.Shape[2]).Take(tensor.Shape[2]).ToArray();
}
