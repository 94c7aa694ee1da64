using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using RnnGen.Formats;
using RnnGen.Tool.Commands;
using RnnGen.Tool.Reports;

namespace RnnGen.Tool;

/// <summary>The commands and what they have in common: how results and errors are shown, and how the tool ends.</summary>
internal sealed class CommandLine
{
    private readonly Command _root;
    private readonly TextWriter _output, _errors;

    public CommandLine(TextWriter output, TextWriter errors)
    {
        (_output, _errors) = (output, errors);
        // A RootCommand would be called what its file is called.
        _root = new("rnngen", """
            Trained recurrent networks in and out of C#.

            Reads safetensors (PyTorch), NumPy, ONNX, Keras, RTNeural, AIDA-X, GuitarML, NAM, char-RNN and RNNoise files; what they are is told by content.

            Exit codes: 0 done, 1 a file cannot be read, written or expressed, 2 wrong arguments, 3 the generated code gives other results.
            """)
        {
            Add(new ImportCommand()), Add(new InspectCommand()), Add(new ConvertCommand()), Add(new VerifyCommand()), Add(new ExportCommand()),
            new HelpOption { Recursive = true }, new VersionOption(),
        };
    }

    /// <summary>Runs; returns the exit code.</summary>
    public int Invoke(string[] arguments)
    {
        ParseResult parsed = _root.Parse(arguments);
        // A mistake is one sentence, not a page of help below it.
        if (parsed.Action is ParseErrorAction mistake) (mistake.ShowHelp, mistake.ShowTypoCorrections) = (false, false);
        int code = parsed.Invoke(new InvocationConfiguration { Output = _output, Error = _errors, EnableDefaultExceptionHandler = false });
        return parsed.Action is ParseErrorAction ? ExitCode.Usage : code;
    }

    private Command Add(IToolCommand command)
    {
        var json = new Option<bool>("--json") { Description = "The result as JSON." };
        Command described = command.Describe();
        described.Options.Add(json);
        described.SetAction(arguments => Run(() => command.Run(arguments), new ReportWriter(_output, _errors, arguments.GetValue(json))));
        return described;
    }

    private static int Run(Func<IReport> command, ReportWriter writer)
    {
        try
        {
            IReport report = command();
            writer.Show(report);
            return report.IsRight ? ExitCode.Success : ExitCode.Differs;
        }
        catch (Exception e) when (e is ToolException or ModelFormatException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            writer.Fail(e.Message);
            return ExitCode.Failure;
        }
    }
}
