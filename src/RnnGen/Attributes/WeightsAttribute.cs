namespace RnnGen;

/// <summary>
/// Names the file with a model's (or a pair's) weights, which the build puts into the assembly or beside the program; the class then has
/// a <c>Load()</c> without arguments. The build compares the file's tensors with the model's, and a difference is an error.
/// </summary>
/// <param name="file">
/// A safetensors file that the project has as <c>&lt;RnnWeights Include="…" /&gt;</c>: its path in the project, or its <c>Link</c>.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WeightsAttribute(string file) : Attribute
{
    /// <summary>The file, as the project calls it.</summary>
    public string File { get; } = file;
}
