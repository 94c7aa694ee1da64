namespace RnnGen.Tool;

/// <summary>What is asked for cannot be done; the message is one sentence for the user.</summary>
internal sealed class ToolException(string message) : Exception(message);
