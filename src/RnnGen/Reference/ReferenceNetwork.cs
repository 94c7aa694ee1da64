namespace RnnGen;

/// <summary>
/// Runs any network in <c>double</c>, forward and backward, with plain loops that read like <c>docs/equations.md</c>.
/// Generated models are checked against it; it also runs networks whose shape is known only at run time.
/// </summary>
/// <remarks>It favours clarity over speed, and allocates. Calls that only run the network may come from several threads at once.</remarks>
/// <example><code>
/// var network = new ReferenceNetwork(new ModelSpec(new InputSpec(3), new LstmSpec(16), new DenseSpec(2)));
/// network.Load(parameters);
/// ReferenceRun run = network.Forward(inputs);                       // [T, 3]
/// ReferenceGradients gradients = network.Backward(run, dOutputs);   // [T, 2]
/// double[] dW = gradients.Parameters["lstm.weight_ih_l0"];
/// </code></example>
public sealed class ReferenceNetwork
{
    private readonly Topology _topology;

    /// <summary>The network of <paramref name="spec"/>; its parameters are zero.</summary>
    /// <exception cref="ArgumentException">The spec is not a network; the message says why.</exception>
    /// <exception cref="NotSupportedException">The spec asks for something that is not built; the message names the property.</exception>
    public ReferenceNetwork(ModelSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ReferenceRules.Check(spec);
        Spec = spec;
        _topology = new Topology(spec);
        Parameters = new ReferenceTensors(new ParameterLayout(_topology).Tensors.Select(
            place => new TensorInfo(place.Name, new([.. place.Shape]))));
    }

    /// <summary>The declaration.</summary>
    public ModelSpec Spec { get; }

    /// <summary>Width of the vector that the first layer reads.</summary>
    public int InputSize => _topology.InputSize;

    /// <summary>Input values a step takes: InputSize, or the number of token sources.</summary>
    public int InputsPerStep => _topology.InputsPerStep;

    /// <summary>Width of one output.</summary>
    public int OutputSize => _topology.OutputSize;

    /// <summary>The parameters by tensor name; write into the arrays to set them.</summary>
    public ReferenceTensors Parameters { get; }

