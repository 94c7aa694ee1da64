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
/// <param name="node">The cell.</param>
/// <param name="mask">What the recurrent dropout multiplies h with, the same at every step; null without.</param>
internal abstract class Cell(CellNode node, double[]? mask)
{
    /// <summary>
    /// One step: updates <paramref name="state"/>, whose H is then the step's output, and records what the backward pass needs.
    /// <paramref name="h"/> is the state's H as the products with U see it: after the recurrent dropout.
    /// </summary>
    protected abstract void Step(double[] x, double[] h, CellState state);

    /// <summary>
    /// The step that was recorded as number <paramref name="k"/>, backwards: <paramref name="dstate"/> is ∂L/∂(state after it)
    /// on entry and ∂L/∂(state before it) on return, without what went through <paramref name="dh"/>, which is added to as
    /// <paramref name="dx"/> is and the gradients of the parameters are.
    /// </summary>
    protected abstract void StepBackward(int k, CellState dstate, double[] dx, double[] dh, ReferenceTensors gradients);

    /// <summary>y[t] for every x[t]. <paramref name="state"/> holds the initial state on entry, the final one on return.</summary>
    public double[][] Forward(double[][] x, ReferenceTensors state)
    {
        var y = new double[x.Length][];
        CellState cell = Take(state);
        for (int k = 0; k < x.Length; k++)
        {
            int t = TimeOf(k, x.Length);
            Step(x[t], Masked(cell.H), cell);
            y[t] = cell.H;
        }
        Put(cell, state);
        return y;
    }

    /// <summary>dx[t] for every dy[t]. The state's gradient goes from the final to the initial state.</summary>
    public double[][] Backward(double[][] dy, ReferenceGradients gradients)
    {
        double[][] dx = new double[dy.Length][], dhOf = gradients.HiddenOf[node.NameOf("h")] = new double[dy.Length][];
        CellState dstate = Take(gradients.State);
        for (int k = dy.Length - 1; k >= 0; k--)
        {
            // Forward: h left the step twice, as the output y[t] and as the state.
            int t = TimeOf(k, dy.Length);
            for (int u = 0; u < dstate.H.Length; u++) dstate.H[u] += dy[t][u];
            dhOf[t] = (double[])dstate.H.Clone();
            dx[t] = new double[node.InputWidth];
            var dh = new double[dstate.H.Length];
            StepBackward(k, dstate, dx[t], dh, gradients.Parameters);

            // Forward: the products saw mask∘h.
            dh = Masked(dh);
            for (int u = 0; u < dh.Length; u++) dstate.H[u] += dh[u];
        }
        Put(dstate, gradients.State);
        return dx;
    }

    // The index in time of the step that is done as number k.
    private int TimeOf(int k, int steps) => node.Reverse ? steps - 1 - k : k;

    private double[] Masked(double[] h) => mask is null ? h : h.Zip(mask, (value, factor) => value * factor).ToArray();

    private CellState Take(ReferenceTensors state) => new(
        (double[])state[node.NameOf("h")].Clone(),
        node.Spec is LstmSpec ? (double[])state[node.NameOf("c")].Clone() : []);

    private void Put(CellState cell, ReferenceTensors state)
    {
        cell.H.CopyTo(state[node.NameOf("h")], 0);
        if (node.Spec is LstmSpec) cell.C.CopyTo(state[node.NameOf("c")], 0);
    }
}
