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

    private static readonly OpCode[] s_opCodes = [.. typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!)];

    private static readonly OpCode[] s_forbidden =
        [OpCodes.Ldsfld, OpCodes.Ldsflda, OpCodes.Stsfld, OpCodes.Box, OpCodes.Newarr, OpCodes.Calli, OpCodes.Ldftn, OpCodes.Ldvirtftn];

    [Fact]
    public void KernelsAndStepsCallNothingThatWaits()
    {
        MethodBase[] methods = [.. Kernels(), .. Steps(), .. Library()];
        Assert.True(methods.Length > 500, $"Only {methods.Length} methods were found.");
        string[] offences = [.. methods.SelectMany(Offences)];
        Assert.True(offences.Length == 0, string.Join("\n", offences.Take(20)));
    }

    [Fact]
    public void TheTestSeesWhatIsForbidden()
    {
        MethodInfo[] methods = typeof(Offender).GetMethods(Own);
        Assert.All(methods, method => Assert.NotEmpty(Offences(method)));
    }

    // Tapes, and what is made on first use, are not on the way of a step.
    private static IEnumerable<MethodBase> Kernels() => typeof(DeclaredModels).Assembly.GetTypes()
        .Where(type => type.Namespace == "RnnGen.Generated" && type is { IsAbstract: true, IsSealed: true })
        .SelectMany(type => type.GetMethods(Own)).Where(method => method.Name != "Forward" && !method.Name.Contains("Workspace") && method.Name != "Reserve");

    private static IEnumerable<MethodBase> Steps() => typeof(DeclaredModels).Assembly.GetTypes()
        .Where(type => type.Namespace == "RnnGen.Tests.Models" && type.GetInterfaces().Any(face => face.Name.StartsWith("IStreamingRnnModel", StringComparison.Ordinal)))
        .SelectMany(type => type.GetMethods(Own)).Where(method => method.Name is "Step" or "StepMany" && method.GetCustomAttribute<ObsoleteAttribute>() is null);

    // What kernels call.
    private static IEnumerable<MethodBase> Library() => typeof(VectorMath).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(VectorMath).Namespace).SelectMany(type => type.GetMethods(Own));

    private static IEnumerable<string> Offences(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (int at = 0; at < code.Length;)
        {
            int value = code[at] == 0xFE ? 0xFE00 | code[at + 1] : code[at];
            OpCode opCode = s_opCodes.Single(candidate => (ushort)candidate.Value == value);
            at += opCode.Size;
            if (s_forbidden.Contains(opCode)) yield return $"{method.DeclaringType}.{method.Name}: {opCode}";
            if (opCode.OperandType == OperandType.InlineMethod && Called(method, BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at))) is { } called)
            {
                bool dispatches = opCode == OpCodes.Callvirt && called is { IsVirtual: true, IsFinal: false } && !called.DeclaringType!.IsSealed;
                bool allocates = opCode == OpCodes.Newobj && !called.DeclaringType!.IsValueType && !called.DeclaringType.IsAssignableTo(typeof(Exception));
                if (dispatches || allocates || called.DeclaringType == typeof(Monitor)) yield return $"{method.DeclaringType}.{method.Name}: {opCode} {called.DeclaringType}.{called.Name}";
            }
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
