namespace RnnGen.Tests;

/// <summary>The reference engine gives the known answers of the variants that PyTorch lacks.</summary>
public class VariantAnswerTests
{
    public static TheoryData<int> Answers => new(Enumerable.Range(0, KnownAnswer.All.Count));

    [Theory, MemberData(nameof(Answers))]
    public void VariantsFollowTheirEquations(int index)
    {
        KnownAnswer answer = KnownAnswer.All[index];
        var network = new ReferenceNetwork(answer.Model);
        foreach (TensorInfo tensor in network.Parameters.Tensors) answer.Parameter(tensor).CopyTo(network.Parameters[tensor.Name], 0);
        ReferenceTensors state = network.NewState();
        foreach (TensorInfo slot in state.Tensors) KnownAnswer.InitialState(slot.Name, slot.Count).CopyTo(state[slot.Name], 0);
        ReferenceRun run = network.Forward(KnownAnswer.Inputs, state, answer.DropoutSeed);
        Agree(answer.Outputs, run.Outputs[^answer.Outputs.Length..]);
        if (answer.Cell is not null) Agree(answer.Cell, run.FinalState["c_l0"]);
    }

    private static void Agree(double[] expected, double[] found)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-14);
    }
}
