namespace RnnGen.Generator.Emit;

/// <summary>Collects the kernels of one file: each is written once, however many layers of its shape there are.</summary>
/// <param name="other">A file of the same class, whose kernels are not written again.</param>
internal sealed class KernelFile(KernelFile? other = null)
{
    // Optimised by the first call: as tiers come, vector code would run 4 to 15 times slower until the compiler gets to it in the background.
    // A later tier knows nothing that these methods could use, and ReadyToRun leaves them out in any case (docs/performance.md, First calls).
    private const string Optimised = "[MethodImpl(MethodImplOptions.AggressiveOptimization)]";

    private readonly HashSet<string> _names = other?._names ?? [], _scalars = other?._scalars ?? [];
    private bool _onlyScalar;
    private readonly CodeWriter _writer = new();

    /// <summary>The text of all kernels.</summary>
    public override string ToString() => _writer.ToString();

    /// <summary>
    /// Writes a kernel unless it is there already: a method that picks the machine's width, and one method for each width.
    /// </summary>
    /// <param name="name">The kernel's name.</param>
    /// <param name="summary">One sentence or the equation.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="body">Writes the body for one width.</param>
    /// <param name="records">Whether the kernel takes the tape mode as a type argument.</param>
    /// <param name="widths">The widths, where it is not called on machines with none of them.</param>
    public void Add(string name, string summary, string parameters, Action<CodeWriter, Lanes> body, bool records = false, IReadOnlyList<Lanes>? widths = null)
    {
        widths ??= Lanes.All;
        if (_onlyScalar ? _names.Contains(name) || !_scalars.Add(name) : !_names.Add(name)) return;
        string generic = records ? "<TTape>" : "", constraint = records ? " where TTape : struct, ITapeMode" : "";
        string arguments = string.Join(", ", parameters.Split(',').Select(Argument));
        if (!_onlyScalar)
        {
            _writer.Line();
            _writer.Line($"/// <summary>{summary}</summary>");
            _writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
            using IDisposable method = _writer.Block($"private static void {name}{generic}({parameters}){constraint}");
            foreach (Lanes lanes in widths)
            {
                string otherwise = lanes == widths[0] ? "" : "else ";
                string test = lanes.Test is null ? "" : $"if ({lanes.Test}) ";
                _writer.Line($"{otherwise}{test}{name}_{lanes.Suffix}{generic}({arguments});");
            }
        }
        foreach (Lanes lanes in _onlyScalar ? [Lanes.Scalar] : widths.Where(lanes => !lanes.IsScalar || !_scalars.Contains(name)))
        {
            _writer.Line();
            if (_onlyScalar) _writer.Line($"/// <summary>{summary}</summary>");
            _writer.Line(Optimised);
            using (_writer.Block($"private static void {name}_{lanes.Suffix}{generic}({parameters}){constraint}"))
            using (_writer.Block("unchecked")) body(_writer, lanes);
        }
    }

    /// <summary>What <paramref name="add"/> adds is written for plain floats only, unless it is there for all widths already: for kernels of many rows, which call it one by one.</summary>
    public void AddScalar(Action add)
    {
        _onlyScalar = true;
        add();
        _onlyScalar = false;
    }

    /// <summary>Writes a method that kernels of one width share, unless it is there already. To be called outside of other kernels.</summary>
    public void AddPart(string name, string summary, string parameters, Action<CodeWriter> body)
    {
        if (!_names.Add(name)) return;
        _writer.Line();
        _writer.Line($"/// <summary>{summary}</summary>");
        _writer.Line(Optimised);
        using (_writer.Block($"private static void {name}({parameters})"))
        using (_writer.Block("unchecked")) body(_writer);
    }

    // "ref float x" is passed as "ref x", "int steps" as "steps".
    private static string Argument(string parameter)
    {
        string[] words = parameter.Trim().Split(' ');
        return words[0] == "ref" ? $"ref {words[2]}" : words[1];
    }
}
