using System.Text.Json;

namespace RnnGen.Tool.Tests;

public class ImportTests : ToolRun
{
    [Theory]
    [InlineData("amp.safetensors", ModelFormat.Safetensors)]
    [InlineData("amp.npz", ModelFormat.Numpy)]
    [InlineData("amp.json", ModelFormat.AidaX)]
    public void AModelBecomesAClassThatWasComparedWithItsOwnAnswers(string name, ModelFormat format)
    {
        JsonElement report = Json("import", Write(Samples.Amp(), name, format), "--class", "Plexi", "--namespace", "Amps.Old", "-o", PathOf("out"));

        JsonElement made = report.GetProperty("classes")[0];
        Assert.Equal("Amps.Old.Plexi", made.GetProperty("name").GetString());
        Assert.Equal("[RnnModel(InputSkip = true)] [Input(1)] [Lstm(6)] [Dense(1)]", made.GetProperty("declaration").GetString());
        string[] compared = [.. made.GetProperty("comparisons").EnumerateArray().Select(item => item.GetProperty("what").GetString()!)];
        Assert.Equal("generated code against the file's own answers", compared[0]);
        Assert.Equal(3, compared.Length);
        Assert.All(made.GetProperty("comparisons").EnumerateArray(), item => Assert.InRange(item.GetProperty("error").GetDouble(), 0, item.GetProperty("bound").GetDouble()));
        Assert.Equal(Samples.Values(Samples.Amp()), Samples.Values(ModelImport.Read(PathOf("out/Plexi.safetensors"))));
        Assert.Equal("""
            using RnnGen;

            namespace Amps.Old;

            /// <summary>Plexi "1968", imported from NAME: reads a value a step, gives 1; 199 parameters.</summary>
            /// <remarks>
            /// <para>Author: me.</para>
            /// <para>Licence: CC0.</para>
            /// <para>Made for 48000 samples a second.</para>
            /// <para>The parameters are in Plexi.safetensors.</para>
            /// </remarks>
            /// <example><code>
            /// Plexi model = Plexi.Load("Plexi.safetensors");
            /// Plexi.State state = default;
            /// input[0] *= Plexi.InputGain;
            /// model.Step(input, ref state, output);
            /// foreach (ref float y in output) y *= Plexi.OutputGain;
            /// </code></example>
            [RnnModel(InputSkip = true)]
            [Input(1)]
            [Lstm(6)]
            [Dense(1)]
            public sealed partial class Plexi
            {
                /// <summary>The factor of the first input of each step: 3 dB.</summary>
                public const float InputGain = 1.4125376f;

                /// <summary>The factor of the outputs: -1.5 dB.</summary>
                public const float OutputGain = 0.84139514f;

                /// <summary>Samples a second of the audio that the model was made for.</summary>
                public const int SampleRate = 48000;
            }

            """.Replace("NAME", name).ReplaceLineEndings("\n"), File.ReadAllText(PathOf("out/Plexi.cs")));
    }

    [Fact]
    public void TheStateThatAFileBeginsWithIsInTheClass()
    {
        string nam = Write(Samples.Model(new InputSpec(1), new LstmSpec(3), new DenseSpec(1)), "warm-amp.nam", ModelFormat.Nam);
        JsonElement report = Json("import", nam, "-o", PathOf("out"));
        Assert.Equal("WarmAmp", report.GetProperty("classes")[0].GetProperty("name").GetString());
        string code = File.ReadAllText(PathOf("out/WarmAmp.cs"));
        Assert.Contains("public static State InitialState()", code);
        Assert.Contains("WarmAmp.State state = WarmAmp.InitialState();", code);
        Assert.Contains(""".h_l0", new float[]""", code);
    }

