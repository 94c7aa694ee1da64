namespace RnnGen.Generator.Tests;

/// <content>Pairs of encoder and decoder.</content>
internal static partial class RuleCases
{
    private const string Encoder = "[RnnModel, OneHot(5), Gru(4)] partial class E;\n";
    private const string Decoder = "[RnnModel, OneHot(6), Gru(4), Dense(6)] partial class D;\n";

    private static string Pair(string encoder, string decoder, string more = "") => encoder + decoder + $"[Seq2Seq(typeof(E), typeof(D){more})] partial class P;";

    private static IEnumerable<Mistake> Pairs =>
    [
        // The class: the same checks as for models.
        new("RNN001", Encoder + Decoder + "[Seq2Seq(typeof(E), typeof(D))] class P;", "P", "Class 'P' is not partial, so RnnGen cannot add to it. Write 'partial class P'."),
        new("RNN006", Pair(Encoder, Decoder)[..^1] + " { public P() { } }", "P",
            "Class 'P' has a constructor; RnnGen writes the only one. Move the code to a static method that calls 'new P()'."),
        new("RNN007", Pair(Encoder, Decoder)[..^1] + " { void Encode() { } }", "Encode", "'Encode' is the name of a member that RnnGen generates. Rename yours."),
        new("RNN008", Encoder + Decoder + "[Seq2Seq(typeof(E), typeof(D))] partial class Decoder;", "Decoder",
            "Class 'Decoder' would contain a generated member 'Decoder', and a member cannot have its class's name. Rename the class."),

        // Its parts.
        new("RNN151", Pair("class E;\n", Decoder), "typeof(E)",
            "The encoder 'E' has no [RnnModel], so there is no network to join. Add [RnnModel] and layers to it, or name a model."),
        new("RNN151", Encoder + "[Seq2Seq(decoder: typeof(int[]), encoder: typeof(E))] partial class P;", "typeof(int[])",
            "The decoder 'int[]' has no [RnnModel], so there is no network to join. Add [RnnModel] and layers to it, or name a model."),
        new("RNN151", Encoder + "[Seq2Seq(typeof(E), null!)] partial class P;", "null!",
            "The decoder 'null' has no [RnnModel], so there is no network to join. Add [RnnModel] and layers to it, or name a model."),
        new("RNN152", Decoder + "[Seq2Seq(typeof(RnnGen.Generator.Tests.Elsewhere), typeof(D))] partial class P;", "typeof(RnnGen.Generator.Tests.Elsewhere)",
            "The encoder 'Elsewhere' is compiled in 'RnnGen.Generator.Tests'; RnnGen reads declarations of the same project only. Declare the model here."),
        new("RNN153", Encoder + "[Seq2Seq(typeof(E), typeof(E))] partial class P;", "typeof(E)",
            "'E' is both encoder and decoder, but each has parameters of its own. Declare a second model, with the same layers if you like."),
        new("RNN154", Pair(Encoder, "[RnnModel, OneHot(6), Gru(4), Gru(4, Direction = Direction.Backward)] partial class D;\n", ", Bridge = Bridge.Dense"), "typeof(D)",
            "The decoder 'D' has a layer that does not run forward, but it writes step by step, each output leading to the next input. "
            + "Use Direction.Forward and OutputMode.EveryStep."),
        new("RNN154", Pair(Encoder, "[RnnModel(Output = OutputMode.Mean), OneHot(6), Gru(4)] partial class D;\n"), "typeof(D)",
            "The decoder 'D' gives one output for a sequence (OutputMode.Mean), but it writes step by step, each output leading to the next input. "
            + "Use Direction.Forward and OutputMode.EveryStep."),
        new("RNN155", Pair("[RnnModel, Input(3), Dense(4)] partial class E;\n", Decoder), "typeof(E)",
            "The encoder 'E' has no recurrent layer, hence no state, so nothing would come of what it reads. Add one, such as [Gru]."),
        new("RNN155", Pair(Encoder, "[RnnModel, Input(3), Dense(4)] partial class D;\n"), "typeof(D)",
            "The decoder 'D' has no recurrent layer, hence no state, so nothing could start it. Add one, such as [Gru]."),
        new("RNN156", Pair("[RnnModel, OneHot(5), Lstm(4)] partial class E;\n", Decoder), "typeof(D)",
            "The encoder's state is h [4], c [4], the decoder's h [4]; with Bridge.Identity they must be the same. Write Bridge = Bridge.Dense, or choose equal layers."),
        new("RNN156", Pair("[RnnModel, OneHot(5), Gru(4, Direction = Direction.Bidirectional)] partial class E;\n", Decoder, ", Bridge = Bridge.Identity"), "typeof(D)",
            "The encoder's state is h [4], h [4], the decoder's h [4]; with Bridge.Identity they must be the same. Write Bridge = Bridge.Dense, or choose equal layers."),
        new("RNN156", Pair("[RnnModel, OneHot(5), Gru(5)] partial class E;\n", Decoder), "typeof(D)",
            "The encoder's state is h [5], the decoder's h [4]; with Bridge.Identity they must be the same. Write Bridge = Bridge.Dense, or choose equal layers."),
        new("RNN157", Pair(Encoder, Decoder) + " [Dense(3)] partial class P;", "Dense(3)",
            "Class 'P' is a pair, whose layers are those of its two models, so [Dense] has no place on it. Move it to another class."),
        new("RNN157", Pair(Encoder, Decoder).Replace("[Seq2Seq", "[RnnModel, Input(1), Gru(4)]\n[Seq2Seq"), "RnnModel",
            "Class 'P' is a pair, whose layers are those of its two models, so [RnnModel] has no place on it. Move it to another class."),

        // What joins them.
        new("RNN106", Pair("[RnnModel, OneHot(5), Rnn(4000, Layers = 4)] partial class E;\n", Decoder.Replace("Gru(4)", "Rnn(4000, Layers = 3)"), ", Bridge = Bridge.Dense"),
            "Seq2Seq(typeof(E), typeof(D), Bridge = Bridge.Dense)",
            "With [Seq2Seq] the model has 384108006 parameters; RnnGen supports 268435456. Make a layer or a vocabulary smaller."),
        new("RNN110", Pair(Encoder, Decoder, ", BridgeActivation = Activation.Relu"), "BridgeActivation = Activation.Relu",
            "BridgeActivation of [Seq2Seq] has no effect, because Bridge is Identity, which computes nothing. Remove it."),
        new("RNN111", Pair(Encoder, Decoder, ", Bridge = Bridge.Dense, BridgeActivation = Activation.Elu, BridgeActivationAlpha = -1f"), "BridgeActivationAlpha = -1f",
            "BridgeActivationAlpha of [Seq2Seq] is -1; α of Elu is at least 0. Choose another value."),
        new("RNN113", Pair(Encoder, Decoder, ", Bridge = (Bridge)5"), "Bridge = (Bridge)5", "Bridge of [Seq2Seq] is 5, which is no Bridge. Choose one of Identity, Dense."),
        new("RNN301", Pair("[RnnModel, OneHot(5), Dense(3), Gru(4), Dense(3), Dense(2, Bias = false)] partial class E;\n", Decoder), "typeof(E)",
            "Only the final state of encoder 'E' is used; 21 parameters of the layers after its last recurrent one are computed with, but never trained. Remove these layers."),
    ];
}

/// <summary>A model of another assembly than the one that is compiled.</summary>
[RnnModel, OneHot(5), Gru(4)]
public class Elsewhere;
