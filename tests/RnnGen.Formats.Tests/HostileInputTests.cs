using System.Diagnostics;
using System.Text;

namespace RnnGen.Formats.Tests;

/// <summary>A fact that is skipped, with the reason, where there are no named pipes among the files.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no named pipes among its files." : null;
}

/// <summary>Inputs that are made to cost something, or to be taken for something else.</summary>
public sealed class HostileInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rnngen").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ALongKeyWithManyChildrenTakesItsSizeInMemory()
    {
        // 100,000 letters and 4,000 children: the way to each written out would be 800 MB.
        byte[] bytes = Encoding.UTF8.GetBytes($"{{\"{new string('k', 100_000)}\":{{{string.Join(',', Enumerable.Range(0, 4000).Select(i => $"\"{i}\":0"))}}}}}");
        long before = GC.GetAllocatedBytesForCurrentThread();
        var wrong = Assert.Throws<ModelFormatException>(() => ModelImport.Read(bytes, "bomb"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
        Assert.InRange(wrong.Message.Length, 1, 1000);
    }

    [UnixFact]
    public void APipeIsRefusedRatherThanWaitedFor()
    {
        string pipe = Path.Combine(_folder, "pipe");
        using Process make = Process.Start("mkfifo", pipe);
        make.WaitForExit();
        Assert.True(File.Exists(pipe));
        Assert.Contains("no plain file", Assert.Throws<ModelFormatException>(() => ModelImport.Read(pipe)).Message);
    }

    [Theory]
    [InlineData("rnngen.version", "rnngen.versiom")]
    [InlineData("rnngen.declaration", "rnngen.declaratiom")]
    public void AFileOfOurOwnWithADamagedKeyIsNoStateDict(string key, string damaged)
    {
        byte[] file = ModelExport.ToBytes(Samples.Amp(), ModelFormat.Safetensors);
        int at = file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(key));
        Encoding.UTF8.GetBytes(damaged).CopyTo(file, at);
        Assert.Contains(key, Assert.Throws<ModelFormatException>(() => ModelImport.Read(file, "amp")).Message);
    }

    [Fact]
    public void AFileOfOurOwnIsReadAsWhatItSays()
    {
        string path = Path.Combine(_folder, "amp.npz");
        ModelExport.Write(Samples.Amp(), path, ModelFormat.Numpy);
        Assert.Equal(3, ModelImport.Read(path, Samples.Amp().Spec).InputGainDecibels);
        Assert.Contains("says itself", Assert.Throws<ModelFormatException>(() => ModelImport.Read(path, new ModelSpec(new InputSpec(1), new LstmSpec(6), new DenseSpec(1)))).Message);
    }

    [Theory]
    [InlineData("in_gain", "1000")]
    [InlineData("out_gain", "-401")]
    public void AGainThatIsNoneIsRefused(string key, string value)
    {
        string json = Encoding.UTF8.GetString(ModelExport.ToBytes(Samples.Amp(), ModelFormat.AidaX));
        string changed = System.Text.RegularExpressions.Regex.Replace(json, $"\"{key}\":\\s*[-0-9.]+", $"\"{key}\":{value}");
        Assert.Contains(key, Assert.Throws<ModelFormatException>(() => ModelImport.Read(Encoding.UTF8.GetBytes(changed), "amp")).Message);
    }
}
