using System.Globalization;
using Microsoft.CodeAnalysis;

namespace RnnGen.Generator.Parsing;

/// <summary>Whether two models make a pair.</summary>
/// <param name="a">The <c>[Seq2Seq]</c> attribute.</param>
/// <param name="assembly">What is being compiled.</param>
/// <param name="reports">Takes what is found.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class PairChecks(AttributeReader a, IAssemblySymbol assembly, Reports reports, CancellationToken cancellation)
{
    private const string OtherErrors = "See the errors of its models";

    /// <summary>The pair, checked as far as it could be read.</summary>
    public Seq2SeqSpec Read()
    {
        if (!a.IsReadable)
        {
            reports.CompilerSaysIt();
            return new Seq2SeqSpec(new ModelSpec(), new ModelSpec());
        }
        Bridge bridge = a.Property("Bridge", Bridge.Identity);
        ActivationSpec activation = LayerReader.ReadActivation(a, "BridgeActivation", Activation.Tanh);
        CheckBridge(bridge, activation);
        var pair = new Seq2SeqSpec(ReadPart(0, "encoder"), ReadPart(1, "decoder")) { Bridge = bridge, BridgeActivation = bridge == Bridge.Identity ? Activation.Tanh : activation };
        if (reports.FirstError is null) CheckRoles(pair);
        if (reports.FirstError is null) CheckStates(pair);
        if (reports.FirstError is null) CountParameters(pair);
        return pair;
    }

    private void CheckBridge(Bridge bridge, ActivationSpec activation)
    {
        var checks = new LayerChecks(a, reports);
        checks.CheckChoice<Bridge>("Bridge");
        if (bridge == Bridge.Identity)
        {
            const string why = "Bridge is Identity, which computes nothing";
            checks.CheckNoEffect("BridgeActivation", Activation.Tanh, why);
            checks.CheckNoEffect("BridgeActivationAlpha", float.NaN, why);
            checks.CheckNoEffect("BridgeActivationBeta", float.NaN, why);
        }
        else checks.CheckActivation("BridgeActivation", activation);
    }

    /// <summary>One of the two models, or an empty one where there is none to read. Its own mistakes are reported at its own place.</summary>
    private ModelSpec ReadPart(int argument, string role)
    {
        ITypeSymbol? type = a.Argument<ITypeSymbol>(argument);
        if (type is { TypeKind: TypeKind.Error }) reports.CompilerSaysIt();
        else if (type is not INamedTypeSymbol model || !model.GetAttributes().Any(NetworkParser.IsModelAttribute))
        {
            reports.Add(Rules.PartNotModel, a.ArgumentAt(argument), role, type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) ?? "null");
        }
        else if (!SymbolEqualityComparer.Default.Equals(model.ContainingAssembly, assembly))
        {
            reports.Add(Rules.PartElsewhere, a.ArgumentAt(argument), role, type.Name, model.ContainingAssembly?.Name ?? "");
        }
        else
        {
            bool isTwice = argument == 1 && SymbolEqualityComparer.Default.Equals(model, a.Argument<ITypeSymbol>(0));
            if (isTwice) reports.Add(Rules.PartTwice, a.ArgumentAt(argument), type.Name);
            NetworkSpec? network = NetworkParser.Parse(model, static _ => { }, cancellation);
            if (network is not { IsValid: true }) reports.OthersSayIt(OtherErrors);
            if (network is not null) return network.Model;
        }
        return new ModelSpec();
    }

    private void CheckRoles(Seq2SeqSpec pair)
    {
        Topology encoder = new(pair.Encoder), decoder = new(pair.Decoder);
        if (!encoder.Cells.Any()) reports.Add(Rules.PartNotRecurrent, a.ArgumentAt(0), "encoder", NameOf(0), "nothing would come of what it reads");
        if (!decoder.Cells.Any()) reports.Add(Rules.PartNotRecurrent, a.ArgumentAt(1), "decoder", NameOf(1), "nothing could start it");
        string? why = !pair.Decoder.RunsForward ? "has a layer that does not run forward"
            : !pair.Decoder.HasOutputPerStep ? $"gives one output for a sequence (OutputMode.{pair.Decoder.Output})"
            : null;
        if (why is not null) reports.Add(Rules.DecoderDoesNotStream, a.ArgumentAt(1), NameOf(1), why);

        LayerNode[] head = encoder.Nodes.Reverse().TakeWhile(node => node is not RecurrentNode).Reverse().ToArray();
        if (reports.FirstError is null && head.OfType<DenseNode>().FirstOrDefault() is not null)
        {
            int unused = head.OfType<DenseNode>().Sum(node => node.OutputWidth * ((node.Table is null ? node.InputWidth : 0) + (node.Spec.Bias ? 1 : 0)));
            reports.Add(Rules.EncoderHeadUnused, a.ArgumentAt(0), NameOf(0), Text(unused));
        }
    }

    private void CheckStates(Seq2SeqSpec pair)
    {
        if (pair.Bridge == Bridge.Dense || pair.StatesFit) return;
        reports.Add(Rules.StatesDoNotFit, a.ArgumentAt(1), List(pair.Encoder), List(pair.Decoder));

        static string List(ModelSpec model) => string.Join(", ", StateVector.SlotsOf(model));
    }

    /// <summary>All of the pair's parameters lie in one buffer. In 64 bits: a dense bridge can be large.</summary>
    private void CountParameters(Seq2SeqSpec pair)
    {
        long total = Count(pair.Encoder) + Count(pair.Decoder);
        if (pair.Bridge == Bridge.Dense)
        {
            total += (StateVector.SlotsOf(pair.Encoder).Sum(slot => (long)slot.Length) + 1) * StateVector.SlotsOf(pair.Decoder).Sum(slot => (long)slot.Length);
        }
        if (total > Limits.Parameters) reports.Add(Rules.TooManyParameters, a.Location, a.Kind, Text(total), Text(Limits.Parameters));

        static long Count(ModelSpec model) => new ParameterLayout(new Topology(model)).ParameterCount;
    }

    private string NameOf(int argument) => a.Argument<ITypeSymbol>(argument).Name;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
