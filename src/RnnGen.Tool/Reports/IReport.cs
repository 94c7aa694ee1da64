using System.Text.Json.Serialization;
using Spectre.Console;

namespace RnnGen.Tool.Reports;

/// <summary>What a command found. Its public properties are the JSON.</summary>
internal interface IReport
{
    /// <summary>Whether everything that was checked is right.</summary>
    [JsonIgnore]
    bool IsRight { get; }

    /// <summary>Prints it for people.</summary>
    void Print(IAnsiConsole console);
}
