using System.Globalization;
using RnnGen.Benchmarks.Machine;
using RnnGen.Benchmarks.Peers;

namespace RnnGen.Benchmarks.Training;

/// <summary>Training iterations on one core against PyTorch's layers and oneDNN's primitives, in one run.</summary>
internal static class TrainingStudy
{
    /// <summary>How long each is timed in a round; the least of all its iterations counts.</summary>
    private const double Seconds = 0.5;

    private const int Rounds = 4;

    /// <summary>
    /// Prints one table: the sizes that targets are given for, in rounds, or with --grid all, in one round; --markdown puts it into
    /// a file as well. On a shared machine one of three may meet a slow second: in four rounds each meets a fast one.
    /// </summary>
    public static int Run(ReadOnlySpan<string> words, TextWriter output, TextWriter errors)
    {
        bool isGrid = false;
        string? markdown = null;
        for (; words.Length > 0; words = words[1..])
        {
            if (words[0] == "--grid") isGrid = true;
            else if (words is ["--markdown", string path, ..])
            {
                markdown = path;
                words = words[1..];
            }
            else
            {
                errors.WriteLine($"'{words[0]}' is unknown, or its path is missing: training [--grid] [--markdown PATH]");
                return 2;
            }
        }
        (IReadOnlyList<TrainedSize> sizes, int rounds) = isGrid ? (TrainedSize.Grid, 1) : (TrainedSize.Headlines, Rounds);
        List<TrainingPeer> peers = FindPeers(errors);
        errors.WriteLine("compiling");
        Func<int, int, ITrainedModel> create = TrainedCode.Compile<ITrainedModel>(sizes, "TrainedModel");
        MachineLimits limits = MachineLimits.Measure();
        var heads = new Dictionary<TrainingPeer, TrainingPeerHead>();
        var table = new MarkdownTable(["", "ms", "MAC/ns", "of the ceiling", "tape, MB", .. peers.SelectMany(peer => new[] { peer.Name + ", ms", "times" })]);
        for (int i = 0; i < sizes.Count; i++)
        {
            errors.WriteLine(sizes[i]);
            TimeSpan half = TimeSpan.FromSeconds(Seconds / 2);
            double own = double.PositiveInfinity, tapeBytes = 0;
            double[] others = [.. peers.Select(_ => double.PositiveInfinity)];
            for (int round = 0; round < rounds; round++)
            {
                // Anew, as the others' processes are: where memory lies counts, too. Before and after them: the machine's speed drifts.
                ITrainedModel model = create(i, sizes[i].Batch);
                tapeBytes = model.TapeBytes;
                own = Math.Min(own, model.Time(half));
                for (int peer = 0; peer < others.Length; peer++)
                {
                    (TrainingPeerHead head, double milliseconds) = peers[peer].Measure(sizes[i], Seconds);
                    heads[peers[peer]] = heads.TryGetValue(peers[peer], out TrainingPeerHead? last) ? last.Faster(head) : head;
                    others[peer] = Math.Min(others[peer], milliseconds);
                }
                own = Math.Min(own, model.Time(half));
            }
            double rate = sizes[i].MultiplyAdds / own / 1e6;
            table.Add([sizes[i].ToString(), Text(own, 3), Text(rate, 1), Text(100 * rate / limits.MultiplyAddsPerNanosecond, 0) + " %", Text(tapeBytes / 1e6, 2),
                .. others.SelectMany(other => new[] { Text(other, 3), Text(other / own, 2) })]);
        }
        string about = string.Create(CultureInfo.InvariantCulture,
            $"{Surroundings.Describe()}; ceiling {limits.MultiplyAddsPerNanosecond:F1} MAC/ns at {limits.GigaHertz:F2} GHz; {string.Join("; ", heads.Values)}; {TrainedSize.Steps} steps, one thread.\n\n");
        var text = new StringWriter();
        text.Write(about);
        foreach (string warning in heads.Values.Select(head => head.Warning(limits.MultiplyAddsPerNanosecond)).OfType<string>())
        {
            text.Write($"Warning: {warning}\n\n");
            errors.WriteLine($"warning: {warning}");
        }
        table.Write(text);
        output.Write(text);
        if (markdown is not null) File.WriteAllText(markdown, GeneratedPart.Replace(File.Exists(markdown) ? File.ReadAllText(markdown) : null, text.ToString(), isGrid ? "training grid" : "training"));
        return 0;
    }

    private static string Text(double value, int digits) => value.ToString("F" + digits, CultureInfo.InvariantCulture);

    /// <summary>Those that are there; the others are said to be missing.</summary>
    private static List<TrainingPeer> FindPeers(TextWriter errors)
    {
        List<TrainingPeer> peers = [];
        PeerFolder folder = PeerFolder.Find();
        foreach (PeerProgram program in PeerProgram.Training)
        {
            try
            {
                peers.Add(program.FindTraining(folder));
            }
            catch (PeerException exception)
            {
                errors.WriteLine($"{program.Name}: {exception.Message}");
            }
        }
        return peers;
    }
}
