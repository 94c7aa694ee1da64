namespace RnnGen;

/// <summary>The state of one cell, or the gradient of it.</summary>
/// <param name="h">The output.</param>
/// <param name="c">The LSTM's cell; empty elsewhere.</param>
internal sealed class CellState(double[] h, double[] c)
{
    public double[] H { get; set; } = h;

    public double[] C { get; set; } = c;
}

/// <summary>One direction of one recurrent layer over one sequence.</summary>
internal abstract class Cell(CellNode node)
{
    /// <summary>One step: updates <paramref name="state"/>, whose H is then the step's output, and records what the backward pass needs.</summary>
    protected abstract void Step(double[] x, CellState state);

    /// <summary>
    /// The step that was recorded as number <paramref name="k"/>, backwards: <paramref name="dstate"/> is ∂L/∂(state after it)
    /// on entry and ∂L/∂(state before it) on return. Adds to the gradients of the parameters; returns dx.
    /// </summary>
    protected abstract double[] StepBackward(int k, CellState dstate, ReferenceTensors gradients);

    /// <summary>y[t] for every x[t]. <paramref name="state"/> holds the initial state on entry, the final one on return.</summary>
    public double[][] Forward(double[][] x, ReferenceTensors state)
    {
        var y = new double[x.Length][];
        CellState cell = Take(state);
        for (int k = 0; k < x.Length; k++)
        {
            int t = TimeOf(k, x.Length);
            Step(x[t], cell);
            y[t] = cell.H;
        }
        Put(cell, state);
        return y;
    }

    /// <summary>dx[t] for every dy[t]. The state's gradient goes from the final to the initial state.</summary>
    public double[][] Backward(double[][] dy, ReferenceGradients gradients)
    {
        var dx = new double[dy.Length][];
        CellState dstate = Take(gradients.State);
        for (int k = dy.Length - 1; k >= 0; k--)
        {
            // Forward: h left the step twice, as the output y[t] and as the state.
            int t = TimeOf(k, dy.Length);
            for (int u = 0; u < dstate.H.Length; u++) dstate.H[u] += dy[t][u];
            dx[t] = StepBackward(k, dstate, gradients.Parameters);
        }
        Put(dstate, gradients.State);
        return dx;
    }

    // The index in time of the step that is done as number k.
    private int TimeOf(int k, int steps) => node.Reverse ? steps - 1 - k : k;

    private CellState Take(ReferenceTensors state) => new(
        (double[])state[node.NameOf("h")].Clone(),
        node.Spec is LstmSpec ? (double[])state[node.NameOf("c")].Clone() : []);

    private void Put(CellState cell, ReferenceTensors state)
    {
        cell.H.CopyTo(state[node.NameOf("h")], 0);
        if (node.Spec is LstmSpec) cell.C.CopyTo(state[node.NameOf("c")], 0);
    }
}
