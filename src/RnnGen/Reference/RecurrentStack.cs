namespace RnnGen;

/// <summary>The layers of one recurrent attribute, one above the other: each a layer, then the connection around it, then dropout.</summary>
internal sealed class RecurrentStack : ReferenceLayer
{
    private readonly RecurrentNode[] _nodes;
    private readonly RecurrentLayer[] _layers;
    private readonly SkipConnection?[] _skips;
    private readonly DropoutLayer[] _dropouts;
    private readonly double[][][] _x;   // [layer][step]: what it read
    private readonly double[][][] _y;   // [layer][output]: what it gave, before the connection around it

    /// <summary>The layers; with <paramref name="finalOnly"/> the last one's only output is that of each direction's own end.</summary>
    public RecurrentStack(RecurrentNode[] nodes, ReferenceTensors parameters, DropoutMasks masks, bool finalOnly)
    {
        _nodes = nodes;
        _layers = nodes.Select(node => new RecurrentLayer(node, parameters, masks, finalOnly && node == nodes[^1])).ToArray();
        _skips = nodes.Select(node => SkipConnection.Of(node, parameters)).ToArray();
        _dropouts = nodes.Select(node => new DropoutLayer(node, node.Dropout, masks)).ToArray();
        (_x, _y) = (new double[nodes.Length][][], new double[nodes.Length][][]);
    }

    public override double[][] Forward(double[][] x, ReferenceTensors state)
    {
        double[][] below = x;
        for (int k = 0; k < _layers.Length; k++)
        {
            _x[k] = k > 0 && _nodes[k].Skip == Skip.Dense ? Join(_x[k - 1], below) : below;
            _y[k] = _layers[k].Forward(_x[k], state);
            double[][] y = _y[k];
            if (_skips[k] is { } skip) y = y.Zip(StepsOf(k), (output, t) => skip.Forward(output, _x[k][t])).ToArray();
            below = _dropouts[k].Forward(y, state);
        }
        return below;
    }

    public override double[][] Backward(double[][] dy, ReferenceGradients gradients)
    {
        double[][] d = dy;
        double[][]? dEarlier = null;   // of what the layer read, from the dense connections above it
        for (int k = _layers.Length - 1; k >= 0; k--)
        {
            // Forward: dropout(skip(layer(x), x)).
            d = _dropouts[k].Backward(d, gradients);
            double[][] dx = _skips[k] is { } skip ? BackwardThroughSkip(k, skip, d, gradients) : _layers[k].Backward(d, gradients);
            if (dEarlier is not null) Add(dx, dEarlier);
            // Forward: x = [x of the layer below, its output].
            bool joined = k > 0 && _nodes[k].Skip == Skip.Dense;
            dEarlier = joined ? dx.Select(step => step[.._nodes[k - 1].InputWidth]).ToArray() : null;
            d = joined ? dx.Select(step => step[_nodes[k - 1].InputWidth..]).ToArray() : dx;
        }
        return d;
    }

    private double[][] BackwardThroughSkip(int k, SkipConnection skip, double[][] dout, ReferenceGradients gradients)
    {
        int[] steps = StepsOf(k);
        (double[] Dy, double[] Dx)[] parts = dout.Select((d, n) => skip.Backward(d, _y[k][n], _x[k][steps[n]], gradients.Parameters)).ToArray();
        double[][] dx = _layers[k].Backward(parts.Select(part => part.Dy).ToArray(), gradients);
        for (int n = 0; n < parts.Length; n++) Add(dx[steps[n]], parts[n].Dx);
        return dx;
    }

    /// <summary>For each output of a layer, the step whose x goes around the layer.</summary>
    private int[] StepsOf(int k) => _layers[k].Outputs(_x[k].Length).Select(times => times[0]).ToArray();

    private static double[][] Join(double[][] a, double[][] b) => a.Zip(b, (p, q) => (double[])[.. p, .. q]).ToArray();

    private static void Add(double[][] to, double[][] from)
    {
        for (int t = 0; t < to.Length; t++) Add(to[t], from[t]);
    }

    private static void Add(double[] to, double[] from)
    {
        for (int i = 0; i < to.Length; i++) to[i] += from[i];
    }
}