    /// <summary>Takes over all parameters of <paramref name="source"/>.</summary>
    /// <exception cref="ArgumentException">They are those of another network.</exception>
    public void Load(ParameterBuffer source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Spec != Spec) throw new ArgumentException($"Expected the parameters of {Spec}; found those of {source.Spec}.", nameof(source));
        foreach (TensorInfo tensor in source.Tensors)
        {
            var values = new float[tensor.Count];
            source.Read(tensor.Name, values);
            double[] destination = Parameters[tensor.Name];
            for (int i = 0; i < values.Length; i++) destination[i] = values[i];
        }
    }

    /// <summary>A zero state: vectors by slot name (<c>{layer}.h_l{k}</c>, <c>{layer}.c_l{k}</c>, backward with <c>_reverse</c>).</summary>
    public ReferenceTensors NewState() =>
        new(new StateLayout(_topology).Slots.Select(slot => new TensorInfo(slot.Name, new([slot.Length]))));

    /// <summary>Runs a sequence of real vectors.</summary>
    /// <param name="inputs">Row-major [T, InputSize].</param>
    /// <param name="state">The initial state, which stays as it is; null stands for zero.</param>
    /// <param name="dropoutSeed">The seed of the dropout masks; null means no dropout.</param>
    /// <exception cref="ArgumentException">The model reads tokens; a length is wrong; there is no step where the model gives one output for a sequence.</exception>
    public ReferenceRun Forward(ReadOnlySpan<double> inputs, ReferenceTensors? state = null, ulong? dropoutSeed = null)
    {
        if (Spec.ReadsTokens) throw new ArgumentException("The model reads token ids; real values came.", nameof(inputs));
        CheckSteps(inputs.Length, nameof(inputs));
        var sources = new Sources(_topology, Parameters);
        return Forward(sources, sources.Forward(inputs), state, dropoutSeed);
    }

    /// <summary>Runs a sequence of tokens.</summary>
    /// <param name="tokens">Row-major [T, InputsPerStep].</param>
    /// <param name="state">The initial state, which stays as it is; null stands for zero.</param>
    /// <param name="dropoutSeed">The seed of the dropout masks; null means no dropout.</param>
    /// <exception cref="ArgumentException">The model reads real values; a length is wrong; a token is unknown; there is no step where the model gives one output for a sequence.</exception>
    public ReferenceRun Forward(ReadOnlySpan<int> tokens, ReferenceTensors? state = null, ulong? dropoutSeed = null)
    {
        if (!Spec.ReadsTokens) throw new ArgumentException("The model reads real values; token ids came.", nameof(tokens));
        CheckSteps(tokens.Length, nameof(tokens));
        CheckTokens(tokens);
        var sources = new Sources(_topology, Parameters);
        return Forward(sources, sources.Forward(tokens), state, dropoutSeed);
    }

    /// <summary>Back-propagation through the whole of a run, with the parameters as they are now.</summary>
    /// <param name="run">A forward pass of this network.</param>
    /// <param name="outputGradients">∂L/∂outputs, of the outputs' shape.</param>
    /// <param name="stateGradient">∂L/∂(final state), which stays as it is; null stands for zero.</param>
    /// <exception cref="ArgumentException">The run is another network's, or a length is wrong.</exception>
    public ReferenceGradients Backward(ReferenceRun run, ReadOnlySpan<double> outputGradients, ReferenceTensors? stateGradient = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Network != this) throw new ArgumentException("The run is another network's.", nameof(run));
        if (outputGradients.Length != run.Outputs.Length)
        {
            throw new ArgumentException($"Expected {run.Outputs.Length} values, as many as outputs; found {outputGradients.Length}.", nameof(outputGradients));
        }
        var gradients = new ReferenceGradients(new ReferenceTensors(Parameters.Tensors), CopyState(stateGradient, nameof(stateGradient)));
        double[][] dy = Rows(outputGradients, OutputSize), d = dy;
        foreach (ReferenceLayer layer in run.Layers.Reverse()) d = layer.Backward(d, gradients);
        if (Spec.InputSkip) d = AddInputs(d, dy, InputSize);
        run.Sources.Backward(d, gradients.Parameters);
        if (!Spec.ReadsTokens) gradients.Inputs = d.SelectMany(step => step).ToArray();
        return gradients;
    }

    private ReferenceRun Forward(Sources sources, double[][] x, ReferenceTensors? initialState, ulong? dropoutSeed)
    {
        ReferenceTensors state = CopyState(initialState, nameof(state));
        List<ReferenceLayer> layers = MakeLayers(new DropoutMasks(_topology, dropoutSeed));
        double[][] y = x;
        foreach (ReferenceLayer layer in layers) y = layer.Forward(y, state);
        if (Spec.InputSkip) y = AddInputs(y, x, OutputSize);
        return new ReferenceRun(this, sources, layers, x.Length, y.SelectMany(step => step).ToArray(), state);
    }

    // InputSkip, y[i] += x[i] for the first OutputSize values. Its backward pass is the same with d: dx[i] += dy[i].
    private double[][] AddInputs(double[][] to, double[][] from, int width)
    {
        double[][] sums = to.Select(step => step[..width]).ToArray();
        for (int t = 0; t < sums.Length; t++)
        {
            for (int i = 0; i < OutputSize; i++) sums[t][i] += from[t][i];
        }
        return sums;
    }

    private List<ReferenceLayer> MakeLayers(DropoutMasks masks)
    {
        var layers = new List<ReferenceLayer>();
        for (int n = 0; n < _topology.Nodes.Count; n++)
        {
            LayerNode node = _topology.Nodes[n];
            int count = node is RecurrentNode { Spec.Layers: int stacked } ? stacked : 1;
            LayerNode[] nodes = _topology.Nodes.Skip(n).Take(count).ToArray();
            n += count - 1;
            bool isPooled = n == _topology.PoolAfter, finalOnly = isPooled && Spec.Output == OutputMode.FinalState;
            layers.Add(node switch
            {
                RecurrentNode => new RecurrentStack(nodes.Cast<RecurrentNode>().ToArray(), Parameters, masks, finalOnly),
                DenseNode dense => new DenseLayer(dense, Parameters),
                DropoutNode dropout => new DropoutLayer(dropout, dropout.Spec.Probability, masks),
                _ => throw new NotSupportedException($"{node.GetType().Name} is not a layer."),
            });
            if (isPooled && !finalOnly) layers.Add(new PoolingLayer(Spec.Output));
        }
        return layers;
    }

    private void CheckSteps(int values, string argument)
    {
        if (values % InputsPerStep != 0)
        {
            throw new ArgumentException($"Expected a multiple of {InputsPerStep} values, so many for each step; found {values}.", argument);
        }
        if (values == 0 && !Spec.HasOutputPerStep)
        {
            throw new ArgumentException($"Expected at least one step, because Output = {Spec.Output}; found none.", argument);
        }
    }

    private void CheckTokens(ReadOnlySpan<int> tokens)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            int vocabulary = ((TokenSpec)_topology.Sources[i % InputsPerStep].Spec).Vocabulary;
            if ((uint)tokens[i] >= (uint)vocabulary)
            {
                throw new ArgumentException($"Expected ids from 0 to {vocabulary - 1}; found {tokens[i]} at index {i}.", nameof(tokens));
            }
        }
    }

    private ReferenceTensors CopyState(ReferenceTensors? state, string argument)
    {
        ReferenceTensors zero = NewState();
        if (state is null) return zero;
        zero.RequireSame(state, argument);
        return state.Clone();
    }

    private static double[][] Rows(ReadOnlySpan<double> values, int width)
    {
        var rows = new double[values.Length / width][];
        for (int t = 0; t < rows.Length; t++) rows[t] = values.Slice(t * width, width).ToArray();
        return rows;
    }
}
