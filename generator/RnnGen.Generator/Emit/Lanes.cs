namespace RnnGen.Generator.Emit;

/// <summary>One vector width, or plain scalar code: how a load, a store or a multiply-add is spelt.</summary>
/// <remarks>
/// In the lanes are units, or else (<see cref="AcrossRows"/>) one unit of as many rows: then a vector of a layer lies in memory unit by unit,
/// sixteen rows side by side, a weight is in every lane, and the value that it is multiplied with is another in each.
/// </remarks>
internal sealed class Lanes
{
    public static readonly Lanes Of512 = new(16), Of256 = new(8), Of128 = new(4), Scalar = new(1);

    /// <summary>All widths, the widest first.</summary>
    public static readonly Lanes[] All = [Of512, Of256, Of128, Scalar];

    /// <summary>Rows whose values of a unit lie side by side.</summary>
    public const int Rows = 16;

    private static readonly Lanes[] s_acrossRows = All.Select(lanes => new Lanes(lanes.Width, holdsRows: true)).ToArray();

    private readonly string _vector;
    private readonly bool _holdsRows;

    private Lanes(int width, bool holdsRows = false)
    {
        Width = width;
        _vector = $"Vector{width * 32}";
        _holdsRows = holdsRows;
    }

    /// <summary>Vectors of this width, or plain floats, whose lanes are rows.</summary>
    public Lanes AcrossRows => s_acrossRows.First(lanes => lanes.Width == Width);

    /// <summary>Units in one vector.</summary>
    public int Units => _holdsRows ? 1 : Width;

    /// <summary>Floats in one vector.</summary>
    public int Width { get; }

    public bool IsScalar => Width == 1;

    /// <summary>Ends the names of methods: <c>512</c>, …, <c>Scalar</c>.</summary>
    public string Suffix => IsScalar ? "Scalar" : $"{Width * 32}";

    /// <summary>The run-time test for this width; null for scalar code, which always works.</summary>
    public string? Test => IsScalar ? null : $"{_vector}.IsHardwareAccelerated";

    public string Type => IsScalar ? "float" : $"{_vector}<float>";

    /// <summary>As many integers of 32 bits.</summary>
    public string IntegerType => IsScalar ? "int" : $"{_vector}<int>";

    /// <summary>The bits of floats, as integers.</summary>
    public string Bits(string value) => IsScalar ? $"System.BitConverter.SingleToInt32Bits({value})" : $"{value}.AsInt32()";

    /// <summary>Floats of such bits.</summary>
    public string FromBits(string bits) => IsScalar ? $"System.BitConverter.Int32BitsToSingle({bits})" : bits.Contains(' ') ? $"({bits}).AsSingle()" : $"{bits}.AsSingle()";

    /// <summary>Integers as floats.</summary>
    public string FromInteger(string integer) => IsScalar ? $"(float)({integer})" : $"{_vector}.ConvertToSingle({integer})";

    public string Zero => IsScalar ? "0f" : $"{_vector}<float>.Zero";

    public string One => IsScalar ? "1f" : $"{_vector}<float>.One";

    /// <summary>The vectors for as many of <paramref name="lanes"/> (16, 8 or 4) as one of this width holds.</summary>
    public Lanes Within(int lanes) => Width <= lanes ? this : All.First(narrower => narrower.Width <= lanes);

    /// <summary>The floats that begin <paramref name="offset"/> floats behind <paramref name="origin"/>.</summary>
    public string Load(string origin, string offset) =>
        IsScalar ? At(origin, offset) : offset == "0" ? $"{_vector}.LoadUnsafe(ref {origin})" : $"{_vector}.LoadUnsafe(ref {origin}, {offset})";

    /// <summary>A vector of a layer from its float <paramref name="offset"/> on.</summary>
    public string Load(string origin, int offset) => Load(origin, Literal.Of(_holdsRows ? Rows * offset : offset));

    /// <summary>The parameters of the vector's units.</summary>
    public string LoadParameters(string origin, int offset) => _holdsRows ? Broadcast(At(origin, offset)) : Load(origin, offset);

    /// <summary>The value that all units are multiplied with: float <paramref name="offset"/> of a layer's vector.</summary>
    public string LoadSource(string origin, int offset) => _holdsRows ? Load(origin, offset) : Broadcast(At(origin, offset));

    /// <summary>Float <paramref name="offset"/>, an expression, of a layer's vector.</summary>
    public string AtUnit(string origin, string offset) => At(origin, !_holdsRows || offset == "0" ? offset : Text.Times(offset.Contains(' ') ? $"({offset})" : offset, Rows));

    public string Store(string value, string origin, string offset) =>
        IsScalar ? $"{At(origin, offset)} = {value};"
            : offset == "0" ? $"{value}.StoreUnsafe(ref {origin});" : $"{value}.StoreUnsafe(ref {origin}, {offset});";

    public string Store(string value, string origin, int offset) => Store(value, origin, Literal.Of(_holdsRows ? Rows * offset : offset));

    /// <summary>One float in every lane.</summary>
    public string Broadcast(string scalar) => IsScalar ? scalar : $"{_vector}.Create({scalar})";

    /// <summary>As many lower lanes of the wider vector <paramref name="value"/> as this one has: the same register.</summary>
    public string LowerOf(string value, Lanes wider) => wider.Width == Width ? value : LowerOf($"{value}.GetLower()", new Lanes(wider.Width / 2));

    /// <summary>a·b + c</summary>
    public string MultiplyAdd(string a, string b, string c) => IsScalar ? $"{Factor(a)} * {Factor(b)} + {c}" : $"{_vector}.MultiplyAddEstimate({a}, {b}, {c})";

    private static string Factor(string term) => term.Contains(" - ") || term.Contains(" + ") ? $"({term})" : term;

    /// <summary>The sum over the lanes.</summary>
    public string Sum(string value) => IsScalar ? value : $"{_vector}.Sum({value})";

    /// <summary>A call of one of the library's elementwise functions.</summary>
    public string Call(string function, string arguments) => $"{(IsScalar ? "ScalarMath" : "VectorMath")}.{function}({arguments})";

    /// <summary>One float behind <paramref name="origin"/>.</summary>
    public static string At(string origin, string offset) => offset == "0" ? origin : $"Unsafe.Add(ref {origin}, {offset})";

    public static string At(string origin, int offset) => At(origin, Literal.Of(offset));
}
