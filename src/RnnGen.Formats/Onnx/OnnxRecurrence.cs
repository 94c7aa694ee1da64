namespace RnnGen.Formats;

/// <summary>A node RNN, GRU or LSTM on labels.</summary>
internal sealed class OnnxRecurrence(OnnxLayers layers, OnnxCall call)
{
    private int _steps, _batch, _hidden, _directions;
    private bool _batchFirst;

    /// <summary>Y, Y_h and, for an LSTM, Y_c.</summary>
    public IReadOnlyList<OnnxValue?> Run()
    {
        bool isLstm = call.Node.Operator == "LSTM";
        if (call.Value(0) is not OnnxLabels { Shape.Length: 3 } x) throw call.Refuse($"its X: expected values of the network of three axes, found {call.Value(0).ShapeText}");
        _batchFirst = call.Int("layout", 0) != 0;
        (_steps, _batch) = _batchFirst ? (x.Shape[1], x.Shape[0]) : (x.Shape[0], x.Shape[1]);
        layers.SetShape(call, _steps, _batch);
        IReadOnlyList<OnnxCells> cells = new OnnxCellReader(call, layers.Consume).Read();
        if (x.Shape[2] != cells[0].InputWidth) throw call.Refuse($"its X {x.ShapeText} and its W do not fit: W is for inputs of {cells[0].InputWidth}");
        (_hidden, _directions) = (cells[0].Spec.Hidden, cells.Sum(each => each.Directions.Count));
        IReadOnlyList<OnnxStage> reads = Reads(x);

        OnnxStage? lengths = Lengths();
        OnnxInitialState?[] h = Initial(5, "initial_h"), c = isLstm ? Initial(6, "initial_c") : [];
        var stages = new List<OnnxStage>();
        for (int i = 0, d = 0; i < cells.Count; d += cells[i++].Directions.Count)
        {
            int count = cells[i].Directions.Count;
            stages.Add(layers.Add(call, new CellOperation(cells[i])
            {
                Lengths = lengths, InitialH = h[d..(d + count)], InitialC = isLstm ? c[d..(d + count)] : [],
            }, count * _hidden, reads));
        }
        if (cells[0].Spec is GruSpec && call.Node.Operator == "RNN")
        {
            layers.Notes.Add($"{call.Node} has a clip, which [Rnn] has not: it is a GRU whose gates are held open (r = 1, z = 0), the same numbers for three times the work.");
        }
        return isLstm ? [Outputs(stages), State(stages, isCell: false), State(stages, isCell: true)] : [Outputs(stages), State(stages, isCell: false)];
    }

    /// <summary>What it reads: sources, whose rows find their place in time here, or the layer below.</summary>
    private IReadOnlyList<OnnxStage> Reads(OnnxLabels x)
    {
        OnnxVectors vectors = layers.Vectors(call, x);
        foreach (OnnxStage stage in vectors.Stages)
        {
            IReadOnlyList<OnnxStage> inputs = InputsOf(stage);
            if (inputs.Count == 0)
            {
                if (Enumerable.Range(0, vectors.Rows.Length).Any(r => vectors.Rows[r] != StepOf(r))) throw call.Refuse($"it reads the steps of {stage.What} in another order than they come");
                continue;
            }
            foreach (OnnxStage input in inputs) Bind(input, vectors.Rows);
        }
        return vectors.Stages;
    }

    /// <summary>The inputs of the graph whose rows are the rows of <paramref name="stage"/>; none behind a recurrent stage.</summary>
    private static IReadOnlyList<OnnxStage> InputsOf(OnnxStage stage) => stage.Operation switch
    {
        InputOperation => [stage],
        CellOperation or StateOperation => [],
        _ => [.. stage.Reads.SelectMany(InputsOf).Distinct()],
    };

    private void Bind(OnnxStage input, int[] rows)
    {
        var operation = (InputOperation)input.Operation;
        int count = operation.Shape.Aggregate(1, (a, b) => a * b) / (operation.IsToken ? 1 : input.Width);
        var steps = new int[count];
        Array.Fill(steps, -1);
        for (int r = 0; r < rows.Length; r++)
        {
            if (steps[rows[r]] >= 0) throw call.Refuse($"it reads a vector of {input.What} twice");
            steps[rows[r]] = StepOf(r);
        }
        if (Array.IndexOf(steps, -1) >= 0) throw call.Refuse($"it reads a part of {input.What}");
        if (operation.Steps is { } before && !before.SequenceEqual(steps)) throw call.Refuse($"it reads {input.What} in another order than the recurrent layer before it");
        operation.Steps = steps;
    }

    /// <summary>t·N + n of vector <paramref name="r"/> of X.</summary>
    private int StepOf(int r) => _batchFirst ? r % _steps * _batch + r / _steps : r;

