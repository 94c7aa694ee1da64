using System.Text;

namespace RnnGen.Package.Tests;

/// <summary>A user's project: nullable on, warnings as errors, documentation comments on.</summary>
internal sealed class ConsumerProject
{
    private const string OwnFramework = "net10.0";

    private readonly PackageFeed _feed;
    private readonly string _folder, _framework;

    public ConsumerProject(PackageFeed feed, string folder, string framework, string outputType, string items = "")
    {
        (_feed, _folder, _framework) = (feed, folder, framework);
        Directory.CreateDirectory(folder);

        // The SDK brings what compiling for its own .NET needs. For an earlier one, and for the analyzers of AOT, it fetches
        // packages: those that this build restored, so that no test needs the network.
        bool earlier = framework != OwnFramework;
        string restored = earlier ? $"""<add key="restored" value="{BuildFacts.PackageRoot}" />""" : "";
        Write("Consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>{framework}</TargetFramework>
                <OutputType>{outputType}</OutputType>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <GenerateDocumentationFile>true</GenerateDocumentationFile>
                <IsAotCompatible>{earlier}</IsAotCompatible>
                <UseAppHost>false</UseAppHost>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="RnnGen" Version="{BuildFacts.Version}" />
                {items}
              </ItemGroup>
            </Project>
            """);
        Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{feed.Folder}" />
                {restored}
              </packageSources>
              <fallbackPackageFolders>
                <clear />
              </fallbackPackageFolders>
            </configuration>
            """);
    }

    public void Write(string file, string text) => Write(file, Encoding.UTF8.GetBytes(text));

    public void Write(string file, byte[] data)
    {
        string path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, data);
    }

    /// <summary>When a file below the project's folder was last written.</summary>
    public DateTime TimeOf(string file) => File.GetLastWriteTimeUtc(Path.Combine(_folder, file));

    public CommandResult Build(params string[] more) =>
        Dotnet.Run(_folder, _feed.Packages, ["build", "-c", "Release", "-nodeReuse:false", .. more]);

    public CommandResult RunBuilt() =>
        Dotnet.Run(_folder, _feed.Packages, Path.Combine("bin", "Release", _framework, "Consumer.dll"));
}
