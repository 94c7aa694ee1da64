namespace RnnGen.Generator.Parsing;

/// <summary>The user's class, as far as generated code has to name it. All names are escaped where they are keywords.</summary>
/// <param name="Namespace">Empty for the global namespace.</param>
/// <param name="Containers">What the class is nested in, the outermost first: <c>partial struct Outer</c>.</param>
/// <param name="Name">The class.</param>
/// <param name="FullName">The class from anywhere: <c>global::App.Outer.Model</c>.</param>
/// <param name="KernelClass">The class of its kernels in <c>RnnGen.Generated</c>: <c>App_Outer_Model</c>.</param>
/// <param name="HintName">The beginning of its files' names: <c>App.Outer.Model</c>.</param>
internal sealed record TypeSpec(
    string Namespace,
    EquatableArray<string> Containers,
    string Name,
    string FullName,
    string KernelClass,
    string HintName);
