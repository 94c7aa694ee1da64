using System.Runtime.InteropServices;
using System.Text;

namespace RnnGen.Formats.Tests.Onnx;

/// <summary>ONNX Runtime through its C API, as far as tests need it. The API is a table of functions whose order never changes.</summary>
internal sealed class OnnxRuntime : IDisposable
{
    private const uint ApiVersion = 16;
    private const int Float = 1, Int64 = 7;
    private readonly IntPtr _table, _environment, _options, _memory;

    public OnnxRuntime()
    {
        IntPtr library = NativeLibrary.Load(LibraryPath ?? throw new InvalidOperationException(WhyAbsent));
        IntPtr @base = Marshal.GetDelegateForFunctionPointer<GetBase>(NativeLibrary.GetExport(library, "OrtGetApiBase"))();
        _table = Marshal.GetDelegateForFunctionPointer<GetApi>(Marshal.ReadIntPtr(@base))(ApiVersion);
        Check(Function<CreateEnvironment>(3)(3, "tests", out _environment));
        Check(Function<CreateOne>(10)(out _options));
        Check(Function<SetNumber>(24)(_options, 1));
        Check(Function<CreateMemory>(69)(1, 0, out _memory));
    }

    /// <summary>The library that benchmarks/Peers/install.sh fetches, or the one that RNNGEN_ONNXRUNTIME names.</summary>
    public static string? LibraryPath { get; } = Find();

    public static string? WhyAbsent => LibraryPath is null
        ? "ONNX Runtime's library is absent: benchmarks/Peers/install.sh fetches it out of its npm package, or RNNGEN_ONNXRUNTIME names it."
        : null;

    /// <summary>Runs a model.</summary>
    public Dictionary<string, OnnxData> Run(byte[] model, IReadOnlyDictionary<string, OnnxData> inputs, IReadOnlySet<string> integers, string[] outputs)
    {
        Check(Function<CreateSession>(8)(_environment, model, (nuint)model.Length, _options, out IntPtr session));
        var values = new List<IntPtr>();
        var pins = new List<GCHandle>();
        IntPtr[] inputNames = [.. inputs.Keys.Select(Utf8)], outputNames = [.. outputs.Select(Utf8)];
        try
        {
            foreach ((string name, OnnxData data) in inputs)
            {
                bool isInteger = integers.Contains(name);
                Array numbers = isInteger ? Array.ConvertAll(data.Values, x => (long)x) : Array.ConvertAll(data.Values, x => (float)x);
                pins.Add(GCHandle.Alloc(numbers, GCHandleType.Pinned));
                long[] shape = Array.ConvertAll(data.Shape, size => (long)size);
                Check(Function<CreateTensor>(49)(_memory, pins[^1].AddrOfPinnedObject(), (nuint)(numbers.Length * (isInteger ? 8 : 4)), shape, (nuint)shape.Length,
                    isInteger ? Int64 : Float, out IntPtr value));
                values.Add(value);
            }
            var results = new IntPtr[outputs.Length];
            Check(Function<RunSession>(9)(session, IntPtr.Zero, inputNames, [.. values], (nuint)values.Count, outputNames, (nuint)outputs.Length, results));
            values.AddRange(results);
            return outputs.Select((name, i) => (name, Read(results[i]))).ToDictionary();
        }
        finally
        {
            foreach (IntPtr value in values) Function<Release>(96)(value);
            foreach (GCHandle pin in pins) pin.Free();
            foreach (IntPtr name in inputNames.Concat(outputNames)) Marshal.FreeHGlobal(name);
            Function<Release>(95)(session);
        }
    }

    public void Dispose()
    {
        Function<Release>(94)(_memory);
        Function<Release>(100)(_options);
        Function<Release>(92)(_environment);
    }

    private OnnxData Read(IntPtr value)
    {
        Check(Function<GetOne>(65)(value, out IntPtr info));
        Check(Function<GetCount>(61)(info, out nuint rank));
        var shape = new long[(int)rank];
        Check(Function<GetShape>(62)(info, shape, rank));
        Function<Release>(99)(info);
        Check(Function<GetOne>(51)(value, out IntPtr data));
        var numbers = new float[shape.Aggregate(1L, (a, b) => a * b)];
        Marshal.Copy(data, numbers, 0, numbers.Length);
        return new OnnxData(Array.ConvertAll(shape, size => (int)size), Array.ConvertAll(numbers, x => (double)x));
    }

    private T Function<T>(int place) where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(Marshal.ReadIntPtr(_table, place * IntPtr.Size));

    private void Check(IntPtr status)
    {
        if (status == IntPtr.Zero) return;
        string message = Marshal.PtrToStringUTF8(Function<GetText>(2)(status)) ?? "";
        Function<Release>(93)(status);
        throw new InvalidOperationException(message);
    }

    private static IntPtr Utf8(string text)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(text), 0];
        IntPtr copy = Marshal.AllocHGlobal(bytes.Length);
        Marshal.Copy(bytes, 0, copy, bytes.Length);
        return copy;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("RNNGEN_ONNXRUNTIME") is { Length: > 0 } named) return named;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "benchmarks", "Peers", ".installed", "onnxruntime", "libonnxruntime.so.1");
            if (File.Exists(path)) return path;
        }
        return null;
    }

    private delegate IntPtr GetBase();
    private delegate IntPtr GetApi(uint version);
    private delegate IntPtr CreateEnvironment(int logging, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, out IntPtr environment);
    private delegate IntPtr CreateOne(out IntPtr created);
    private delegate IntPtr SetNumber(IntPtr options, int value);
    private delegate IntPtr CreateMemory(int allocator, int kind, out IntPtr memory);
    private delegate IntPtr CreateSession(IntPtr environment, byte[] model, nuint length, IntPtr options, out IntPtr session);
    private delegate IntPtr CreateTensor(IntPtr memory, IntPtr data, nuint bytes, long[] shape, nuint rank, int type, out IntPtr value);
    private delegate IntPtr RunSession(IntPtr session, IntPtr options, IntPtr[] inputNames, IntPtr[] inputs, nuint inputCount, IntPtr[] outputNames, nuint outputCount,
        [In, Out] IntPtr[] outputs);
    private delegate IntPtr GetOne(IntPtr of, out IntPtr found);
    private delegate IntPtr GetCount(IntPtr of, out nuint count);
    private delegate IntPtr GetShape(IntPtr of, [In, Out] long[] shape, nuint rank);
    private delegate IntPtr GetText(IntPtr status);
    private delegate void Release(IntPtr released);
}

/// <summary>A theory that is skipped, with the reason, where ONNX Runtime is not installed.</summary>
internal sealed class OnnxRuntimeTheoryAttribute : TheoryAttribute
{
    public OnnxRuntimeTheoryAttribute() => Skip = OnnxRuntime.WhyAbsent;
}
