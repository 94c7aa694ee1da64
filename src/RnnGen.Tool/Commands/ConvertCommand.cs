using System.CommandLine;
using RnnGen.Formats;
using RnnGen.Tool.Reports;

namespace RnnGen.Tool.Commands;

/// <summary><c>convert</c>: another tool's file becomes yet another's.</summary>
internal sealed class ConvertCommand : IToolCommand
{
    private readonly Argument<string> _input = Files.Model("IN");
    private readonly Argument<string> _output = Files.Output();
    private readonly FormatOption _format = new();
    private readonly DeclarationOption _declaration = new();
    private readonly Option<bool> _force = Files.Force();

    public Command Describe() => new("convert", "Writes a trained model in another format, and reads it again to see that the parameters are the same.")
    {
        _input, _output, _format.Option, _declaration.Option, _force,
    };

    public IReport Run(ParseResult arguments)
    {
        string input = arguments.GetValue(_input)!, output = arguments.GetValue(_output)!;
        ModelFormat format = _format.Of(arguments, output);
        Files.RequireNew([output], arguments.GetValue(_force));
        return WrittenModel.Write(_declaration.Read(arguments, input), output, format, input);
    }
}
