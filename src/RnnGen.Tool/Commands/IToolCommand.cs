using System.CommandLine;
using RnnGen.Tool.Reports;

namespace RnnGen.Tool.Commands;

/// <summary>One of the tool's commands.</summary>
internal interface IToolCommand
{
    /// <summary>Its name, arguments and options, for parsing and for the help.</summary>
    Command Describe();

    /// <summary>Does it.</summary>
    /// <exception cref="ToolException">It cannot be done.</exception>
    /// <exception cref="ModelFormatException">A file is damaged, unknown or cannot be expressed.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    IReport Run(ParseResult arguments);
}
