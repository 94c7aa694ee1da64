using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RnnGen.Generator;

/// <summary>All that can be wrong with a declaration. A message says the fact, the limit, and what to do.</summary>
/// <remarks>RNN0xx: the class; RNN1xx: the network, from RNN151 on a pair of them, from RNN161 on its weights; RNN3xx: advice. Each has a page in <c>docs/diagnostics</c>.</remarks>
internal static class Rules
{
    private const string Declaration = "RnnGen.Declaration";
    private const string Topology = "RnnGen.Topology";
    private const string Weights = "RnnGen.Weights";
    private const string Performance = "RnnGen.Performance";
    private const string Pages = "https://github.com/rnngen/rnngen/blob/main/docs/diagnostics/";

    public static readonly DiagnosticDescriptor NotPartial = new("RNN001", "The class is not partial",
        "Class '{0}' is not partial, so RnnGen cannot add to it. Write 'partial class {0}'.",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN001.md");

    public static readonly DiagnosticDescriptor ContainerNotPartial = new("RNN002", "A containing type is not partial",
        "'{1}' contains model '{0}' and is not partial, so RnnGen cannot add to it. Make '{1}' partial.",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN002.md");

    public static readonly DiagnosticDescriptor Generic = new("RNN003", "The class is generic",
        "'{0}' has type parameters; RnnGen supports models in non-generic types only. Remove the type parameters.",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN003.md");

    public static readonly DiagnosticDescriptor StaticOrAbstract = new("RNN004", "The class is static or abstract",
        "Class '{0}' is {1}, but a model must be constructed. Remove '{1}'.",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN004.md");

    public static readonly DiagnosticDescriptor Record = new("RNN005", "The class is a record",
        "'{0}' is a record, which compares by value; a model has an identity. Write 'class' for 'record'.",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN005.md");

    public static readonly DiagnosticDescriptor OwnConstructor = new("RNN006", "The class has its own constructor",
        "Class '{0}' has a constructor; RnnGen writes the only one. Move the code to a static method that calls 'new {0}()'.",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN006.md");

    public static readonly DiagnosticDescriptor NameTaken = new("RNN007", "A member has a generated member's name",
        "'{0}' is the name of a member that RnnGen generates. Rename yours.",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN007.md");

    public static readonly DiagnosticDescriptor ClassNamedLikeMember = new("RNN008", "The class has a generated member's name",
        "Class '{0}' would contain a generated member '{0}', and a member cannot have its class's name. Rename the class.",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN008.md");

    public static readonly DiagnosticDescriptor BaseClass = new("RNN009", "The class has a base class",
        "Class '{0}' derives from '{1}'; a model can only derive from object. Remove the base class, and hold one in a field where it is needed.",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN009.md");

    public static readonly DiagnosticDescriptor FileLocal = new("RNN010", "The class is file-local",
        "'{0}' is file-local, so generated files cannot see it. Remove 'file', or make it a private nested class.",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN010.md");

    public static readonly DiagnosticDescriptor SeveralParts = new("RNN011", "Attributes stand on several parts of the class",
        "[{0}] stands on another part of '{1}' than [RnnModel], so its place in the order is unknown. Put all layers on one part.",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN011.md");

    public static readonly DiagnosticDescriptor NoModelAttribute = new("RNN012", "Layers without [RnnModel]",
        "Class '{0}' has {1} and no [RnnModel], so nothing is generated. Add [RnnModel].",
        Declaration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "RNN012.md");

    public static readonly DiagnosticDescriptor RequiredMember = new("RNN013", "A member is required",
        "'{0}' is required, but Create and Load construct the model without it. Remove 'required', and give it a value where it is declared.",
        Declaration, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN013.md");

    public static readonly DiagnosticDescriptor NoInput = new("RNN101", "The model has no input",
        "The model has no input. Begin with [Input], [OneHot] or [Embedding].",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN101.md");

    public static readonly DiagnosticDescriptor MixedInputs = new("RNN102", "Real and token inputs are mixed",
        "[{0}] stands beside [{1}]; a model reads either real values or token ids. Remove one of the two.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN102.md");

    public static readonly DiagnosticDescriptor InputNotFirst = new("RNN103", "An input stands after a layer",
        "[{0}] stands after [{1}]; inputs come before all layers. Move it up.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN103.md");

    public static readonly DiagnosticDescriptor NoLayer = new("RNN104", "The model has no layer",
        "The model has inputs and no layer. Add one, such as [Lstm] or [Dense], below the inputs.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN104.md");

    public static readonly DiagnosticDescriptor SizeOutOfRange = new("RNN105", "A size is out of range",
        "The {1} of [{0}] is {2}; RnnGen supports {3} to {4}. Choose a number in this range.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN105.md");

    public static readonly DiagnosticDescriptor TooManyParameters = new("RNN106", "The model has too many parameters",
        "With [{0}] the model has {1} parameters; RnnGen supports {2}. Make a layer or a vocabulary smaller.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN106.md");

    public static readonly DiagnosticDescriptor StateTooLarge = new("RNN107", "The state is too large",
        "With [{0}] the state takes {1} bytes; a struct can have 65535. Use fewer units or layers.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN107.md");

    public static readonly DiagnosticDescriptor DuplicateTensor = new("RNN108", "Two tensors have one name",
        "Tensor '{0}' of [{1}] has the name of another layer's. Give the layer another Name.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN108.md");

    public static readonly DiagnosticDescriptor InvalidName = new("RNN109", "A name is not valid",
        "The Name of [{0}] has {1}; tensor names have neither white space, control characters nor halves of surrogate pairs. Remove it.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN109.md");

    public static readonly DiagnosticDescriptor NoEffect = new("RNN110", "A property has no effect",
        "{1} of [{0}] has no effect, because {2}. Remove it.",
        Topology, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "RNN110.md");

    public static readonly DiagnosticDescriptor ActivationParameter = new("RNN111", "An activation's parameter is out of range",
        "{1} of [{0}] is {2}; {3}. Choose another value.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN111.md");

    public static readonly DiagnosticDescriptor SoftmaxInRecurrent = new("RNN112", "Softmax in a recurrent layer",
        "{1} of [{0}] is Softmax, which is not elementwise; recurrent layers support elementwise functions. Use Softmax in a [Dense] above.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN112.md");

    public static readonly DiagnosticDescriptor UnknownChoice = new("RNN113", "A value is not one of its enum",
        "{1} of [{0}] is {2}, which is no {3}. Choose one of {4}.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN113.md");

    public static readonly DiagnosticDescriptor DropoutOutOfRange = new("RNN114", "A dropout probability is out of range",
        "{1} of [{0}] is {2}; a probability of dropout is at least 0 and below 1. Choose a number in this range.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN114.md");

    public static readonly DiagnosticDescriptor NothingToPool = new("RNN115", "One output a sequence without a recurrent layer",
        "Output is {0}, but no layer is recurrent, so steps have nothing to do with each other. Use OutputMode.EveryStep, or add a recurrent layer.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN115.md");

    public static readonly DiagnosticDescriptor InputSkipImpossible = new("RNN116", "InputSkip is not possible",
        "InputSkip adds inputs to the output, but {0}. Remove InputSkip.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN116.md");

    public static readonly DiagnosticDescriptor ClipOutOfRange = new("RNN118", "A clip is out of range",
        "{1} of [{0}] is {2}; a clip is a finite number above 0, or 0 for none. Choose another, or remove it.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN118.md");

    public static readonly DiagnosticDescriptor SkipWithoutStep = new("RNN121", "FinalState after a bidirectional skip connection",
        "Skip of [{0}] is {1} and Output is FinalState, which takes the two directions at different steps; a skip connection adds the input of one step. "
        + "Use OutputMode.LastStep, or Skip.Dense.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN121.md");

    public static readonly DiagnosticDescriptor NoRecurrentProduct = new("RNN122", "RecurrentDropout without a recurrent product",
        "RecurrentDropout of [{0}] drops the h that U multiplies, and [{0}] has no U: its gates do not see h. Remove it, or use Dropout.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN122.md");

    public static readonly DiagnosticDescriptor TiedImpossible = new("RNN123", "Tied is not possible",
        "Tied makes the table of the model's embedding the W of [Dense], but {0}. Remove Tied, or make them fit.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN123.md");

    public static readonly DiagnosticDescriptor LayerNormWithoutState = new("RNN130", "Layer normalisation in MinGru",
        "[{0}] has LayerNorm, which normalises W·x and U·h apart, but its gates do not see h. Remove it, or use [Gru].",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN130.md");

    public static readonly DiagnosticDescriptor ProjectionTooWide = new("RNN131", "A projection is wider than the cell",
        "The Projection of [{0}] is {1}, but the cell has {2} units; a projection makes the output narrower. Choose at most {2}, or more units.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN131.md");

    public static readonly DiagnosticDescriptor NormalisesOneUnit = new("RNN132", "Layer normalisation over one unit",
        "[{0}] has LayerNorm and 1 unit; one value less its mean is always 0, so nothing of it is left. Use more units, or remove LayerNorm.",
        Topology, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "RNN132.md");

    public static readonly DiagnosticDescriptor SoftmaxOfOne = new("RNN133", "Softmax over one value",
        "[{0}] has Softmax and size 1; the softmax of one value is always 1. Use Sigmoid, or a larger size.",
        Topology, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "RNN133.md");

    public static readonly DiagnosticDescriptor LastStepBackward = new("RNN134", "The last step of a layer that reads backward",
        "Output is LastStep, but the last recurrent layer [{0}] reads backward and has seen only one input at the last step. Use OutputMode.FinalState.",
        Topology, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "RNN134.md");

    public static readonly DiagnosticDescriptor PartNotModel = new("RNN151", "A part of the pair is no model",
        "The {0} '{1}' has no [RnnModel], so there is no network to join. Add [RnnModel] and layers to it, or name a model.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN151.md");

    public static readonly DiagnosticDescriptor PartElsewhere = new("RNN152", "A part of the pair is compiled elsewhere",
        "The {0} '{1}' is compiled in '{2}'; RnnGen reads declarations of the same project only. Declare the model here.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN152.md");

    public static readonly DiagnosticDescriptor PartTwice = new("RNN153", "Encoder and decoder are the same",
        "'{0}' is both encoder and decoder, but each has parameters of its own. Declare a second model, with the same layers if you like.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN153.md");

    public static readonly DiagnosticDescriptor DecoderDoesNotStream = new("RNN154", "The decoder cannot run step by step",
        "The decoder '{0}' {1}, but it writes step by step, each output leading to the next input. Use Direction.Forward and OutputMode.EveryStep.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN154.md");

    public static readonly DiagnosticDescriptor PartNotRecurrent = new("RNN155", "A part of the pair has no recurrent layer",
        "The {0} '{1}' has no recurrent layer, hence no state, so {2}. Add one, such as [Gru].",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN155.md");

    public static readonly DiagnosticDescriptor StatesDoNotFit = new("RNN156", "The states do not fit",
        "The encoder's state is {0}, the decoder's {1}; with Bridge.Identity they must be the same. Write Bridge = Bridge.Dense, or choose equal layers.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN156.md");

    public static readonly DiagnosticDescriptor PairWithLayers = new("RNN157", "A pair has layers of its own",
        "Class '{0}' is a pair, whose layers are those of its two models, so [{1}] has no place on it. Move it to another class.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN157.md");

    public static readonly DiagnosticDescriptor PartStored = new("RNN158", "A part of the pair has small weights",
        "The {0} '{1}' has Storage = {2}, but a pair's weights are floats, so that it can be trained. Remove Storage.",
        Topology, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN158.md");

    public static readonly DiagnosticDescriptor WeightsNotBuilt = new("RNN161", "The weights are no item of the project",
        "'{0}' is no RnnWeights item of this project; these are: {1}. Add <RnnWeights Include=\"{0}\" /> to an ItemGroup of the project file.",
        Weights, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN161.md");

    public static readonly DiagnosticDescriptor WeightsDamaged = new("RNN162", "The weights cannot be read",
        "The weights cannot be read: {0}. Write the file anew.",
        Weights, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN162.md");

    public static readonly DiagnosticDescriptor TensorMissing = new("RNN163", "A tensor is missing in the weights",
        "Tensor '{0}' {1} of the model is not in '{2}', which has {3}. Declare the layers that the file is of, or name them as it does.",
        Weights, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN163.md");

    public static readonly DiagnosticDescriptor TensorDiffers = new("RNN164", "A tensor has another shape or type",
        "Tensor '{0}' of '{1}' is {2}; the model's is {3}. Declare the sizes that the file is of, or take another file.",
        Weights, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN164.md");

    public static readonly DiagnosticDescriptor TensorLeft = new("RNN165", "A tensor of the weights is left over",
        "'{0}' has tensors that the model has no use for: {1}. Declare the layers that they are of, or take them out of the file.",
        Weights, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN165.md");

    public static readonly DiagnosticDescriptor WeightsOfAnother = new("RNN166", "The weights are another network's",
        "'{0}' was saved for another network: its {1} is {2}; the model's is {3}. Declare the network that the file is of, or take another file.",
        Weights, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "RNN166.md");

    public static readonly DiagnosticDescriptor StorageTooSmall = new("RNN302", "Smaller weights gain nothing",
        "Storage is {0}, but the weights take only {1} KB as floats, which fit into a first-level cache of {2} KB: they are less accurate, and hardly faster to read or slower. Remove Storage.",
        Performance, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Pages + "RNN302.md");

    public static readonly DiagnosticDescriptor EncoderHeadUnused = new("RNN301", "The encoder's head is never trained",
        "Only the final state of encoder '{0}' is used; {1} parameters of the layers after its last recurrent one are computed with, but never trained. Remove these layers.",
        Performance, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Pages + "RNN301.md");

    /// <summary>Every rule, in the order of ids.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = ImmutableArray.Create(
        NotPartial, ContainerNotPartial, Generic, StaticOrAbstract, Record, OwnConstructor,
        NameTaken, ClassNamedLikeMember, BaseClass, FileLocal, SeveralParts, NoModelAttribute, RequiredMember,
        NoInput, MixedInputs, InputNotFirst, NoLayer, SizeOutOfRange, TooManyParameters,
        StateTooLarge, DuplicateTensor, InvalidName, NoEffect, ActivationParameter, SoftmaxInRecurrent,
        UnknownChoice, DropoutOutOfRange, NothingToPool, InputSkipImpossible,
        ClipOutOfRange, SkipWithoutStep, NoRecurrentProduct, TiedImpossible,
        LayerNormWithoutState, ProjectionTooWide, NormalisesOneUnit, SoftmaxOfOne, LastStepBackward,
        PartNotModel, PartElsewhere, PartTwice, DecoderDoesNotStream, PartNotRecurrent, StatesDoNotFit, PairWithLayers, PartStored,
        WeightsNotBuilt, WeightsDamaged, TensorMissing, TensorDiffers, TensorLeft, WeightsOfAnother,
        EncoderHeadUnused, StorageTooSmall);
}
