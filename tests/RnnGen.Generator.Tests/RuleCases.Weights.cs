namespace RnnGen.Generator.Tests;

/// <content>Weights that the build puts into the assembly; the files are those of <see cref="WeightsSamples"/>.</content>
internal static partial class RuleCases
{
    private const string All6 = "amp.safetensors, cut.safetensors, half.safetensors, pair.safetensors, relu.safetensors, torch/amp.safetensors";

    private static string Weighted(string layers, string file = "amp.safetensors") => $"[RnnModel, Weights(\"{file}\"), {layers}] partial class M;";

    private static IEnumerable<Mistake> Weights =>
    [
        new("RNN161", Weighted("Input(1), Lstm(16), Dense(1)", "none.safetensors"), "\"none.safetensors\"",
            $"'none.safetensors' is no RnnWeights item of this project; these are: {All6}. Add <RnnWeights Include=\"none.safetensors\" /> to an ItemGroup of the project file."),
        new("RNN161", Weighted("Input(1), Lstm(16), Dense(1)", "torch\\\\Amp.safetensors"), "\"torch\\\\Amp.safetensors\"",
            $"'torch/Amp.safetensors' is no RnnWeights item of this project; these are: {All6}. Add <RnnWeights Include=\"torch/Amp.safetensors\" /> to an ItemGroup of the project file."),
        new("RNN161", "[RnnModel, Weights(file: null!), Input(1), Lstm(16), Dense(1)] partial class M;", "null!",
            $"'' is no RnnWeights item of this project; these are: {All6}. Add <RnnWeights Include=\"\" /> to an ItemGroup of the project file."),
        new("RNN162", Weighted("Input(1), Lstm(16), Dense(1)", "cut.safetensors"), "\"cut.safetensors\"",
            $"The weights cannot be read: 'cut.safetensors': expected 4932 bytes of data, found {1000 - (WeightsSamples.Files["amp.safetensors"].Length - 4932)}. Write the file anew."),
        new("RNN163", Weighted("Input(1), Lstm(16, Name = \"rec\"), Dense(1)"), "\"amp.safetensors\"",
            "Tensor 'rec.weight_ih_l0' F32 [64, 1] of the model is not in 'amp.safetensors', which has dense.bias, dense.weight, lstm.bias_hh_l0, lstm.bias_ih_l0, "
            + "lstm.weight_hh_l0, lstm.weight_ih_l0. Declare the layers that the file is of, or name them as it does."),
        new("RNN164", Weighted("Input(1), Lstm(20), Dense(1)"), "\"amp.safetensors\"",
            "Tensor 'lstm.weight_ih_l0' of 'amp.safetensors' is F32 [64, 1]; the model's is F32 [80, 1]. Declare the sizes that the file is of, or take another file."),
        new("RNN164", Weighted("Input(1), Dense(1)", "half.safetensors"), "\"half.safetensors\"",
            "Tensor 'dense.weight' of 'half.safetensors' is F16 [1, 1]; the model's is F32 [1, 1]. Declare the sizes that the file is of, or take another file."),
        new("RNN164", Pair(Encoder.Replace("OneHot(5)", "OneHot(7)"), Decoder).Replace("[Seq2Seq", "[Weights(\"pair.safetensors\"), Seq2Seq"),
            "\"pair.safetensors\"", "Tensor 'encoder.gru.weight_ih_l0' of 'pair.safetensors' is F32 [12, 5]; the model's is F32 [12, 7]. Declare the sizes that the file is of, or take another file."),
        new("RNN165", Weighted("Input(1), Lstm(16)", "torch/amp.safetensors"), "\"torch/amp.safetensors\"",
            "'torch/amp.safetensors' has tensors that the model has no use for: dense.bias F32 [1], dense.weight F32 [1, 16]. Declare the layers that they are of, or take them out of the file."),
        new("RNN166", Weighted("Input(1), Rnn(16)", "relu.safetensors"), "\"relu.safetensors\"",
            "'relu.safetensors' was saved for another network: its rnngen.declaration is [RnnModel] [Input(1)] [Rnn(16, Activation = Activation.Relu)]; "
            + "the model's is [RnnModel] [Input(1)] [Rnn(16)]. Declare the network that the file is of, or take another file."),
    ];
}