    [Fact]
    public void EachNetworkOfSeveralIsAClass()
    {
        string file = Write(Samples.Parts(), "two.safetensors", ModelFormat.Safetensors);
        JsonElement report = Json("import", file, "--class", "Noise", "--program", "-o", PathOf("out"));
        Assert.Equal(["NoiseBelow", "NoiseAbove"], report.GetProperty("classes").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
        Assert.Equal(["Noise.csproj", "NoiseAbove.cs", "NoiseAbove.safetensors", "NoiseBelow.cs", "NoiseBelow.safetensors", "Program.cs"],
            Directory.GetFiles(PathOf("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("Reads, side by side: below, (input).", File.ReadAllText(PathOf("out/NoiseAbove.cs")));
    }

    [Fact]
    public void TensorsThatDoNotSayWhatTheyAreAreReadAsItIsSaid()
    {
        string file = BareTensors();
        Assert.Contains("head.2", Error(ExitCode.Failure, "import", file, "-o", PathOf("out")));
        JsonElement report = Json("import", file, "-o", PathOf("out"), "--class", "M",
            "--declaration", "[Input(3)] [Gru(4, Name = \"enc\")] [Dense(3, Name = \"head.0\", Activation = Activation.Relu)] [Dense(2, Name = \"head.2\")]");
        Assert.Equal("[RnnModel] [Input(3)] [Gru(4, Name = \"enc\")] [Dense(3, Activation = Activation.Relu, Name = \"head.0\")] [Dense(2, Name = \"head.2\")]",
            report.GetProperty("classes")[0].GetProperty("declaration").GetString());
    }

    [Fact]
    public void AMistakeInADeclarationIsTheAnalyzersOwnWord() => Assert.Contains("RNN1",
        Error(ExitCode.Failure, "import", BareTensors(), "-o", PathOf("out"), "--declaration", "[Input(3)] [Gru(0)]"));

    [Fact]
    public void NothingIsOverwrittenWithoutLeave()
    {
        string file = Write(Samples.Model(new InputSpec(2), new GruSpec(3), new DenseSpec(1)), "m.safetensors", ModelFormat.Safetensors);
        string[] import = ["import", file, "--class", "M", "-o", PathOf("out")];
        Json(import);
        File.WriteAllText(PathOf("out/M.cs"), "// Mine.");
        Assert.Equal($"'{PathOf("out/M.safetensors")}' is there already; nothing was written. --force overwrites it.", Error(ExitCode.Failure, import));
        Json([.. import, "--force"]);
        Assert.DoesNotContain("Mine", File.ReadAllText(PathOf("out/M.cs")));
    }

    [Fact]
    public void ADamagedFileIsOneErrorAndNothingIsWritten()
    {
        File.WriteAllBytes(PathOf("m.onnx"), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        string error = Error(ExitCode.Failure, "import", PathOf("m.onnx"), "-o", PathOf("out"));
        Assert.StartsWith($"'{PathOf("m.onnx")}': ", error);
        Assert.DoesNotContain("\n", error);
        Assert.False(Directory.Exists(PathOf("out")));
    }

    [Theory]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    [InlineData('\u0085')]
    [InlineData('\n')]
    public void TextsOfAFileAreNeverCode(char end)
    {
        string mark = PathOf("ran"), code = $"{end}file static class Evil {{ [System.Runtime.CompilerServices.ModuleInitializer] internal static void Run() => System.IO.File.Create(\"{mark}\"); }}{end}//";
        ImportedModel model = Samples.Amp();
        string file = Write(model with { Metadata = model.Metadata with { Name = code, Author = code, License = code } }, "amp.safetensors", ModelFormat.Safetensors);
        Json("import", file, "--class", "Amp", "-o", PathOf("out"));
        Json("inspect", file, "--measure");
        Assert.False(File.Exists(mark));
        Assert.DoesNotContain(File.ReadLines(PathOf("out/Amp.cs")).SelectMany(line => line.Split(end)), line => line.StartsWith("file "));
    }

    [Fact]
    public void AFileThatSaysWhatItIsIsNothingElse()
    {
        foreach ((string name, ModelFormat format) in new[] { ("amp.safetensors", ModelFormat.Safetensors), ("amp.npz", ModelFormat.Numpy) })
        {
            string file = Write(Samples.Amp(), name, format);
            Assert.Contains("expected [RnnModel]", Error(ExitCode.Failure, "import", file, "--declaration", "[Input(1)] [Lstm(6)] [Dense(1)]", "-o", PathOf("out")));
            string source = Source("using RnnGen; [RnnModel] [Input(1)] [Lstm(6)] [Dense(1)] public sealed partial class M;");
            Assert.Contains("InputSkip", Error(ExitCode.Failure, "verify", source, file));
        }
    }

    [Theory]
    [InlineData("Program")]
    [InlineData("console")]
    public void AClassThatTheProgramNeedsIsRefused(string name) => Assert.Contains($"'{name}'", Error(ExitCode.Failure,
        "import", Write(Samples.Amp(), "amp.json", ModelFormat.AidaX), "--class", name, "--program", "-o", PathOf("out")));

    [Fact]
    public void AFolderInTheWayIsSeenBeforeAnythingIsWritten()
    {
        Directory.CreateDirectory(PathOf("out/M.cs"));
        Assert.Contains("is a folder", Error(ExitCode.Failure, "import", Write(Samples.Amp(), "amp.json", ModelFormat.AidaX), "--class", "M", "--force", "-o", PathOf("out")));
    }

    [Fact]
    public void EmptyPathsAreUsageErrors()
    {
        Error(ExitCode.Usage, "inspect", "");
        Error(ExitCode.Usage, "import", "a.nam", "-o", "");
    }

    [Fact]
    public void AMissingFileIsAnErrorThatNamesIt() => Assert.Contains("none.onnx", Error(ExitCode.Failure, "import", PathOf("none.onnx")));

    [Fact]
    public void WithJsonAnErrorIsJsonToo()
    {
        (int code, string output, string errors) = Run("import", PathOf("none.onnx"), "--json");
        Assert.Equal(ExitCode.Failure, code);
        Assert.Equal($"rnngen: {JsonDocument.Parse(output).RootElement.GetProperty("error").GetString()}", errors.TrimEnd());
    }

    [Theory]
    [InlineData("--class", "class")]
    [InlineData("--class", "9Lives")]
    [InlineData("--namespace", "A..B")]
    [InlineData("--to", "onnx")]
    public void ArgumentsThatMakeNoSenseAreUsageErrors(string option, string value) => Assert.Contains(value, Error(ExitCode.Usage, "import", PathOf("m.onnx"), option, value));

    [SharedTheory]
    [InlineData("nam", "lstm.nam")]
    [InlineData("kloncentaur", "centaur.json")]
    [InlineData("ml5_charrnn", "darwin/darwin.safetensors")]
    [InlineData("dtln", "model_1.onnx")]
    public void RealModelsAreImported(string folder, string file) =>
        Assert.NotEqual(0, Json("import", SharedData.PathOf("models", folder, file), "--class", "Real", "-o", PathOf("out")).GetProperty("classes").GetArrayLength());

    /// <summary>A state_dict with two linear modules one after the other.</summary>
    private string BareTensors()
    {
        ImportedModel model = Samples.Model(new InputSpec(3), new GruSpec(4) { Name = "enc" }, new DenseSpec(3) { Name = "head.0", Activation = Activation.Relu }, new DenseSpec(2) { Name = "head.2" });
        string path = Write(model, "bare.npz", ModelFormat.Numpy);
        // Without the text that says what they are.
        using var zip = System.IO.Compression.ZipFile.Open(path, System.IO.Compression.ZipArchiveMode.Update);
        zip.GetEntry("__metadata__.npy")!.Delete();
        return path;
    }
}
