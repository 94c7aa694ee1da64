using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RnnGen.Generator.Tests;

/// <summary>TEMPORARY: parts of the library that generated code calls and that are not there yet.</summary>
internal static class StandIns
{
    public static IEnumerable<SyntaxTree> Trees(CSharpParseOptions options)
    {
        if (Missing("RnnGen.ModelFile")) yield return CSharpSyntaxTree.ParseText("""
            namespace RnnGen;
            #pragma warning disable
            public static class ModelFile
            {
                public static void Read(ParameterBuffer parameters, string path) { }
                public static void Read(ParameterBuffer parameters, System.IO.Stream stream) { }
                public static void Save(ParameterBuffer parameters, string path) { }
            }
            """, options);
        if (Missing("RnnGen.ParameterInitializer")) yield return CSharpSyntaxTree.ParseText("""
            namespace RnnGen;
            #pragma warning disable
            public static class ParameterInitializer
            {
                public static void Initialize(ParameterBuffer parameters, int seed) { }
            }
            """, options);
    }

    private static bool Missing(string type) => typeof(RnnModelAttribute).Assembly.GetType(type) is null;
}
