using System.Text;

namespace RnnGen.Formats.Tests;

/// <summary>What stands around the networks of audio files, and layers that are written in another way than they are declared.</summary>
public class AudioFormatTests
{
    [Fact]
    public void GuitarMlAddsItsInput()
    {
        ImportedModel amp = ModelImport.Read(Hostile.Utf8(Hostile.GuitarMl), "amp");
        Assert.Equal("[RnnModel(InputSkip = true)] [Input(1)] [Lstm(1, Name = \"rec\")] [Dense(1, Name = \"lin\")]", amp.Spec.ToString());
        Assert.Contains("44,100 Hz", Assert.Single(amp.Assumed));
        ImportedModel bare = ModelImport.Read(Hostile.Utf8(Hostile.GuitarMl.Replace("\"skip\": 1", "\"skip\": 0")), "amp");
        float[] inputs = Samples.Sine(20, 1);
        double[] with = amp.Run(inputs), without = bare.Run(inputs);
        for (int t = 0; t < inputs.Length; t++) Assert.Equal(without[t] + inputs[t], with[t], 12);
    }

    /// <summary>h after one step of the file's single unit, by hand: gates i f g o from the sums of both biases, plus the skip.</summary>
    [Fact]
    public void GuitarMlIsPyTorchs()
    {
        double x = 0.5;
        double i = Sigmoid(0.1 * x + 0.6), g = Math.Tanh(0.3 * x + 1.0), o = Sigmoid(0.4 * x + 1.2);
        double expected = 1.5 * o * Math.Tanh(i * g) + 0.25 + x;
        Assert.Equal(expected, ModelImport.Read(Hostile.Utf8(Hostile.GuitarMl), "amp").Run([(float)x])[0], 1e-6);

        static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
    }

    [Fact]
    public void AidaXSaysThatItsAnswerWasMet()
    {
        ImportedModel amp = ModelImport.Read(ModelExport.ToBytes(Samples.Amp(), ModelFormat.AidaX), "amp");
        Assert.Matches("test vector is met: 64 steps, largest error [0-9]", Assert.Single(amp.Verified));
        Assert.Equal(Math.Pow(10, 3 / 20.0), amp.InputGain);
    }

    /// <summary>Older files have what is known of them at the top, newer ones in an object; the rate is a text or a number.</summary>
    [Theory]
    [InlineData("\"samplerate\":\"44100\",\"author\":\"me\",\"esr\":0.02")]
    [InlineData("\"metadata\":{\"samplerate\":\"44100\",\"author\":\"me\",\"esr\":0.02}")]
    [InlineData("\"metadata\":{\"samplerate\":44100,\"author\":\"me\"},\"esr\":0.02")]
    public void MetadataStandInTwoPlaces(string metadata)
    {
        ModelMetadata read = ModelImport.Read(Encoding.UTF8.GetBytes($$"""{"in_shape":[null,1],"layers":[{"type":"dense","shape":[null,2],"weights":[[[1,2]]]}],{{metadata}}}"""), "it").Metadata;
        Assert.Equal((44_100.0, "me", "0.02"), (read.SampleRate, read.Author, read.Find("esr")));
    }

    /// <summary>y = out·(net(in·x) + in·x), as AIDA-X's player computes it.</summary>
    [Fact]
    public void GainsStandAroundTheSkip()
    {
        ImportedModel amp = Samples.Amp();
        ImportedModel bare = new(RandomParameters.Of(amp.Spec with { InputSkip = false }));
        float[] inputs = Samples.Sine(20, 1);
        double[] actual = amp.Run(inputs);
        double gain = Math.Pow(10, 3 / 20.0);
        double[] net = bare.Single.Network.Forward([.. inputs.Select(x => gain * x)]).Outputs;
        for (int t = 0; t < inputs.Length; t++) Assert.Equal(Math.Pow(10, -1.5 / 20) * (net[t] + gain * inputs[t]), actual[t], 12);
    }

    /// <summary>A knob beside the audio is not raised with it.</summary>
    [Fact]
    public void AGainIsForTheAudioAlone()
    {
        ImportedModel model = Samples.Model(new InputSpec(2), new DenseSpec(1) { Name = "d" });
        double[] plain = model.Run([0.5f, 0.25f]), raised = (model with { InputGainDecibels = 20 }).Run([0.05f, 0.25f]);
        Assert.Equal(plain[0], raised[0], 6);
    }

    [Fact]
    public void ActivationsByThemselvesBelongToTheDenseLayerBefore()
    {
        const string dense = """{"type":"dense","shape":[null,2],"weights":[[[1,2]]]}""";
        Assert.Equal("[RnnModel] [Input(1)] [Dense(2, Activation = Activation.Softmax, Bias = false)]", Read(dense, """{"type":"activation","activation":"softmax","shape":[null,2],"weights":[]}""").Spec.ToString());
        Assert.Equal("[RnnModel] [Input(1)] [Dense(2, Activation = Activation.LeakyRelu, ActivationAlpha = 0.25f, Bias = false)]", Read(dense, """{"type":"prelu","shape":[null,2],"weights":[[[0.25,0.25]]]}""").Spec.ToString());
        Assert.Equal("[RnnModel] [Input(1)] [Dense(2, Bias = false)]", Read(dense, """{"type":"unknown","shape":[null,2],"weights":[]}""").Spec.ToString());
        Assert.Contains("layers[1].weights[0]: a prelu layer can be expressed where all slopes are equal",
            Assert.Throws<ModelFormatException>(() => Read(dense, """{"type":"prelu","shape":[null,2],"weights":[[[0.25,0.5]]]}""")).Message);
        Assert.Contains("layers[0]: the activation Tanh does not follow a dense layer",
            Assert.Throws<ModelFormatException>(() => Read("""{"type":"activation","activation":"tanh","shape":[null,1],"weights":[]}""", dense)).Message);
        Assert.Contains("layers[0]: expected 0 arrays in 'weights', found 1",
            Assert.Throws<ModelFormatException>(() => Read("""{"type":"unknown","shape":[null,1],"weights":[[1]]}""", dense)).Message);
    }

    /// <summary>y[t] = 2·x[t] + 3·x[t − 3]: kernel size 2, dilation 3, the kernel's first tap the oldest.</summary>
    [Fact]
    public void AConvolutionRemembersItsInputs()
    {
        ImportedModel model = Read("""{"type":"conv1d","activation":"","shape":[null,null,1],"kernel_size":[2],"dilation":[3],"weights":[[[[3]],[[2]]],[0]]}""");
        Assert.Equal([2, 4, 8, 16 + 3, 32 + 6, 64 + 12], model.Run([1f, 2, 4, 8, 16, 32]));
        Assert.Contains("remember at most 512 values together; up to this one it is 3001",
            Assert.Throws<ModelFormatException>(() => Read("""{"type":"conv1d","activation":"","shape":[null,null,1],"kernel_size":[2],"dilation":[3000],"weights":[[[[3]],[[2]]],[0]]}""")).Message);
    }

    private static ImportedModel Read(params string[] layers) =>
        ModelImport.Read(Encoding.UTF8.GetBytes($$"""{"in_shape":[null,1],"layers":[{{string.Join(",", layers)}}]}"""), "it");
}