    private OnnxStage? Lengths()
    {
        switch (call.Optional(4))
        {
            case null:
                return null;
            case OnnxIntegers constant:
                return constant.Elements.All(length => length == _steps) ? null : throw call.Refuse("its sequence_lens are constants other than the whole length");
            case OnnxLabels labels:
                OnnxStage stage = layers.Stages[labels.Elements.FirstOrDefault().Stage];
                int width = stage.Width;
                if (labels.Count != _batch || !layers.IsToken(stage.Index) || labels.Elements.Where((label, n) => label.Stage != stage.Index || label.Row * width + label.Feature != n).Any())
                {
                    throw call.Refuse("its sequence_lens are not an input of the graph with one length for each sequence");
                }
                return stage;
            default:
                throw call.Refuse("its sequence_lens are real numbers");
        }
    }

    /// <summary>The initial state of each direction.</summary>
    private OnnxInitialState?[] Initial(int index, string name)
    {
        OnnxValue? value = call.Optional(index);
        var states = new OnnxInitialState?[_directions];
        if (value is null) return states;
        int[] shape = _batchFirst ? [_batch, _directions, _hidden] : [_directions, _batch, _hidden];
        if (!value.Shape.SequenceEqual(shape)) throw call.Refuse($"its {name}: expected [{string.Join(", ", shape)}], found {value.ShapeText}");
        int[] Places(int d) => [.. Enumerable.Range(0, _batch * _hidden).Select(i => Place(d, i / _hidden, i % _hidden))];
        switch (value)
        {
            case OnnxReals { IsZero: true } zero:
                layers.Know(zero);
                return states;
            case OnnxReals constant:
                layers.Consume(constant);
                for (int d = 0; d < _directions; d++)
                {
                    float[] values = OnnxValue.Pick(constant.Elements, Places(d));
                    if (values.Where((v, i) => v != values[i % _hidden]).Any()) throw call.Refuse($"its {name} is a constant that differs between sequences");
                    states[d] = new OnnxInitialState(null, values[.._hidden]);
                }
                return states;
            case OnnxLabels labels:
                for (int d = 0; d < _directions; d++)
                {
                    Label[] own = OnnxValue.Pick(labels.Elements, Places(d));
                    if (own.Select(label => layers.Stages[label.Stage]).FirstOrDefault(stage => stage.Operation is not InputOperation { IsToken: false }) is { } computed)
                    {
                        throw call.Refuse($"its {name} is computed by {computed.What}; only constants and inputs of the graph can be initial states (import encoder and decoder one by one)");
                    }
                    states[d] = new OnnxInitialState(own, null);
                }
                return states;
            default:
                throw call.Refuse($"its {name} are integers");
        }
    }

    /// <summary>Where element h of sequence n and direction d stands in a state.</summary>
    private int Place(int d, int n, int h) => _batchFirst ? (n * _directions + d) * _hidden + h : (d * _batch + n) * _hidden + h;

    /// <summary>Y [T, D, N, H]; batch first [N, T, D, H].</summary>
    private OnnxLabels Outputs(List<OnnxStage> stages)
    {
        int[] shape = _batchFirst ? [_batch, _steps, _directions, _hidden] : [_steps, _directions, _batch, _hidden];
        var labels = new Label[call.CountOf(shape)];
        int at = 0;
        for (int i = 0; i < shape[0]; i++)
        {
            for (int j = 0; j < shape[1]; j++)
            {
                for (int k = 0; k < shape[2]; k++)
                {
                    (int t, int d, int n) = _batchFirst ? (j, k, i) : (i, j, k);
                    for (int h = 0; h < _hidden; h++) labels[at++] = Of(stages, d, t * _batch + n, h);
                }
            }
        }
        return new OnnxLabels(shape, labels);
    }

    /// <summary>Y_h or Y_c [D, N, H]; batch first [N, D, H].</summary>
    private OnnxLabels State(List<OnnxStage> stages, bool isCell)
    {
        List<OnnxStage> states = [.. stages.Select(stage => layers.Add($"{stage.What}, its final {(isCell ? "c" : "h")}", new StateOperation(isCell), stage.Width, stage))];
        int[] shape = _batchFirst ? [_batch, _directions, _hidden] : [_directions, _batch, _hidden];
        var labels = new Label[call.CountOf(shape)];
        for (int d = 0; d < _directions; d++)
        {
            for (int n = 0; n < _batch; n++)
            {
                for (int h = 0; h < _hidden; h++) labels[Place(d, n, h)] = Of(states, d, n, h);
            }
        }
        return new OnnxLabels(shape, labels);
    }

    /// <summary>Where both directions are one stage, the second's units come behind the first's.</summary>
    private Label Of(List<OnnxStage> stages, int d, int row, int h) => stages.Count == 1 ? new Label(stages[0].Index, row, d * _hidden + h) : new Label(stages[d].Index, row, h);
}
