using RnnGen.Generator.Emit.Cells;
using RnnGen.Generator.Planning;

namespace RnnGen.Generator.Emit;

/// <summary>Writes the products of a backward pass for one panel, and the calls of them.</summary>
/// <param name="file">Where the kernels go.</param>
/// <param name="name">Begins the kernels' names.</param>
/// <param name="panel">The weights' layout.</param>
/// <param name="isCell">Whether rows of dz are as far apart as <see cref="CellKernel.GradientStride"/> says, or follow one another.</param>
internal sealed class PanelGradients(KernelFile file, string name, PanelLayout panel, bool isCell)
{
    private int StrideOf(int gates) => isCell ? CellKernel.GradientStride(gates * panel.PaddedUnits) : gates * panel.PaddedUnits;

    private OuterProduct ProductOf(string group)
    {
        int index = panel.GroupIndex(group);
        return new OuterProduct(file, panel, index, StrideOf(panel.Groups[index].Gates));
    }

    /// <summary>A call that adds the weights' gradient of a group over many rows.</summary>
    public string Weights(string group, string rows, string s, string dz, string dp)
    {
        int sources = Rows(group);
        return Weights(group, 0, sources, "", rows, s, Literal.Of(PanelLayout.Pad(sources)), dz, dp);
    }

    /// <summary>A call that adds the weights' gradient of one input part over many rows; its values lie <paramref name="stride"/> floats apart.</summary>
    public string Weights(InputPart part, string rows, string s, int stride, string dz, string dp) =>
        Weights("input", part.FirstRow, part.Width, IsWhole(part) ? "" : Text.Capital(part.Variable), rows, s, Literal.Of(stride), dz, dp);

    /// <summary>A call that adds the gradient of a token's row of weights, of one row.</summary>
    /// <param name="part">The token's part.</param>
    /// <param name="token">The token, and for a masked one its factor.</param>
    /// <param name="dz">The gradient of the sums.</param>
    /// <param name="dp">The panel's gradient.</param>
    public string Token(InputPart part, string token, string dz, string dp)
    {
        string kernel = $"{name}{Text.Capital(part.Variable)}Weights";
        file.Add(kernel, $"z += W·(one-hot token{(part.IsMasked ? ", times a factor" : "")}); so the token's row of dW gets dz{(part.IsMasked ? " times the factor" : "")}.",
            $"int token{(part.IsMasked ? ", float factor" : "")}, ref float dz, ref float dp",
            (w, lanes) => ProductOf("input").EmitToken(w, lanes, part.FirstRow, part.IsMasked));
        return $"{kernel}({token}, ref {dz}, ref {dp});";
    }

    /// <summary>A call that adds the biases' gradient over many rows.</summary>
    public string Bias(IReadOnlyList<BiasGradient> gates, string rows, IReadOnlyDictionary<string, string> buffers, string dp)
    {
        string[] names = gates.Select(gate => gate.Gradient).Distinct().ToArray();
        file.Add(name + "Bias", "z = b + …; so db += Σ dz over all rows.", "int rows, " + string.Join(", ", names.Select(buffer => $"ref float {buffer}")) + ", ref float dp",
            (w, lanes) => BiasSum.Emit(w, lanes, panel, gates, StrideOf));
        return $"{name}Bias({rows}, {string.Join(", ", names.Select(buffer => "ref " + buffers[buffer]))}, ref {dp});";
    }

    private string Weights(string group, int first, int sources, string part, string rows, string s, string stride, string dz, string dp)
    {
        string kernel = $"{name}{Text.Capital(group)}{part}Weights";
        OuterProduct product = ProductOf(group);
        product.AddBlocks(sources);
        file.Add(kernel, $"z += W·s; so dW += Σ s ⊗ dz over all rows, for the {group} weights.", "int rows, ref float s, int stride, ref float dz, ref float dp",
            (w, lanes) => product.Emit(w, lanes, "stride", first, sources));
        return $"{kernel}({rows}, ref {s}, {stride}, ref {dz}, ref {dp});";
    }

    private int Rows(string group) => panel.Groups[panel.GroupIndex(group)].Rows;

    private bool IsWhole(InputPart part) => part.Width == Rows("input");
}
