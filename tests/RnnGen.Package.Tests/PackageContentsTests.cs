using System.IO.Compression;
using System.Xml.Linq;

namespace RnnGen.Package.Tests;

/// <summary>What is in the package.</summary>
[Collection(nameof(PackageCollection))]
public sealed class PackageContentsTests(PackageFeed feed)
{
    [Fact]
    public void Holds_the_library_for_both_frameworks_the_generator_the_task_and_the_texts()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.PackageFile);

        string[] contents = [.. package.Entries.Select(entry => entry.FullName).Where(name => !IsEnvelope(name)).Order(StringComparer.Ordinal)];

        string[] expected =
        [
            "LICENSE", "README.md", "RnnGen.nuspec", "analyzers/dotnet/cs/RnnGen.Generator.dll", "buildTransitive/RnnGen.targets",
            "lib/net10.0/RnnGen.dll", "lib/net10.0/RnnGen.xml", "lib/net9.0/RnnGen.dll", "lib/net9.0/RnnGen.xml",
            "tools/netstandard2.0/RnnGen.Tasks.dll",
        ];
        Assert.Equal(expected, contents);
    }

    [Fact]
    public void Depends_on_nothing()
    {
        XElement metadata = Metadata();

        Assert.DoesNotContain(metadata.Descendants(), element => element.Name.LocalName == "dependency");
    }

    [Theory]
    [InlineData("license", "MIT")]
    [InlineData("readme", "README.md")]
    public void Says_what_it_is(string element, string expected)
    {
        Assert.Equal(expected, Metadata().Elements().Single(child => child.Name.LocalName == element).Value);
    }

    [Theory]
    [InlineData("description")]
    [InlineData("tags")]
    public void Can_be_found(string element)
    {
        Assert.NotEmpty(Metadata().Elements().Single(child => child.Name.LocalName == element).Value);
    }

    private XElement Metadata()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.PackageFile);
        using Stream nuspec = package.GetEntry("RnnGen.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single();
    }

    /// <summary>What every package has, whatever is in it.</summary>
    private static bool IsEnvelope(string name) =>
        name.StartsWith("_rels/", StringComparison.Ordinal) || name.StartsWith("package/", StringComparison.Ordinal) || name == "[Content_Types].xml";
}
