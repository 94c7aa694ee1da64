namespace RnnGen.Package.Tests;

/// <summary>The package in a folder of its own, which is the only source that consumers restore from.</summary>
public sealed class PackageFeed : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("rnngen-package-").FullName;

    public PackageFeed()
    {
        CommandResult result = Dotnet.Run(Path.GetDirectoryName(BuildFacts.Library)!, BuildFacts.PackageRoot,
            "pack", BuildFacts.Library, "--no-build", "-c", BuildFacts.Configuration, "-o", Folder);
        if (result.ExitCode != 0) throw new InvalidOperationException(result.Output);
    }

    /// <summary>The feed.</summary>
    public string Folder => Path.Combine(_root, "feed");

    /// <summary>Where consumers' packages are unpacked: empty at first, so that nothing comes from an earlier build.</summary>
    public string Packages => Path.Combine(_root, "packages");

    public string PackageFile => Path.Combine(Folder, $"RnnGen.{BuildFacts.Version}.nupkg");

    /// <summary>A fresh project in a folder where no file of this repository is above it.</summary>
    internal ConsumerProject NewProject(string framework, string outputType, string items = "") =>
        new(this, Path.Combine(_root, Guid.NewGuid().ToString("N")), framework, outputType, items);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
