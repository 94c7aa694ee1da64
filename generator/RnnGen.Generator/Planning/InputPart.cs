namespace RnnGen.Generator.Planning;

/// <summary>A run of a layer's input rows and where its values come from.</summary>
/// <param name="IsToken">Whether the values are a one-hot vector, given by its token id; otherwise they are floats.</param>
/// <param name="FirstRow">The first of the rows.</param>
/// <param name="Width">The number of rows.</param>
/// <param name="Variable">The kernel's parameter: <c>x</c>, <c>token</c>, numbered where there are several.</param>
/// <param name="IsMasked">Whether a token's one-hot vector goes through dropout, so that its 1 may be 0 or 1/(1 − p).</param>
internal sealed record InputPart(bool IsToken, int FirstRow, int Width, string Variable, bool IsMasked = false)
{
    /// <summary>The parameter's declaration in a kernel that takes one step.</summary>
    public string Parameter => IsToken ? $"int {Variable}{(IsMasked ? $", float {Factor}" : "")}" : $"ref float {Variable}";

    /// <summary>The parameter handed on to another kernel.</summary>
    public string Argument => IsToken ? $"{Variable}{(IsMasked ? $", {Factor}" : "")}" : $"ref {Variable}";

    /// <summary>The kernel's parameter for what stands in the place of a masked token's 1.</summary>
    public string Factor => Variable + "Factor";

    /// <summary>The parts of a layer that reads one vector.</summary>
    public static IReadOnlyList<InputPart> Vector(int width) => [new(false, 0, width, "x")];

    /// <summary>The parts of the layer that reads the network's sources.</summary>
    public static IReadOnlyList<InputPart> Of(IReadOnlyList<SourceNode> sources, bool areDropped)
    {
        int tokens = sources.Count(source => source.Spec is OneHotSpec), vectors = sources.Count - tokens;
        int token = 0, vector = 0;
        var parts = new List<InputPart>();
        foreach (SourceNode source in sources)
        {
            bool isToken = source.Spec is OneHotSpec;
            string variable = isToken ? Name("token", token++, tokens) : Name("x", vector++, vectors);
            parts.Add(new InputPart(isToken, source.Offset, source.Spec.Width, variable, isToken && areDropped));
        }
        return parts;
    }

    private static string Name(string name, int index, int count) => count == 1 ? name : name + Emit.Literal.Of(index);
}
