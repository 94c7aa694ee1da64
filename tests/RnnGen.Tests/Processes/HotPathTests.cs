using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;
using RnnGen.Simd;
using RnnGen.Tests.Models;

namespace RnnGen.Tests.Processes;

/// <summary>What generated code calls while it runs: nothing that takes a lock, allocates, dispatches or initialises a class.</summary>
public class HotPathTests
{
    private const BindingFlags Own = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, OpCode> s_opCodes = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(opCode => (int)(ushort)opCode.Value);

    private static readonly OpCode[] s_forbidden =
        [OpCodes.Ldsfld, OpCodes.Ldsflda, OpCodes.Stsfld, OpCodes.Box, OpCodes.Newarr, OpCodes.Calli, OpCodes.Ldftn, OpCodes.Ldvirtftn];

    [Fact]
    public void KernelsAndStepsCallNothingThatWaits()
    {
        MethodBase[] methods = WithWhatTheyCall([.. Kernels(), .. Steps(), .. Functions()]);
        Assert.True(methods.Length > 500, $"Only {methods.Length} methods were found.");
        Assert.Contains(methods, method => method.DeclaringType == typeof(RnnStreams) && method.Name == nameof(RnnStreams.TakeRows));
        Assert.Contains(methods, method => method.Name == "Forward" && method.DeclaringType!.Namespace == "RnnGen.Generated");
        string[] offences = [.. methods.SelectMany(Offences)];
        Assert.True(offences.Length == 0, string.Join("\n", offences.Take(20)));
    }

    [Fact]
    public void TheTestSeesWhatIsForbidden()
    {
        MethodInfo[] methods = typeof(Offender).GetMethods(Own);
        Assert.All(methods, method => Assert.NotEmpty(Offences(method)));
    }

    // Tapes, and what is made on first use, are not on the way of a step or of a sequence without tape.
    private static IEnumerable<MethodBase> Kernels() => typeof(DeclaredModels).Assembly.GetTypes()
        .Where(type => type.Namespace == "RnnGen.Generated" && type is { IsAbstract: true, IsSealed: true })
        .SelectMany(type => type.GetMethods(Own)).Where(method => !(method.Name == "Forward" && HasTape(method)) && !method.Name.Contains("Workspace") && method.Name != "Reserve");

    private static IEnumerable<MethodBase> Steps() => typeof(DeclaredModels).Assembly.GetTypes()
        .Where(type => type.Namespace == "RnnGen.Tests.Models" && type.GetInterfaces().Any(face => face.Name.StartsWith("IRnnModel", StringComparison.Ordinal)))
        .SelectMany(type => type.GetMethods(Own))
        .Where(method => method.Name is "Step" or "StepMany" or "Forward" && !HasTape(method) && method.GetCustomAttribute<ObsoleteAttribute>() is null);

    private static bool HasTape(MethodBase method) => method.GetParameters().Any(parameter => parameter.ParameterType.Name.EndsWith("Tape", StringComparison.Ordinal));

    private static IEnumerable<MethodBase> Functions() => typeof(VectorMath).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(VectorMath).Namespace).SelectMany(type => type.GetMethods(Own));

    /// <summary>Methods, those of the library that they call, and so on. Checks of arguments allocate what they throw, and nothing where all is well.</summary>
    private static MethodBase[] WithWhatTheyCall(MethodBase[] methods)
    {
        var known = new HashSet<MethodBase>(methods);
        var left = new Queue<MethodBase>(known);
        while (left.TryDequeue(out MethodBase? method))
        {
            foreach ((_, MethodBase? called) in Instructions(method))
            {
                if (called?.Module == typeof(RnnStreams).Module && called.DeclaringType != typeof(Check) && known.Add(called)) left.Enqueue(called);
            }
        }
        return [.. known];
    }

    private static IEnumerable<string> Offences(MethodBase method)
    {
        foreach ((OpCode opCode, MethodBase? called) in Instructions(method))
        {
            if (s_forbidden.Contains(opCode)) yield return $"{method.DeclaringType}.{method.Name}: {opCode}";
            if (called is null) continue;
            bool dispatches = opCode == OpCodes.Callvirt && called is { IsVirtual: true, IsFinal: false } && !called.DeclaringType!.IsSealed;
            bool allocates = opCode == OpCodes.Newobj && !called.DeclaringType!.IsValueType && !called.DeclaringType.IsAssignableTo(typeof(Exception));
            if (dispatches || allocates || called.DeclaringType == typeof(Monitor)) yield return $"{method.DeclaringType}.{method.Name}: {opCode} {called.DeclaringType}.{called.Name}";
        }
    }

    /// <summary>What a method is compiled from, and whom each instruction calls.</summary>
    private static IEnumerable<(OpCode OpCode, MethodBase? Called)> Instructions(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (int at = 0; at < code.Length;)
        {
            OpCode opCode = s_opCodes[code[at] == 0xFE ? 0xFE00 | code[at + 1] : code[at]];
            at += opCode.Size;
            yield return (opCode, opCode.OperandType == OperandType.InlineMethod ? Called(method, BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at))) : null);
            at += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)),
                _ => 4,
            };
        }
    }

    private static MethodBase? Called(MethodBase method, int token) => method.Module.ResolveMethod(token,
        method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null, method.IsGenericMethod ? method.GetGenericArguments() : null);

    private static class Offender
    {
        private static readonly object s_gate = new();

        public static object Static() => s_gate;

        public static object Allocation() => new();

        public static object Boxing(int value) => value;

        public static string Dispatch(object value) => value.ToString()!;

        public static void Lock(object gate) { lock (gate) { } }
    }
}
