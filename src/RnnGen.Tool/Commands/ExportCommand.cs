using System.CommandLine;
using RnnGen.Formats;
using RnnGen.Tool.Compiling;
using RnnGen.Tool.Reports;

namespace RnnGen.Tool.Commands;

/// <summary><c>export</c>: a declared class with its weights becomes another tool's file.</summary>
internal sealed class ExportCommand : IToolCommand
{
    private readonly Argument<string> _source = Files.Source();
    private readonly Argument<string> _weights = Files.Weights();
    private readonly Argument<string> _output = Files.Output();
    private readonly Option<string?> _class = Files.Class();
    private readonly FormatOption _format = new();
    private readonly Option<bool> _force = Files.Force();

    public Command Describe() => new("export", "Writes a declared model with its weights for another tool.")
    {
        _source, _weights, _output, _format.Option, _class, _force,
    };

    public IReport Run(ParseResult arguments)
    {
        string source = arguments.GetValue(_source)!, output = arguments.GetValue(_output)!;
        ModelFormat format = _format.Of(arguments, output);
        Files.RequireNew([output], arguments.GetValue(_force));
        (_, ImportedModel model) = DeclaredModel.Load(source, arguments.GetValue(_class), arguments.GetValue(_weights)!);
        return WrittenModel.Write(model, output, format, source);
    }
}
