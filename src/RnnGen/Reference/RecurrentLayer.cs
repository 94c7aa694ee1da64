namespace RnnGen;

/// <summary>One layer of a recurrent stack: its cell, or both directions' cells and their merge.</summary>
internal sealed class RecurrentLayer : ReferenceLayer
{
    private readonly RecurrentNode _node;
    private readonly Cell[] _cells;
    private readonly bool _finalOnly;
    private double[][][] _y = [];   // [direction][step]

    /// <summary>The layer; with <paramref name="finalOnly"/> its only output is that of each direction's own end.</summary>
    public RecurrentLayer(RecurrentNode node, ReferenceTensors parameters, DropoutMasks masks, bool finalOnly)
    {
        _node = node;
        _cells = node.Cells.Select(cell => MakeCell(cell, parameters, masks.OfState(node, cell.Reverse))).ToArray();
        _finalOnly = finalOnly;
    }

    public override double[][] Forward(double[][] x, ReferenceTensors state)
    {
        _y = _cells.Select(cell => cell.Forward(x, state)).ToArray();
        return Outputs(x.Length).Select(times => _cells.Length == 1
            ? _y[0][times[0]]
            : DirectionMerge.Forward(_node.Spec.Merge, _y[0][times[0]], _y[1][times[1]])).ToArray();
    }

    public override double[][] Backward(double[][] dy, ReferenceGradients gradients)
    {
        int steps = _y[0].Length;
        double[][] dx = Zeros(steps, _node.InputWidth);
        double[][][] dyOf = _cells.Select(_ => Zeros(steps, _node.Spec.CellOutput)).ToArray();
        int k = 0;
        foreach (int[] times in Outputs(steps))
        {
            // Forward: output k = merge(forward[times[0]], backward[times[1]]).
            if (_cells.Length == 1)
            {
                dyOf[0][times[0]] = dy[k];
            }
            else
            {
                (dyOf[0][times[0]], dyOf[1][times[1]]) =
                    DirectionMerge.Backward(_node.Spec.Merge, dy[k], _y[0][times[0]], _y[1][times[1]]);
            }
            k++;
        }
        for (int d = 0; d < _cells.Length; d++)
        {
            // Forward: both directions read the same x.
            double[][] dxOf = _cells[d].Backward(dyOf[d], gradients);
            for (int t = 0; t < steps; t++)
            {
                for (int i = 0; i < dx[t].Length; i++) dx[t][i] += dxOf[t][i];
            }
        }
        return dx;
    }

    /// <summary>For each output, the step that each direction's part comes from.</summary>
    public int[][] Outputs(int steps)
    {
        CellNode[] cells = _node.Cells.ToArray();
        return _finalOnly
            ? [cells.Select(cell => cell.Reverse ? 0 : steps - 1).ToArray()]
            : Enumerable.Range(0, steps).Select(t => cells.Select(_ => t).ToArray()).ToArray();
    }

    private static double[][] Zeros(int steps, int width) => Enumerable.Range(0, steps).Select(_ => new double[width]).ToArray();

    private static Cell MakeCell(CellNode node, ReferenceTensors parameters, double[]? mask) => node.Spec switch
    {
        RnnSpec spec => new RnnCell(node, spec, parameters, mask),
        LstmSpec spec => new LstmCell(node, spec, parameters, mask),
        GruSpec spec => new GruCell(node, spec, parameters, mask),
        MinGruSpec spec => new MinGruCell(node, spec, parameters),
        _ => throw new NotSupportedException($"{node.Spec.GetType().Name} is not a cell."),
    };
}
