namespace RnnGen.Tests;

/// <summary>The reference engine against PyTorch's float64 results.</summary>
public class TorchReferenceTests
{
    // Both sides compute in double from the same float32 weights, so only the order of the sums differs:
    // a few 1e-16 each, grown by up to 64 steps and by the states of ReLU networks.
    private const double OutputTolerance = 1e-12;     // of the largest output, at least of 1
    private const double GradientTolerance = 1e-11;   // of the largest gradient

    public static TheoryData<string> Cases => new(TorchCase.Names);

    [SharedFact]
    public void NoCaseIsLeftOut() => Assert.Equal(67, Cases.Count);

    [SharedTheory, MemberData(nameof(Cases))]
    public void AgreesWithTorch(string name)
    {
        var torch = new TorchCase(name);
        var network = new ReferenceNetwork(torch.Spec);
        foreach (TensorInfo tensor in network.Parameters.Tensors) torch.Parameter(tensor.Name).CopyTo(network.Parameters[tensor.Name], 0);
        double[][] gradients = network.Parameters.Tensors.Select(tensor => new double[tensor.Count]).ToArray();
        double largest = torch.LargestGradient;
        for (int b = 0; b < torch.Batch; b++)
        {
            ReferenceGradients row = RunRow(torch, network, b, largest);
            foreach ((double[] sum, TensorInfo tensor) in gradients.Zip(network.Parameters.Tensors))
            {
                for (int i = 0; i < sum.Length; i++) sum[i] += row.Parameters[tensor.Name][i];
            }
        }
        foreach ((double[] sum, TensorInfo tensor) in gradients.Zip(network.Parameters.Tensors))
        {
            Agree("∂" + tensor.Name, torch.Gradient(tensor.Name), sum, GradientTolerance * largest);
        }
    }

    // Rows do not see each other: each is run alone, over its own length.
    private static ReferenceGradients RunRow(TorchCase torch, ReferenceNetwork network, int b, double largestGradient)
    {
        ConformanceFile io = torch.Io;
        int steps = torch.LengthOf(b);
        ReferenceTensors state = network.NewState(), stateUpstream = network.NewState();
        ReadState("h0", "c0", state);
        ReadState("up.hn", "up.cn", stateUpstream);

        ReferenceRun run = network.Forward(io.Row("x", b, steps), state);
        Agree("y", torch.Outputs("out64.y", b), run.Outputs, OutputTolerance * Math.Max(1, io["out64.y"].Max(Math.Abs)));
        ReferenceTensors final = network.NewState();
        ReadState("out64.hn", "out64.cn", final);
        foreach (TensorInfo slot in final.Tensors)
        {
            Agree(slot.Name, final[slot.Name], run.FinalState[slot.Name], OutputTolerance * Math.Max(1, final[slot.Name].Max(Math.Abs)));
        }

        ReferenceGradients gradients = network.Backward(run, torch.Outputs("up.y", b), stateUpstream);
        Agree("∂x", io.Row("grad64.x", b, steps), gradients.Inputs, GradientTolerance * largestGradient);
        ReferenceTensors stateGradients = network.NewState();
        ReadState("grad64.h0", "grad64.c0", stateGradients);
        foreach (TensorInfo slot in stateGradients.Tensors)
        {
            Agree("∂" + slot.Name, stateGradients[slot.Name], gradients.State[slot.Name], GradientTolerance * largestGradient);
        }
        return gradients;

        void ReadState(string h, string c, ReferenceTensors to)
        {
            foreach ((StateSlot slot, double[] values) in torch.State(h, c, b)) values.CopyTo(to[slot.Name], 0);
        }
    }

    private static void Agree(string what, double[] expected, double[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - found[i]) <= tolerance, $"{what}[{i}]: expected {expected[i]:R}, found {found[i]:R}; tolerance {tolerance:E1}.");
        }
    }
}
