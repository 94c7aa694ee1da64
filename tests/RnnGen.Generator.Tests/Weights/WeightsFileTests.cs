extern alias tasks;

using WeightsFile = tasks::RnnGen.Tasks.WeightsFile;
using WeightsText = tasks::RnnGen.Generator.WeightsText;

namespace RnnGen.Generator.Tests;

/// <summary>What the build's task makes of a file: its header in text, or what is wrong with it, as the library would say it.</summary>
public class WeightsFileTests
{
    private static readonly byte[] Small = WeightsSamples.Save(new ModelSpec(new InputSpec(1), new RnnSpec(1)));

    [Fact]
    public void AFileIsDescribedInText() => Assert.Equal("""
        rnnweights 1
        name	a/b.safetensors
        metadata	format	pt
        metadata	rnngen.declaration	[RnnModel] [Input(2)] [Lstm(1)]
        metadata	rnngen.version	1
        tensor	lstm.bias_hh_l0	F32	4
        tensor	lstm.bias_ih_l0	F32	4
        tensor	lstm.weight_hh_l0	F32	4,1
        tensor	lstm.weight_ih_l0	F32	4,2

        """.Replace("\r", ""), Describe(WeightsSamples.Save(new ModelSpec(new InputSpec(2), new LstmSpec(1))), "a/b.safetensors").ToString());

    [Fact]
    public void ATruncatedFileIsSaidToBeSo()
    {
        for (int length = 0; length < Small.Length; length++) CompareWithTheLibrary(Small[..length], mustFail: true);
        CompareWithTheLibrary([.. Small, 0], mustFail: true);
    }

    [Fact]
    public void AChangedByteIsJudgedAsTheLibraryJudgesIt()
    {
        var random = new Random(1);
        int headerEnd = 8 + (int)BitConverter.ToInt64(Small), refused = 0;
        for (int i = 0; i < 2000; i++)
        {
            byte[] changed = [.. Small];
            changed[random.Next(headerEnd)] ^= (byte)random.Next(1, 256);
            if (CompareWithTheLibrary(changed)) refused++;
        }
        Assert.InRange(refused, 1000, 1999);
    }

    private static (byte[] File, string Message)[] Hostile =>
    [
        ([.. BitConverter.GetBytes(ulong.MaxValue), 1, 2], "the header claims 18446744073709551615 bytes; at most 100000000 are allowed."),
        ([.. BitConverter.GetBytes(99_000_000L), 1, 2], "expected a header of 99000000 bytes, found 2 bytes."),
        (WeightsSamples.Raw("{\"a\":" + new string('[', 1_000_000)), "the header is damaged: tensor 'a' is no object."),
        (WeightsSamples.Raw("{\"a\":{\"shape\":" + new string('[', 1_000_000)), "the header is damaged: tensor 'a' lacks a valid dtype, shape or data_offsets."),
        (WeightsSamples.Raw(string.Concat(Enumerable.Repeat("{\"a\":", 1_000_000))), "the header is damaged: tensor 'a' has a 'a' that is unknown, doubled or of the wrong kind."),
        (WeightsSamples.Raw("""{"a":{"dtype":"F32","shape":[500000000],"data_offsets":[0,2000000000]}}""", 4), "expected 2000000000 bytes of data, found 4."),
        (WeightsSamples.Raw("""{"a":{"dtype":"F64","shape":[2000000000],"data_offsets":[0,16000000000]}}""", 4), "the header claims 16000000000 bytes of data; at most 2147483591 can be read."),
        (WeightsSamples.Raw("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8), "the header is damaged: tensor 'a' begins at byte 4; expected 0, where the one before ends."),
        (WeightsSamples.Raw("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}""", 8), "the header is damaged: tensor 'a' lacks a valid dtype, shape or data_offsets."),
        (WeightsSamples.Raw("""{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}""", 4), "the header is damaged: tensor 'a' lacks a valid dtype, shape or data_offsets."),
        (WeightsSamples.Raw("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},}""", 4), "the header is damaged: expected '\"' at character 54, found '}'."),
        (WeightsSamples.Raw("{\"a\u0001\":1}"), "the header is damaged: a string has the control character U+0001."),
        (WeightsSamples.Raw("{\"a\\x\":1}"), "the header is damaged: a string has the unknown escape '\\x'."),
        (WeightsSamples.Raw("{\"a\\u00g0\":1}"), "the header is damaged: a string has 'g' for a hexadecimal digit."),
        (WeightsSamples.Raw("{\"a"), "the header is damaged: a string does not end."),
    ];

    [Fact]
    public void HostileFilesAreRefusedInBoundedMemory()
    {
        foreach ((byte[] file, string message) in Hostile)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal("'x.safetensors': " + message, Describe(file, "x.safetensors").Problem);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000 + 20L * file.Length);
            CompareWithTheLibrary(file, mustFail: true);
        }
    }

    [Fact]
    public void AFileThatCannotBeOpenedIsSaidToBeSo()
    {
        string missing = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        Assert.Contains(missing, WeightsFile.Describe(() => File.OpenRead(missing), "x").Problem);
    }

    [Fact]
    public void EveryNameSurvivesTheText()
    {
        const string odd = "a\tb\nc\r\\u0041\\ \u0085\u2028\u2029 é 𝄞 \\u00";
        var text = new WeightsText(odd) { Problem = odd, Metadata = { [odd] = odd }, Tensors = { [odd] = (odd, new([3, 4])), ["scalar"] = ("F32", default) } };
        WeightsText read = WeightsText.Parse(text.ToString())!;
        Assert.Equal((odd, odd, odd), (read.Name, read.Problem, read.Metadata[odd]));
        Assert.Equal(text.Tensors, read.Tensors);
        Assert.Equal(text.ToString(), read.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("rnnweights 1")]
    [InlineData("rnnweights 2\nname\ta\n")]
    [InlineData("rnnweights 1\nnames\ta\n")]
    [InlineData("rnnweights 1\nname\ta\ntensor\tb\tF32\n")]
    [InlineData("rnnweights 1\nname\ta\ntensor\tb\tF32\t1,-1\n")]
    [InlineData("rnnweights 1\nname\ta\ntensor\tb\tF32\t99999999999\n")]
    [InlineData("rnnweights 1\nname\ta\nsomething\n")]
    public void AnyOtherTextIsNone(string text) => Assert.Null(WeightsText.Parse(text));

    private static WeightsText Describe(byte[] file, string name) => WeightsFile.Describe(() => new MemoryStream(file), name);

    /// <summary>Demands that the task finds what the library would, in the same words; says whether that is something.</summary>
    private static bool CompareWithTheLibrary(byte[] file, bool mustFail = false)
    {
        string? message = null;
        try
        {
            _ = new SafetensorsFile(new MemoryStream(file), "'x'");
        }
        catch (ModelFormatException exception)
        {
            message = exception.Message;
        }
        Assert.Equal(message, Describe(file, "x").Problem);
        Assert.True(message is not null || !mustFail);
        return message is not null;
    }
}
