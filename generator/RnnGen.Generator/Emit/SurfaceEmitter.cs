using RnnGen.Generator.Parsing;

namespace RnnGen.Generator.Emit;

/// <summary>
/// Prints the typed face of a model, <c>{Type}.Rnn.g.cs</c>: it checks arguments and calls the kernels or the library.
/// </summary>
/// <remarks>
/// A declaration with an error gets the same members with bodies that throw, so that one mistake is one error.
/// In the user's class every name begins with <c>global::</c>: whatever types the user has, they are not meant.
/// </remarks>
internal sealed partial class SurfaceEmitter : FaceEmitter
{
    private readonly NetworkSpec _network;
    private readonly SurfaceFacts _facts;

    private SurfaceEmitter(NetworkSpec network) : base(network.Type, network.Error, network.TakenNames, network.Weights)
    {
        _network = network;
        _facts = new SurfaceFacts(network);
    }

    private string Input => _facts.Input;
    private string Inputs => $"global::System.ReadOnlySpan<{_facts.Input}>";

    protected override string Interface => _facts.Interface + (_facts.IsStored && IsValid ? ", global::RnnGen.IQuantizedModel" : "");

    /// <summary>The class of the kernels without tape, and the first float that they read.</summary>
    private string Untaped => _facts.IsStored ? $"global::RnnGen.Generated.{KernelClass.StoredClass(_network.Type.KernelClass)}" : Kernels;

    /// <inheritdoc cref="Untaped"/>
    private string Weights => _facts.IsStored ? "_storedWeights.Origin" : "Parameters.Origin";

    protected override string Renew(string receiver) => _facts.IsStored ? $"{receiver}Quantize();" : "";

    /// <summary>The file's text.</summary>
    /// <param name="network">The model.</param>
    /// <param name="remarks">What hovering over the class shows: lines of XML documentation. Left out under an error.</param>
    public static string Emit(NetworkSpec network, string remarks)
    {
        var emitter = new SurfaceEmitter(network);
        emitter.EmitFile(remarks);
        return emitter.ToString();
    }

    protected override void EmitMembers()
    {
        EmitConstants();
        EmitSpec("ModelSpec");
        EmitConstructor();
        EmitFiles("model");
        EmitParameters();
        if (_facts.IsStored) EmitQuantize();
        EmitState();
        EmitTape();
        EmitStreams();
        EmitStep();
        EmitStepMany();
        EmitForward();
        EmitBackward();
        EmitReserve();
        EmitInterface();
    }

    protected override void EmitDeclared()
    {
        _w.Line($"internal static readonly global::RnnGen.ModelSpec Value = {SpecExpression.Of(_network.Model)};");
        _w.Line();
        _w.Line("internal static readonly global::RnnGen.StateSlots Slots = new global::RnnGen.StateSlots(Value);");
    }
}
