using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace RnnGen.Tool.Reports;

/// <summary>Shows results and errors: as text, or as JSON.</summary>
internal sealed class ReportWriter(TextWriter output, TextWriter errors, bool isJson)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    public void Show(IReport report)
    {
        if (isJson) output.WriteLine(JsonSerializer.Serialize(report, report.GetType(), s_json));
        else report.Print(Console());
    }

    /// <summary>The message goes to the errors; with JSON, the output also has it, so that there is always one JSON value.</summary>
    public void Fail(string message)
    {
        errors.WriteLine($"rnngen: {message}");
        if (isJson) output.WriteLine(JsonSerializer.Serialize(new { error = message }, s_json));
    }

    private IAnsiConsole Console()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        // Lines in a file or a pipe are not wrapped.
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = 200;
        return console;
    }
}
