using CharLanguageModel.Text;

namespace CharLanguageModel.Tests;

public sealed class CorpusTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("rnngen-corpus").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void ThisRepositoryIsFoundAndReadTheSameTwice()
    {
        Corpus first = Corpus.Open(null), second = Corpus.Open(null);
        Assert.Equal(first, second);
        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.Contains("namespace RnnGen;", first.Training);
        double share = first.Validation.Length / (double)(first.Training.Length + first.Validation.Length);
        Assert.InRange(share, 0.05, 0.1);
    }

    [Fact]
    public void FilesAreInOrdinalOrderWithoutWhatAProgramWrote()
    {
        string[] kept = ["B.cs", "a/Z.cs", "a/b.cs", "c.cs"];
        string[] skipped = ["bin/x.cs", "a/obj/x.cs", "artifacts/x.cs", ".git/x.cs", "M.g.cs", "M.verified.cs", "M.received.cs", "c.txt"];
        foreach (string file in kept.Concat(skipped)) Write(file, "text");
        Assert.Equal(kept, RepositorySources.Files(_root, ".cs"));
    }

    [Fact]
    public void WholeFilesOfEachKindAreHeldOut()
    {
        for (int i = 0; i < 30; i++)
        {
            Write($"{i:00}.cs", $"code{i:00}");
            Write($"{i:00}.md", $"text{i:00}\r\n");
        }
        Corpus corpus = RepositorySources.Read(_root);
        Assert.Equal(3, corpus.Validation.Split("code").Length - 1);
        Assert.Equal(3, corpus.Validation.Split("text").Length - 1);
        for (int i = 0; i < 30; i++)
        {
            Assert.True(corpus.Training.Contains($"code{i:00}\n\n") ^ corpus.Validation.Contains($"code{i:00}\n\n"));
            Assert.True(corpus.Training.Contains($"text{i:00}\n\n") ^ corpus.Validation.Contains($"text{i:00}\n\n"));
        }
    }

    [Fact]
    public void AFileIsCutAtNineTenths()
    {
        Write("text", "0123456789ABCDEFGHIJ");
        Corpus corpus = Corpus.FromFile(Path.Combine(_root, "text"));
        Assert.Equal(("0123456789ABCDEFGH", "IJ"), (corpus.Training, corpus.Validation));
    }

    [Fact]
    public void TheFingerprintSeesEveryChange()
    {
        Assert.NotEqual(new Corpus("", "ab", "c").Fingerprint, new Corpus("", "a", "bc").Fingerprint);
        Assert.NotEqual(new Corpus("", "ab", "c").Fingerprint, new Corpus("", "ab", "d").Fingerprint);
    }

    private void Write(string file, string text)
    {
        string path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
