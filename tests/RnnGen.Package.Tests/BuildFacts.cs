using System.Reflection;

namespace RnnGen.Package.Tests;

/// <summary>What the build of this project knew.</summary>
internal static class BuildFacts
{
    public static string Library => Get("Library");

    public static string Configuration => Get("Configuration");

    public static string Version => Get("Version");

    /// <summary>Packages that this build restored: also what the SDK fetches to compile for an earlier .NET.</summary>
    public static string PackageRoot => Get("PackageRoot");

    private static string Get(string key) => typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
