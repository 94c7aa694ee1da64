namespace RnnGen.Tests;

/// <summary>The reference engine gives the known answers of the variants that PyTorch lacks.</summary>
public class VariantAnswerTests
{
    public static TheoryData<int> Answers => new(Enumerable.Range(0, All.Length));

    private static KnownAnswer[] All => [.. KnownAnswer.Cells, .. KnownAnswer.Stacks];

    [Theory, MemberData(nameof(Answers))]
    public void VariantsFollowTheirEquations(int answer) => Check(All[answer]);

    [Theory]
    [InlineData(1ul, 0.8081829227856487, -0.7702573154325489)]
    [InlineData(6ul, 0.5197786333774554, -0.08779160119708178)]
    public void DropoutFollowsItsHash(ulong seed, double first, double second) =>
        Check(new KnownAnswer(new RnnSpec(2) { Layers = 3, Dropout = 0.5f, RecurrentDropout = 0.5f }, KnownAnswer.StackTensors, first, second), seed);

    private static void Check(KnownAnswer answer, ulong? dropoutSeed = null)
    {
        var network = new ReferenceNetwork(answer.Model);
        foreach (TensorInfo tensor in network.Parameters.Tensors) answer.Parameter(tensor).CopyTo(network.Parameters[tensor.Name], 0);
        ReferenceTensors state = network.NewState();
        foreach (TensorInfo slot in state.Tensors) KnownAnswer.InitialState(slot.Name).CopyTo(state[slot.Name], 0);
        ReferenceRun run = network.Forward(KnownAnswer.Inputs, state, dropoutSeed);
        Agree(answer.Outputs, run.Outputs[^answer.Outputs.Length..]);
        if (answer.Cell is not null) Agree(answer.Cell, run.FinalState["c_l0"]);
    }

    private static void Agree(double[] expected, double[] found)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-14);
    }
}
