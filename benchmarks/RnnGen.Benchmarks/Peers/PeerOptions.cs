namespace RnnGen.Benchmarks.Peers;

/// <summary>What stands behind "peers" on the command line.</summary>
/// <param name="Plan">How long is measured.</param>
/// <param name="Markdown">The file that gets the tables besides the console (see <see cref="GeneratedPart"/>); null for none.</param>
/// <param name="Svg">Where the chart goes; null for nowhere.</param>
internal sealed record PeerOptions(RoundPlan Plan, string? Markdown, string? Svg)
{
    /// <summary>How it is called.</summary>
    public const string Usage = "peers [--quick] [--markdown PATH] [--svg PATH]";

    /// <summary>Null and a problem where the words are not understood.</summary>
    public static (PeerOptions? Options, string? Problem) Parse(ReadOnlySpan<string> words)
    {
        var options = new PeerOptions(RoundPlan.Full, null, null);
        while (words.Length > 0)
        {
            switch (words)
            {
                case ["--quick", ..]: options = options with { Plan = RoundPlan.Quick }; break;
                case ["--markdown", string path, ..]: options = options with { Markdown = path }; words = words[1..]; break;
                case ["--svg", string path, ..]: options = options with { Svg = path }; words = words[1..]; break;
                default: return (null, $"'{words[0]}' is unknown, or its path is missing: {Usage}");
            }
            words = words[1..];
        }
        return (options, null);
    }
}
