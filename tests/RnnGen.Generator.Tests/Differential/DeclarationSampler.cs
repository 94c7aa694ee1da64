namespace RnnGen.Generator.Tests.Differential;

/// <summary>Draws declarations from the whole space that the generator knows; the same for the same seed.</summary>
internal sealed class DeclarationSampler
{
    private enum Source { Input, OneHot, Embedding, TwoTables, TableAndOneHot, Three }

    private enum Cell { Rnn, Lstm, GruAfter, GruBefore, MinGru }

    private readonly Random _random;
    private readonly Deck<Source> _sources;
    private readonly Deck<Cell> _cells;
    private readonly Deck<OutputMode> _outputs;
    private readonly Deck<int> _stacks, _densesBefore, _densesBetween, _densesBehind;
    private readonly Deck<bool> _skips;
    private readonly Deck<string?> _names;

    // One deck for each kind of layer and property, so that each kind sees all values.
    private readonly Dictionary<string, object> _decks = [];
    private int _layer;
    private bool _hasEmptyName;

    public DeclarationSampler(int seed)
    {
        _random = new Random(seed);
        _sources = new(_random, [Source.Input, Source.Input, Source.Input, .. Enum.GetValues<Source>()]);
        _cells = new(_random, Enum.GetValues<Cell>());
        _outputs = new(_random, [OutputMode.EveryStep, OutputMode.EveryStep, .. Enum.GetValues<OutputMode>()]);
        _stacks = new(_random, 1, 1, 1, 2);
        _densesBefore = new(_random, 0, 0, 0, 1);
        _densesBetween = new(_random, 0, 1);
        _densesBehind = new(_random, 0, 1, 1, 2);
        _skips = new(_random, true, true, false);
        _names = new(_random, null, null, null, null, "", "a.b", "layer", "_x.y9_");
    }

    public ModelSpec Next()
    {
        (_layer, _hasEmptyName) = (0, false);
        var layers = new List<LayerSpec>(Sources());
        int width = layers.OfType<SourceSpec>().Sum(source => source.Width);
        if (Draw("Dropout of sources", 0f, 0f, 0f, 0.3f) is > 0f and var dropped) layers.Add(new DropoutSpec(dropped));
        for (int i = _densesBefore.Draw(); i > 0; i--) layers.Add(Dense(Size()));
        for (int stack = _stacks.Draw(); stack > 0; stack--)
        {
            layers.Add(Recurrent());
            if (stack > 1 && _densesBetween.Draw() > 0) layers.Add(Dense(Size()));
        }
        if (Draw("Dropout behind", 0f, 0f, 0.2f, 0.5f) is > 0f and var behind) layers.Add(new DropoutSpec(behind));
        for (int i = _densesBehind.Draw(); i > 0; i--) layers.Add(Dense(Size()));
        if (layers is [EmbeddingSpec table, not SourceSpec, ..] && Draw("Tied", true, false))
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
        OutputMode output = _outputs.Draw();
        if (output == OutputMode.FinalState) layers = WithoutBypassAtTheEnd(layers);
        var model = new ModelSpec([.. layers]) { Output = output };
        bool canSkip = layers[0] is InputSpec && model.Output == OutputMode.EveryStep;
        if (!canSkip || !_skips.Draw()) return model;
        return new ModelSpec([.. layers, Dense(_random.Next(1, Math.Min(width, 20) + 1))]) { InputSkip = true };
    }

    /// <summary>Two directions end at different steps, so nothing of one step can go around them.</summary>
    private static List<LayerSpec> WithoutBypassAtTheEnd(List<LayerSpec> layers)
    {
        int last = layers.FindLastIndex(layer => layer is RecurrentSpec);
        if (layers[last] is RecurrentSpec { Direction: Direction.Bidirectional, Skip: Skip.Residual or Skip.Highway } stack)
        {
            layers[last] = stack with { Skip = Skip.Dense };
        }
        return layers;
    }

    private SourceSpec[] Sources() => _sources.Draw() switch
    {
        Source.Input => [new InputSpec(Size())],
        Source.OneHot => [OneHot()],
        Source.Embedding => [Embedding()],
        Source.TwoTables => [Embedding(), Embedding()],
        Source.TableAndOneHot => [OneHot(), Embedding()],
        _ => [Embedding(), OneHot(), OneHot()],
    };

