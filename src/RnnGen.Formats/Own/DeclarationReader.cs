using System.Globalization;
using System.Text;

namespace RnnGen.Formats;

/// <summary>Reads the canonical declaration that RnnGen's files carry: <c>[RnnModel] [Input(1)] [Lstm(16, Layers = 2)] [Dense(1)]</c>.</summary>
internal sealed class DeclarationReader
{
    private readonly string _text;
    private readonly string _source;
    private int _next;

    private DeclarationReader(string text, string source) => (_text, _source) = (text, source);

    /// <summary>The network that <paramref name="text"/> declares.</summary>
    /// <exception cref="ModelFormatException">It is no canonical declaration of one network.</exception>
    public static ModelSpec Read(string text, string source)
    {
        var reader = new DeclarationReader(text, source);
        ModelSpec spec = reader.ReadModel();
        NetworkBuilder.Check(spec, source);
        // What was not understood as it was meant would be written differently.
        string again = Declaration.WriteForFile(spec);
        return again == text ? spec : throw new ModelFormatException($"{source}: the declaration is not in its canonical form: expected {again}, found {text}.");
    }

    private ModelSpec ReadModel()
    {
        Arguments model = ReadAttribute();
        if (model.Name != "RnnModel") throw Wrong($"expected [RnnModel], found [{model.Name}]; an encoder–decoder pair is loaded by its generated class");
        var spec = new ModelSpec { Output = model.Choice<OutputMode>("Output"), InputSkip = model.Flag("InputSkip", false) };
        model.RequireNoneLeft();
        var layers = new List<LayerSpec>();
        while (_next < _text.Length)
        {
            Expect(' ');
            if (layers.Count == FormatLimits.Layers) throw Wrong($"expected at most {FormatLimits.Layers} layers");
            Arguments attribute = ReadAttribute();
            layers.Add(MakeLayer(attribute) with { Name = attribute.Text("Name") });
            attribute.RequireNoneLeft();
        }
        return spec with { Layers = new(layers) };
    }

    private LayerSpec MakeLayer(Arguments a) => a.Name switch
    {
        "Input" => new InputSpec(a.Size(0)),
        "OneHot" => new OneHotSpec(a.Size(0)),
        "Embedding" => new EmbeddingSpec(a.Size(0), a.Size(1)),
        "Dense" => new DenseSpec(a.Size(0)) { Activation = a.Activation("Activation", Activation.Identity), Bias = a.Flag("Bias", true), Tied = a.Flag("Tied", false) },
        "Rnn" => Common(a, new RnnSpec(a.Size(0)) { Activation = a.Activation("Activation", Activation.Tanh) }),
        "Lstm" => Common(a, new LstmSpec(a.Size(0))
        {
            Projection = a.Whole("Projection", 0), Peephole = a.Flag("Peephole", false), Gates = a.Choice<LstmGates>("Gates"),
            GateActivation = a.Activation("GateActivation", Activation.Sigmoid), Activation = a.Activation("Activation", Activation.Tanh),
            OutputActivation = a.Activation("OutputActivation", Activation.Tanh), Clip = a.Number("Clip", 0), CellClip = a.Number("CellClip", 0),
        }),
        "Gru" => Common(a, new GruSpec(a.Size(0))
        {
            Reset = a.Choice<GruReset>("Reset"), GateActivation = a.Activation("GateActivation", Activation.Sigmoid),
            Activation = a.Activation("Activation", Activation.Tanh), Clip = a.Number("Clip", 0),
        }),
        "MinGru" => Common(a, new MinGruSpec(a.Size(0))),
        _ => throw Wrong($"the layer [{a.Name}] is unknown"),
    };

    private static RecurrentSpec Common(Arguments a, RecurrentSpec layer) => layer with
    {
        Layers = a.Whole("Layers", 1), Direction = a.Choice<Direction>("Direction"), Merge = a.Choice<Merge>("Merge"),
        Skip = a.Choice<Skip>("Skip"), Bias = a.Flag("Bias", true), LayerNorm = a.Flag("LayerNorm", false),
    };

