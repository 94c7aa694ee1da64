namespace RnnGen.Generator.Tests;

/// <summary>A wrong declaration and what must be said of it.</summary>
internal sealed record Mistake(string Id, string Source, string Squiggle, string Message);

/// <summary>Every way of getting a declaration wrong that there is a rule for.</summary>
internal static class RuleCases
{
    private const string Good = "[RnnModel, Input(1), Lstm(4)]";

    /// <summary>A model with these attributes.</summary>
    private static string Model(string layers, string model = "RnnModel") => $"[{model}, {layers}] partial class M;";

    public static IReadOnlyList<Mistake> All { get; } =
    [
        // The class.
        new("RNN001", $"{Good} class M;", "M", "Class 'M' is not partial, so RnnGen cannot add to it. Write 'partial class M'."),
        new("RNN002", $"class Outer {{ {Good} partial class M; }}", "Outer",
            "'Outer' contains model 'M' and is not partial, so RnnGen cannot add to it. Make 'Outer' partial."),
        new("RNN003", $"{Good} partial class M<T>;", "<T>",
            "'M' has type parameters; RnnGen supports models in non-generic types only. Remove the type parameters."),
        new("RNN003", $"partial class Outer<T> {{ {Good} partial class M; }}", "<T>",
            "'Outer' has type parameters; RnnGen supports models in non-generic types only. Remove the type parameters."),
        new("RNN004", $"{Good} static partial class M;", "static", "Class 'M' is static, but a model must be constructed. Remove 'static'."),
        new("RNN004", $"{Good} abstract partial class M;", "abstract", "Class 'M' is abstract, but a model must be constructed. Remove 'abstract'."),
        new("RNN005", $"{Good} partial record M;", "M", "'M' is a record, which compares by value; a model has an identity. Write 'class' for 'record'."),
        new("RNN006", $"{Good} partial class M {{ public M(int x) {{ }} }}", "M",
            "Class 'M' has a constructor; RnnGen writes the only one. Move the code to a static method that calls 'new M()'."),
        new("RNN006", $"{Good} partial class M {{ public M() {{ }} }}", "M",
            "Class 'M' has a constructor; RnnGen writes the only one. Move the code to a static method that calls 'new M()'."),
        new("RNN006", $"{Good} partial class M(int x) {{ int X => x; }}", "M",
            "Class 'M' has a constructor; RnnGen writes the only one. Move the code to a static method that calls 'new M()'."),
        new("RNN007", $"{Good} partial class M {{ void Step() {{ }} }}", "Step", "'Step' is the name of a member that RnnGen generates. Rename yours."),
        new("RNN007", $"{Good} partial class M {{ struct State; }}", "State", "'State' is the name of a member that RnnGen generates. Rename yours."),
        new("RNN007", $"{Good} partial class M {{ int Tape => 1; }}", "Tape", "'Tape' is the name of a member that RnnGen generates. Rename yours."),
        new("RNN007", $"{Good} partial class M {{ const int InputSize = 1; }}", "InputSize",
            "'InputSize' is the name of a member that RnnGen generates. Rename yours."),
        new("RNN008", $"{Good} partial class State;", "State",
            "Class 'State' would contain a generated member 'State', and a member cannot have its class's name. Rename the class."),
        new("RNN008", $"{Good} partial class Parameters;", "Parameters",
            "Class 'Parameters' would contain a generated member 'Parameters', and a member cannot have its class's name. Rename the class."),
        new("RNN009", $"class B; {Good} partial class M : B;", "B",
            "Class 'M' derives from 'B'; a model can only derive from object. Remove the base class, and hold one in a field where it is needed."),
        new("RNN010", $"{Good} file partial class M;", "M",
            "'M' is file-local, so generated files cannot see it. Remove 'file', or make it a private nested class."),
        new("RNN011", $"{Good} partial class M; [Dense(2)] partial class M;", "Dense(2)",
            "[Dense] stands on another part of 'M' than [RnnModel], so its place in the order is unknown. Put all layers on one part."),
        new("RNN011", "[RnnModel] partial class M; [Input(1), Lstm(4)] partial class M;", "Input(1)",
            "[Input] stands on another part of 'M' than [RnnModel], so its place in the order is unknown. Put all layers on one part."),
        new("RNN011", "[RnnModel, Input(1)] partial class M; [Lstm(4)] partial class M;", "Lstm(4)",
            "[Lstm] stands on another part of 'M' than [RnnModel], so its place in the order is unknown. Put all layers on one part."),
        new("RNN012", "[Input(1), Lstm(4)] partial class M;", "Input(1)", "Class 'M' has layers and no [RnnModel], so nothing is generated. Add [RnnModel]."),
        new("RNN013", $"{Good} partial class M {{ public required int Rate {{ get; init; }} }}", "Rate",
            "'Rate' is required, but Create and Load construct the model without it. Remove 'required', and give it a value where it is declared."),
        new("RNN013", $"{Good} partial class M {{ public required int Rate = 1; }}", "Rate",
            "'Rate' is required, but Create and Load construct the model without it. Remove 'required', and give it a value where it is declared."),

        // Which layers, and in which order.
        new("RNN101", Model("Lstm(4)"), "RnnModel", "The model has no input. Begin with [Input], [OneHot] or [Embedding]."),
        new("RNN101", "[RnnModel] partial class M;", "RnnModel", "The model has no input. Begin with [Input], [OneHot] or [Embedding]."),
        new("RNN102", Model("Input(1), OneHot(3), Lstm(4)"), "OneHot(3)",
            "[OneHot] stands beside [Input]; a model reads either real values or token ids. Remove one of the two."),
        new("RNN102", Model("Embedding(3, 2), Input(1), Lstm(4)"), "Input(1)",
            "[Input] stands beside [Embedding]; a model reads either real values or token ids. Remove one of the two."),
        new("RNN103", Model("Lstm(4), Input(1)"), "Input(1)", "[Input] stands after [Lstm]; inputs come before all layers. Move it up."),
        new("RNN103", Model("OneHot(3), Lstm(4), Embedding(5, 2)"), "Embedding(5, 2)",
            "[Embedding] stands after [Lstm]; inputs come before all layers. Move it up."),
        new("RNN104", Model("Input(1)"), "Input(1)", "The model has inputs and no layer. Add one, such as [Lstm] or [Dense], below the inputs."),

        // Sizes.
        new("RNN105", Model("Input(0), Lstm(4)"), "0", "The size of [Input] is 0; RnnGen supports 1 to 4096. Choose a number in this range."),
        new("RNN105", Model("OneHot(vocabulary: -2), Lstm(4)"), "-2",
            "The vocabulary of [OneHot] is -2; RnnGen supports 1 to 1000000. Choose a number in this range."),
        new("RNN105", Model("Embedding(size: 5000, vocabulary: 3), Lstm(4)"), "5000",
            "The size of [Embedding] is 5000; RnnGen supports 1 to 4096. Choose a number in this range."),
        new("RNN105", Model("Input(1), Lstm(5000)"), "5000", "The hidden size of [Lstm] is 5000; RnnGen supports 1 to 4096. Choose a number in this range."),
        new("RNN105", Model("Input(1), Gru(4, Layers = 17)"), "Layers = 17",
            "The number of layers of [Gru] is 17; RnnGen supports 1 to 16. Choose a number in this range."),
        new("RNN105", Model("Input(1), Dense(H)") + " partial class M { const int H = 2 - 3; }", "H",
            "The size of [Dense] is -1; RnnGen supports 1 to 4096. Choose a number in this range."),
        new("RNN106", Model("Embedding(1000000, 300), Lstm(4)"), "1000000",
            "With [Embedding] the model has 300000000 parameters; RnnGen supports 268435456. Make a layer or a vocabulary smaller."),
        new("RNN106", Model("OneHot(1000000), Lstm(4096), Dense(3)"), "4096",
            "With [Lstm] the model has 16451125248 parameters; RnnGen supports 268435456. Make a layer or a vocabulary smaller."),
        new("RNN107", Model("Input(1), Rnn(4096), Rnn(4096, Layers = 2), Gru(4096)"), "4096",
            "With [Gru] the state takes 65536 bytes; a struct can have 65535. Use fewer units or layers."),

        // Names.
        new("RNN108", Model("Input(1), Lstm(4), Lstm(4, Name = \"lstm\")"), "Name = \"lstm\"",
            "Tensor 'lstm.weight_ih_l0' of [Lstm] has the name of another layer's. Give the layer another Name."),
        new("RNN108", Model("Input(1), Lstm(4, Name = \"dense\"), Dense(3), Dense(4, Bias = false, Name = \"dense\")"), "Name = \"dense\"",
            "Tensor 'dense.weight' of [Dense] has the name of another layer's. Give the layer another Name."),
        new("RNN109", Model("Input(1), Lstm(4, Name = \"a b\")"), "Name = \"a b\"",
            "The Name of [Lstm] has U+0020; tensor names have neither white space, control characters nor halves of surrogate pairs. Remove it."),
        new("RNN109", Model("Embedding(9, 2, Name = \"\\ud800\"), Lstm(4)"), "Name = \"\\ud800\"",
            "The Name of [Embedding] has U+D800; tensor names have neither white space, control characters nor halves of surrogate pairs. Remove it."),

        // Properties without effect: warnings.
        new("RNN110", Model("Input(1), Lstm(4, Merge = Merge.Sum)"), "Merge = Merge.Sum",
            "Merge of [Lstm] has no effect, because only Bidirectional layers have two directions to merge. Remove it."),
        new("RNN110", Model("Input(1), Lstm(4, Skip = Skip.Residual)"), "Skip = Skip.Residual",
            "Skip of [Lstm] has no effect, because it acts between stacked layers and Layers is 1. Remove it."),
        new("RNN110", Model("Input(1), Lstm(4, Dropout = 0.5f)"), "Dropout = 0.5f",
            "Dropout of [Lstm] has no effect, because it acts between stacked layers and Layers is 1. Remove it."),
        new("RNN110", Model("Input(1), Rnn(4, ActivationAlpha = 0.5f)"), "ActivationAlpha = 0.5f",
            "ActivationAlpha of [Rnn] has no effect, because Tanh has no α. Remove it."),
        new("RNN110", Model("Input(1), Gru(4, GateActivation = Activation.Elu, GateActivationBeta = 2)"), "GateActivationBeta = 2",
            "GateActivationBeta of [Gru] has no effect, because Elu has no β. Remove it."),

        // Activations and choices.
        new("RNN111", Model("Input(1), Rnn(4, Activation = Activation.LeakyRelu, ActivationAlpha = -0.5f)"), "ActivationAlpha = -0.5f",
            "ActivationAlpha of [Rnn] is -0.5; α of LeakyRelu is at least 0. Choose another value."),
        new("RNN111", Model("Input(1), Dense(4, Activation = Activation.Elu, ActivationAlpha = -1)"), "ActivationAlpha = -1",
            "ActivationAlpha of [Dense] is -1; α of Elu is at least 0. Choose another value."),
        new("RNN111", Model("Input(1), Lstm(4, OutputActivation = Activation.ScaledTanh, OutputActivationAlpha = 0f)"), "OutputActivationAlpha = 0f",
            "OutputActivationAlpha of [Lstm] is 0; α of ScaledTanh is not 0. Choose another value."),
        new("RNN111", Model("Input(1), Gru(4, GateActivation = Activation.HardSigmoid, GateActivationBeta = float.NegativeInfinity)"),
            "GateActivationBeta = float.NegativeInfinity",
            "GateActivationBeta of [Gru] is -Infinity; it must be finite. Choose another value."),
        new("RNN112", Model("Input(1), Gru(4, GateActivation = Activation.Softmax)"), "GateActivation = Activation.Softmax",
            "GateActivation of [Gru] is Softmax, which is not elementwise; recurrent layers support elementwise functions. Use Softmax in a [Dense] above."),
        new("RNN113", Model("Input(1), Gru(4, Reset = (GruReset)7)"), "Reset = (GruReset)7",
            "Reset of [Gru] is 7, which is no GruReset. Choose one of AfterProduct, BeforeProduct."),
        new("RNN113", Model("Input(1), Lstm(4)", "RnnModel(Output = (OutputMode)(-1))"), "Output = (OutputMode)(-1)",
            "Output of [RnnModel] is -1, which is no OutputMode. Choose one of EveryStep, LastStep, FinalState, Mean, Max."),
        new("RNN113", Model("Input(1), Rnn(4, Activation = (Activation)99)"), "Activation = (Activation)99",
            "Activation of [Rnn] is 99, which is no Activation. Choose one of Identity, Tanh, Sigmoid, Relu, Affine, LeakyRelu, "
            + "ThresholdedRelu, ScaledTanh, HardSigmoid, Elu, Softsign, Softplus, Softmax."),
        new("RNN113", Model("Input(1), Rnn(4, Direction = (Direction)3)"), "Direction = (Direction)3",
            "Direction of [Rnn] is 3, which is no Direction. Choose one of Forward, Backward, Bidirectional."),
        new("RNN114", Model("Input(1), Lstm(4, RecurrentDropout = 1f)"), "RecurrentDropout = 1f",
            "RecurrentDropout of [Lstm] is 1; a probability of dropout is at least 0 and below 1. Choose a number in this range."),
        new("RNN114", Model("Input(1), Lstm(4, Layers = 2, Dropout = float.NaN)"), "Dropout = float.NaN",
            "Dropout of [Lstm] is NaN; a probability of dropout is at least 0 and below 1. Choose a number in this range."),

        // The whole.
        new("RNN115", Model("Input(1), Dense(4)", "RnnModel(Output = OutputMode.Max)"), "Output = OutputMode.Max",
            "Output is Max, but no layer is recurrent, so steps have nothing to do with each other. Use OutputMode.EveryStep, or add a recurrent layer."),
        new("RNN116", Model("OneHot(4), Lstm(4)", "RnnModel(InputSkip = true)"), "InputSkip = true",
            "InputSkip adds inputs to the output, but the inputs are token ids. Remove InputSkip."),
        new("RNN116", Model("Input(1), Lstm(4)", "RnnModel(InputSkip = true)"), "InputSkip = true",
            "InputSkip adds inputs to the output, but 4 outputs are more than 1 inputs. Remove InputSkip."),
        new("RNN116", Model("Input(4), Lstm(4)", "RnnModel(InputSkip = true, Output = OutputMode.LastStep)"), "InputSkip = true",
            "InputSkip adds inputs to the output, but the output is one for the sequence (OutputMode.LastStep). Remove InputSkip."),
        .. NotBuilt("LayerNorm = true"),
        new("RNN121", Model("Input(1), Gru(4, Layers = 2, Direction = Direction.Bidirectional, Skip = Skip.Highway)", "RnnModel(Output = OutputMode.FinalState)"),
            "Skip = Skip.Highway", "Skip of [Gru] is Highway and Output is FinalState, which takes the two directions at different steps; "
            + "a skip connection adds the input of one step. Use OutputMode.LastStep, or Skip.Dense."),
        new("RNN118", Model("Input(1), Gru(4, Clip = -3f)"), "Clip = -3f",
            "Clip of [Gru] is -3; a clip is a finite number above 0, or 0 for none. Choose another, or remove it."),
        new("RNN118", Model("Input(1), Lstm(4, CellClip = float.PositiveInfinity)"), "CellClip = float.PositiveInfinity",
            "CellClip of [Lstm] is Infinity; a clip is a finite number above 0, or 0 for none. Choose another, or remove it."),
        new("RNN114", Model("Input(1), Lstm(4), Dropout(1.5f)"), "1.5f",
            "The probability of [Dropout] is 1.5; a probability of dropout is at least 0 and below 1. Choose a number in this range."),
        new("RNN104", Model("Input(1), Dropout(0.5f)"), "Dropout(0.5f)",
            "The model has inputs and no layer. Add one, such as [Lstm] or [Dense], below the inputs."),
        .. NotTied("Embedding(9, 4), Lstm(4), Dense(9, Tied = true), Dense(3)", "the layer is not the last one"),
        .. NotTied("Embedding(9, 4), Lstm(4), Dense(9, Tied = true), Dropout(0.1f)", "the layer is not the last one"),
        .. NotTied("OneHot(9), Lstm(4), Dense(9, Tied = true)", "the model's inputs are not one [Embedding]"),
        .. NotTied("Embedding(9, 4), OneHot(3), Lstm(4), Dense(9, Tied = true)", "the model's inputs are not one [Embedding]"),
        .. NotTied("Input(4), Lstm(4), Dense(9, Tied = true)", "the model's inputs are not one [Embedding]"),
        .. NotTied("Embedding(9, 4), Lstm(5), Dense(9, Tied = true)", "the table is 9 × 4 and W 9 × 5"),
        .. NotTied("Embedding(9, 4), Lstm(4), Dense(8, Tied = true)", "the table is 9 × 4 and W 8 × 4"),
        new("RNN108", Model("Embedding(9, 4), Dense(4), Dense(9, Tied = true, Name = \"dense\")"), "Name = \"dense\"",
            "Tensor 'dense.bias' of [Dense] has the name of another layer's. Give the layer another Name."),
        new("RNN108", Model("Embedding(9, 4), Dense(4, Bias = false), Dense(9, Tied = true, Name = \"dense\")"), "Name = \"dense\"",
            "Tensor 'dense.weight' of [Dense] has the name of another layer's. Give the layer another Name."),
        new("RNN122", Model("Input(1), MinGru(4, RecurrentDropout = 0.5f)"), "RecurrentDropout = 0.5f",
            "RecurrentDropout of [MinGru] drops the h that U multiplies, and [MinGru] has no U: its gates do not see h. Remove it, or use Dropout."),
    ];

    private static Mistake[] NotTied(string layers, string why) =>
        [new("RNN123", Model(layers), "Tied = true", $"Tied makes the table of the model's embedding the W of [Dense], but {why}. Remove Tied, or make them fit.")];

    private static IEnumerable<Mistake> NotBuilt(params string[] arguments) => arguments.Select(argument =>
    {
        string last = argument.Split(", ")[^1];
        return new Mistake("RNN117", Model($"Input(1), Lstm(4, {argument})"), last,
            $"{last.Split(' ')[0]} of [Lstm] is not built yet; this version cannot generate it. Remove it.");
    });
}
