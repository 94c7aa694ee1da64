using System.Diagnostics;

namespace RnnGen.Benchmarks.Peers;

/// <summary>A program in benchmarks/Peers: what it needs, how it is compiled and started.</summary>
/// <param name="Name">The contestant's name.</param>
/// <param name="Source">The file in <see cref="PeerFolder"/>.</param>
/// <param name="Needs">Files without which it cannot run, and what brings them.</param>
/// <param name="Compiler">The compiler's options; null where the source is run as it is, by <see cref="Python"/>.</param>
/// <param name="Arguments">For the program.</param>
internal sealed record PeerProgram(
    string Name, string Source, IReadOnlyList<(string Path, string Package)> Needs, IReadOnlyList<string>? Compiler, params string[] Arguments)
{
    private const string Gxx = "/usr/bin/g++", Python = "/usr/bin/python3";

    /// <summary>One thread, and the kernels for AVX-512 where the libraries would not choose them by themselves.</summary>
    public static IReadOnlyList<(string Name, string Value)> Environment { get; } =
    [
        ("OMP_NUM_THREADS", "1"), ("OPENBLAS_NUM_THREADS", "1"), ("OPENBLAS_CORETYPE", "SkylakeX"), ("ATEN_CPU_CAPABILITY", "avx512"),
    ];

    /// <summary>All peers; <paramref name="sizes"/> are those that the plain C++ is compiled for.</summary>
    public static IReadOnlyList<PeerProgram> All(PeerFolder folder, IEnumerable<(int Inputs, int Hidden)> sizes)
    {
        string defined = $"-DSIZES={string.Join(' ', sizes.Distinct().Select(size => $"SIZE({size.Inputs}, {size.Hidden})"))}";
        // The options are compiled in, too, so that the program can tell them.
        string[] Plain(params string[] options) => [.. options, defined, $"-DOPTIONS=\"{string.Join(' ', options)}\""];
        string[] usual = ["-O3", "-march=native", "-ffast-math"];
        (string, string) compiler = (Gxx, "g++");
        string onnxRuntime = Path.Combine(folder.Installed, "onnxruntime", "libonnxruntime.so.1");
        return
        [
            new("C++", "plain.cpp", [compiler], Plain(usual)),
            new("C++ 512", "plain.cpp", [compiler], Plain([.. usual, "-mprefer-vector-width=512"])),
            new("oneDNN", "onednn.cpp", [compiler, ("/usr/include/oneapi/dnnl/dnnl.hpp", "libdnnl-dev")], ["-O2", "-ldnnl"]),
            new("ONNX Runtime", "onnxruntime.cpp", [compiler, (onnxRuntime, "onnxruntime-node")], ["-O2", "-ldl"], onnxRuntime),
            new("PyTorch", "torch_peer.py", [("/usr/lib/python3/dist-packages/torch/__init__.py", "python3-torch")], null),
        ];
    }

    /// <summary>The programs that train.</summary>
    public static IReadOnlyList<PeerProgram> Training { get; } =
    [
        new("oneDNN", "train_onednn.cpp", [(Gxx, "g++"), ("/usr/include/oneapi/dnnl/dnnl.hpp", "libdnnl-dev")], ["-O2", "-ldnnl"]),
        new("PyTorch", "train_torch.py", [("/usr/lib/python3/dist-packages/torch/__init__.py", "python3-torch")], null),
    ];

    /// <summary>Compiles a program that trains where that was not done yet.</summary>
    /// <exception cref="PeerException">Something is missing, or it does not compile; the message says what.</exception>
    public Benchmarks.Training.TrainingPeer FindTraining(PeerFolder folder)
    {
        (string command, string[] arguments) = Prepare(folder);
        return new(Name, command, arguments);
    }

    /// <summary>Compiles it where that was not done yet, and starts it.</summary>
    /// <exception cref="PeerException">Something is missing, or it does not compile or start; the message says what.</exception>
    public PeerProcess Start(PeerFolder folder)
    {
        (string command, string[] arguments) = Prepare(folder);
        var start = new ProcessStartInfo(command, arguments);
        foreach ((string name, string value) in Environment) start.Environment[name] = value;
        return new PeerProcess(Name, start);
    }

    /// <summary>What is to be run, and with which arguments.</summary>
    private (string Command, string[] Arguments) Prepare(PeerFolder folder)
    {
        foreach ((string path, string package) in Needs)
        {
            if (!File.Exists(path)) throw new PeerException($"missing: {path} is not there; benchmarks/Peers/install.sh installs {package}");
        }
        string source = Path.Combine(folder.Sources, Source);
        return Compiler is null ? (Python, [source, .. Arguments]) : (Compile(folder, source), Arguments);
    }

    /// <summary>The program's path. The command is kept beside it, so that another command or a newer source compiles anew.</summary>
    private string Compile(PeerFolder folder, string source)
    {
        string binary = Path.Combine(folder.Installed, "bin", Name.Replace(' ', '-') + (Source.StartsWith("train", StringComparison.Ordinal) ? "-training" : "")), note = binary + ".command";
        string[] arguments = ["-std=c++17", source, .. Compiler!, "-o", binary];
        string command = string.Join(' ', arguments);
        DateTime newest = new[] { source, Path.Combine(folder.Sources, "peer.hpp") }.Max(File.GetLastWriteTimeUtc);
        if (File.Exists(binary) && File.GetLastWriteTimeUtc(binary) > newest && File.Exists(note) && File.ReadAllText(note) == command) return binary;

        Directory.CreateDirectory(Path.GetDirectoryName(binary)!);
        using Process compiler = Process.Start(new ProcessStartInfo(Gxx, arguments) { RedirectStandardError = true })!;
        string errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode != 0) throw new PeerException($"does not compile: {errors.Split('\n').FirstOrDefault(line => line.Contains("error")) ?? errors}");
        File.WriteAllText(note, command);
        return binary;
    }
}
