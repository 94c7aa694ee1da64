using System.CommandLine;
using RnnGen.Formats;
using RnnGen.Tool.Compiling;
using RnnGen.Tool.Reports;

namespace RnnGen.Tool.Commands;

/// <summary><c>verify</c>: a declaration and a file of weights belong together, and the class computes what they say.</summary>
internal sealed class VerifyCommand : IToolCommand
{
    private readonly Argument<string> _source = Files.Source();
    private readonly Argument<string> _weights = Files.Weights();
    private readonly Option<string?> _class = Files.Class();
    private readonly Option<int> _seed = new("--seed") { Description = "Of the noise and the random weights.", DefaultValueFactory = _ => 1 };

    public Command Describe() => new("verify", "Compiles a declaration, loads the weights and compares the class with the reference engine and with the file's own answers.")
    {
        _source, _weights, _class, _seed,
    };

    public IReport Run(ParseResult arguments)
    {
        string source = arguments.GetValue(_source)!, weights = arguments.GetValue(_weights)!;
        int seed = arguments.GetValue(_seed);
        (ICompiledModel compiled, ImportedModel model) = DeclaredModel.Load(source, arguments.GetValue(_class), weights);
        Comparison[] comparisons =
        [
            .. model.TestVectors.Select(vector => compiled.Against(vector, model)),
            compiled.AgainstReference(model.Single, seed), compiled.AgainstReferenceAtRandom(seed),
        ];
        return new VerifyReport(compiled.Name, compiled.Spec.ToString(), weights, model.Format!.Value, comparisons, model.Verified, model.Assumed);
    }
}
