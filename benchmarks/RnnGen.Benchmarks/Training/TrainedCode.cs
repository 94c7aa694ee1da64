extern alias generator;

using System.Globalization;
using System.Runtime;
using System.Text;
using RnnGen.Benchmarks.Choices;
using CostModel = generator::RnnGen.Generator.Planning.CostModel;

namespace RnnGen.Benchmarks.Training;

/// <summary>Generates the models of a study when it runs: one class for each declaration.</summary>
internal static class TrainedCode
{
    /// <summary>The run time collects methods for 100 ms before it begins with them.</summary>
    private const int MillisecondsOfSilence = 500;

    /// <summary>Compiles the sizes' models; what is given makes a size's object, by its number.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="type">The generic type of the objects, one argument of which is the model; its constructor takes the batch.</param>
    public static Func<int, int, T> Compile<T>(IReadOnlyList<TrainedSize> sizes, string type)
    {
        var source = new StringBuilder("using RnnGen;\nusing RnnGen.Benchmarks.Training;\n");
        string[] declarations = [.. sizes.Select(size => size.Declaration).Distinct()];
        for (int i = 0; i < declarations.Length; i++) source.Append(CultureInfo.InvariantCulture, $"{declarations[i]} public sealed partial class M{i};\n");
        source.Append(CultureInfo.InvariantCulture, $"internal static class Entries {{ internal static {typeof(T).Name} Create(int size, int batch) => size switch {{\n");
        for (int i = 0; i < sizes.Count; i++) source.Append(CultureInfo.InvariantCulture, $"{i} => new {type}<M{Array.IndexOf(declarations, sizes[i].Declaration)}>(batch),\n");
        source.Append("_ => throw new System.ArgumentOutOfRangeException(nameof(size)) }; }");
        Func<int, int, T> create = CandidateCompiler.Compile(source.ToString(), CostModel.Default).CreateDelegate<Func<int, int, T>>();
        AwaitBackgroundCompiler();
        return create;
    }

    /// <summary>
    /// Compiling the models leaves the run time thousands of the compiler's methods to optimise, six seconds' work of a thread in the background:
    /// on a machine of two cores a trainer of two threads would share one of them with it.
    /// </summary>
    private static void AwaitBackgroundCompiler()
    {
        for (long before = -1, now; (now = JitInfo.GetCompiledMethodCount()) != before; before = now) Thread.Sleep(MillisecondsOfSilence);
    }
}
