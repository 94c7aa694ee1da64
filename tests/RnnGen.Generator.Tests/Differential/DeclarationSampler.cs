namespace RnnGen.Generator.Tests.Differential;

/// <summary>Draws declarations from the whole space, now and then a senseless one; the same for the same seed.</summary>
internal sealed class DeclarationSampler(int seed)
{
    private readonly Random _random = new(seed);
    private int _layer;
    private bool _isCareless, _hasEmptyName;

    public Draw Next()
    {
        (_layer, _hasEmptyName, _isCareless) = (0, false, _random.Next(10) == 0);
        var layers = new List<LayerSpec>(Sources());
        int width = layers.OfType<SourceSpec>().Sum(source => source.Width);
        if (Chance(4)) layers.Add(Dense(Size()));
        for (int stack = Choose(1, 1, 1, 1, 2, 2, 2, 3); stack > 0; stack--)
        {
            if (Chance(5)) layers.Add(new DropoutSpec(0.3f));
            layers.Add(Recurrent());
            if (Chance(6)) layers.Add(new DropoutSpec(0.3f));
            if (stack > 1 && Chance(3)) layers.Add(Dense(Size()));
        }
        for (int i = Choose(0, 1, 1, 2); i > 0; i--) layers.Add(Dense(Size()));
        if (layers is [EmbeddingSpec table, not SourceSpec, ..] && Chance(2))
        {
            layers.Add(Dense(table.Size));
            layers.Add(Dense(table.Vocabulary) with { Tied = true });
        }
        // Such models run on small parameters (see AgainstReference). A cell that rests at its bound then moves by no more than
        // rounding errors, and on which side of the bound it is says nothing about the code.
        if (layers.Any(AgainstReference.HasUnboundedGates))
        {
            layers = layers.ConvertAll(layer => layer is LstmSpec { CellClip: > 0 } lstm ? lstm with { CellClip = 0f } : layer);
        }
        OutputMode output = Choose(OutputMode.EveryStep, OutputMode.EveryStep, Choose(Enum.GetValues<OutputMode>()));
        bool skips = (_isCareless || (layers[0] is InputSpec && output == OutputMode.EveryStep)) && Chance(2);
        if (skips && !_isCareless && new Topology(new ModelSpec([.. layers])).OutputSize > width) layers.Add(Dense(_random.Next(1, Math.Min(width, 20) + 1)));
        int most = Choose(1, 5, 19, 40);
        return new Draw(new ModelSpec([.. layers]) { Output = output, InputSkip = skips }, new VerificationBatch(_random.Next(Math.Min(most, 2), most + 1), _random.Next(1, 6)));
    }

    private SourceSpec[] Sources() => _random.Next(8) switch
    {
        < 3 => [new InputSpec(Size())],
        3 => [OneHot()],
        4 => [Embedding()],
        5 => [Embedding(), Embedding()],
        6 => [OneHot(), Embedding()],
        _ => [Embedding(), OneHot(), OneHot()],
    };

    private OneHotSpec OneHot() => new(_random.Next(2, 40));

    private EmbeddingSpec Embedding() => new(_random.Next(2, 40), _random.Next(1, 25)) { Name = Name() };

    private DenseSpec Dense(int size) => new(size) { Activation = Function(softmax: true), Bias = !Chance(3), Name = Name() };

    private RecurrentSpec Recurrent()
    {
        int size = Size();
        RecurrentSpec layer = _random.Next(5) switch
        {
            0 => new RnnSpec(size) { Activation = Function() },
            1 => new MinGruSpec(size),
            < 4 => new LstmSpec(size)
            {
                GateActivation = Function(),
                Activation = Function(),
                OutputActivation = Function(),
                Projection = Chance(3) ? _random.Next(1, (_isCareless ? 2 * size : size) + 1) : 0,
                Peephole = Chance(2),
                Gates = Choose(Enum.GetValues<LstmGates>()),
                Clip = Choose(0f, 0f, 0.7f),
                CellClip = Choose(0f, 0f, 0.4f),
            },
            _ => new GruSpec(size)
            {
                Reset = Choose(Enum.GetValues<GruReset>()),
                GateActivation = Function(),
                Activation = Function(),
                Clip = Choose(0f, 0f, 0.6f),
            },
        };
        Direction direction = Choose(Enum.GetValues<Direction>());
        int layers = Choose(1, 1, 2, 3);
        return layer with
        {
            Layers = layers,
            Skip = layers > 1 || _isCareless ? Choose(Enum.GetValues<Skip>()) : Skip.None,
            Dropout = layers > 1 && Chance(3) ? 0.4f : 0f,
            RecurrentDropout = (layer is not MinGruSpec || _isCareless) && Chance(4) ? 0.25f : 0f,
            Direction = direction,
            Merge = direction == Direction.Bidirectional || _isCareless ? Choose(Enum.GetValues<Merge>()) : Merge.Concat,
            Bias = !Chance(3),
            LayerNorm = (layer is not MinGruSpec && size > 1 || _isCareless) && Chance(3),
            Name = Name(),
        };
    }

    /// <summary>Mostly small ones, which compile and run faster.</summary>
    private int Size()
    {
        (int least, int most) = Choose((1, 4), (1, 4), (5, 16), (5, 16), (17, 33), (34, 70));
        return _random.Next(least, most + 1);
    }

    /// <summary>Null for the default; else one that no other layer has, unless by carelessness.</summary>
    private string? Name()
    {
        string? name = Choose(null, null, null, null, "", "a.b", "layer", "_x.y9_");
        if (name == "") (name, _hasEmptyName) = (_hasEmptyName ? null : "", true);
        return string.IsNullOrEmpty(name) || _isCareless ? name : name + _layer++;
    }

    private ActivationSpec Function(bool softmax = false)
    {
        Activation kind = Choose([.. Enum.GetValues<Activation>().Where(kind => softmax || kind != Activation.Softmax)]);
        // Below 1, so that no network's state grows without bound.
        return new ActivationSpec(kind,
            ActivationSpec.HasAlpha(kind) ? Parameter(0.1f, 0.9f) : 0f,
            ActivationSpec.HasBeta(kind) ? Parameter(0.1f, 0.6f) : 0f);
    }

    private float Parameter(float least, float most) => MathF.Round(least + _random.NextSingle() * (most - least), 2);

    private T Choose<T>(params T[] values) => values[_random.Next(values.Length)];

    /// <summary>True once in <paramref name="times"/>.</summary>
    private bool Chance(int times) => _random.Next(times) == 0;
}