    private OneHotSpec OneHot() => new(_random.Next(1, 70));

    private EmbeddingSpec Embedding() => new(_random.Next(1, 40), _random.Next(1, 25)) { Name = Name() };

    private DenseSpec Dense(int size) => new(size) { Activation = Choose("Dense", softmax: true), Bias = Draw("Dense.Bias", true, true, false), Name = Name() };

    private RecurrentSpec Recurrent()
    {
        Cell cell = _cells.Draw();
        int size = Size($"{cell}");
        RecurrentSpec layer = cell switch
        {
            Cell.Rnn => new RnnSpec(size) { Activation = Choose("Rnn") },
            Cell.MinGru => new MinGruSpec(size),
            Cell.Lstm => new LstmSpec(size)
            {
                GateActivation = Choose("Lstm gates"),
                Activation = Choose("Lstm"),
                OutputActivation = Choose("Lstm output"),
                Projection = Draw("Lstm.Projection", true, false, false) ? _random.Next(1, size + 1) : 0,
                Peephole = Draw("Lstm.Peephole", false, true),
                Gates = Draw("Lstm.Gates", Enum.GetValues<LstmGates>()),
                Clip = Draw("Lstm.Clip", 0f, 0f, 0.7f),
                CellClip = Draw("Lstm.CellClip", 0f, 0f, 0.4f),
            },
            _ => new GruSpec(size)
            {
                Reset = cell == Cell.GruAfter ? GruReset.AfterProduct : GruReset.BeforeProduct,
                GateActivation = Choose($"{cell} gates"),
                Activation = Choose($"{cell}"),
                Clip = Draw($"{cell}.Clip", 0f, 0f, 0.6f),
            },
        };
        int layers = size < 100 ? Draw($"{cell}.Layers", 1, 1, 2, 3) : 1;
        Direction direction = Draw($"{cell}.Direction", Direction.Forward, Direction.Forward, Direction.Backward, Direction.Bidirectional);
        Merge merge = direction == Direction.Bidirectional ? Draw("Merge", Enum.GetValues<Merge>()) : Merge.Concat;
        Skip skip = layers > 1 ? Draw("Skip", Enum.GetValues<Skip>()) : Skip.None;
        layer = layer with
        {
            Dropout = layers > 1 ? Draw($"{cell}.Dropout", 0f, 0.4f, 0f) : 0f,
            RecurrentDropout = cell == Cell.MinGru ? 0f : Draw($"{cell}.RecurrentDropout", 0f, 0f, 0f, 0.25f),
        };
        return layer with { Layers = layers, Direction = direction, Merge = merge, Skip = skip, Bias = Draw($"{cell}.Bias", true, true, false), Name = Name() };
    }

    private int Size(string layer = "")
    {
        (int least, int most) = Draw(layer + " size", (1, 4), (1, 16), (5, 16), (5, 33), (17, 33), (17, 33), (34, 70), (100, 300));
        return _random.Next(least, most + 1);
    }

    private T Draw<T>(string property, params T[] cards)
    {
        if (!_decks.TryGetValue(property, out object? deck)) _decks[property] = deck = new Deck<T>(_random, cards);
        return ((Deck<T>)deck).Draw();
    }

    /// <summary>Null for the default; else one that no other layer has.</summary>
    private string? Name()
    {
        string? name = _names.Draw();
        if (name == "") (name, _hasEmptyName) = (_hasEmptyName ? null : "", true);
        return string.IsNullOrEmpty(name) ? name : name + _layer++;
    }

    private ActivationSpec Choose(string slot, bool softmax = false)
    {
        Activation kind = Draw(slot, [.. Enum.GetValues<Activation>().Where(kind => softmax || kind != Activation.Softmax)]);
        // Below 1, so that no network's state grows without bound.
        return new ActivationSpec(kind,
            ActivationSpec.HasAlpha(kind) ? Parameter(0.1f, 0.9f) : 0f,
            ActivationSpec.HasBeta(kind) ? Parameter(0.1f, 0.6f) : 0f);
    }

    private float Parameter(float least, float most) => MathF.Round(least + _random.NextSingle() * (most - least), 2);
}