    /// <summary>[Name] or [Name(1, 2, Property = value, …)]</summary>
    private Arguments ReadAttribute()
    {
        Expect('[');
        var attribute = new Arguments(this, ReadWord());
        if (Peek() == '(')
        {
            do
            {
                _next++;
                if (Peek() == ' ') _next++;
                ReadArgument(attribute);
            }
            while (Peek() == ',');
            Expect(')');
        }
        Expect(']');
        return attribute;
    }

    private void ReadArgument(Arguments attribute)
    {
        string word = Peek() == '"' ? throw Wrong($"expected a number or a property at character {_next}") : ReadWord();
        if (_next + 3 <= _text.Length && _text.AsSpan(_next, 3) is " = ")
        {
            _next += 3;
            attribute.Add(word, Peek() == '"' ? ReadText() : ReadWord());
        }
        else
        {
            attribute.Add(word);
        }
    }

    private string ReadWord()
    {
        int start = _next;
        while (Peek() is var c && (char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+' or '_')) _next++;
        return _next > start ? _text[start.._next] : throw Wrong($"expected a word at character {start}");
    }

    private string ReadText()
    {
        Expect('"');
        var text = new StringBuilder();
        while (Peek() != '"')
        {
            if (Peek() == '\\') _next++;
            if (_next >= _text.Length) throw Wrong("a text has no end");
            text.Append(_text[_next++]);
        }
        Expect('"');
        return text.ToString();
    }

    private char Peek() => _next < _text.Length ? _text[_next] : '\0';

    private void Expect(char c)
    {
        if (Peek() != c) throw Wrong($"expected '{c}' at character {_next}");
        _next++;
    }

    private ModelFormatException Wrong(string what) => new($"{_source}: the declaration is damaged: {what}: {(_text.Length <= 300 ? _text : _text[..300] + "…")}.");

    /// <summary>An attribute's arguments, taken one by one.</summary>
    private sealed class Arguments(DeclarationReader reader, string name)
    {
        private readonly List<string> _sizes = [];
        private readonly Dictionary<string, string> _properties = [];

        public string Name => name;

        public void Add(string size) => _sizes.Add(size);

        public void Add(string property, string value)
        {
            if (!_properties.TryAdd(property, value)) throw reader.Wrong($"[{name}] has '{property}' twice");
        }

        public int Size(int index) => index < _sizes.Count ? ParseWhole(_sizes[index], "its size") : throw reader.Wrong($"[{name}] has too few sizes");

        public int Whole(string property, int @default) => _properties.Remove(property, out string? value) ? ParseWhole(value, property) : @default;

        public string? Text(string property) => _properties.Remove(property, out string? value) ? value : null;

        public bool Flag(string property, bool @default) => !_properties.Remove(property, out string? value) ? @default
            : value is "true" or "false" ? value == "true" : throw reader.Wrong($"[{name}] {property}: expected true or false, found {value}");

        public float Number(string property, float @default) => !_properties.Remove(property, out string? value) ? @default
            : float.TryParse(value.TrimEnd('f'), NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && float.IsFinite(number) ? number
            : throw reader.Wrong($"[{name}] {property}: expected a number, found {value}");

        public T Choice<T>(string property, T @default = default) where T : struct, Enum
        {
            if (!_properties.Remove(property, out string? value)) return @default;
            string[] parts = value.Split('.');
            return parts.Length == 2 && parts[0] == typeof(T).Name && !char.IsDigit(parts[1].FirstOrDefault()) && Enum.TryParse(parts[1], out T choice)
                ? choice
                : throw reader.Wrong($"[{name}] {property}: expected a {typeof(T).Name}, found {value}");
        }

        public ActivationSpec Activation(string property, Activation @default)
        {
            Activation kind = Choice(property, @default);
            return new ActivationSpec(kind, Number(property + "Alpha", ActivationSpec.DefaultAlpha(kind)), Number(property + "Beta", ActivationSpec.DefaultBeta(kind)));
        }

        public void RequireNoneLeft()
        {
            if (_properties.Count > 0) throw reader.Wrong($"[{name}] has the unknown property '{_properties.Keys.First()}'");
        }

        private int ParseWhole(string text, string what) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= FormatLimits.Width ? value
            : throw reader.Wrong($"[{name}] {what}: expected a whole number up to {FormatLimits.Width}, found {text}");
    }
}
