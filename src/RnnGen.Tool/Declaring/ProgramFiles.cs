using System.Globalization;
using System.Text;

namespace RnnGen.Tool.Declaring;

/// <summary>A small program around imported classes, to begin with: a project and its first lines.</summary>
internal static class ProgramFiles
{
    /// <summary>The steps that the program runs.</summary>
    private const int Steps = 8;

    /// <summary>Whether the program's own lines mean something else by a class's name.</summary>
    public static bool Uses(string name) => name.ToUpperInvariant() is "PROGRAM" or "CONSOLE" or "PATH" or "APPCONTEXT" or "STRING" or "SYSTEM";

    /// <summary>The project's file.</summary>
    public static string ProjectName(IReadOnlyList<ModelClass> classes) => (classes.Count == 1 ? classes[0].Name : Common(classes)) + ".csproj";

    /// <summary>A console application with the package, the weights beside it.</summary>
    /// <param name="classes">What is in it.</param>
    /// <param name="packages">Folder of the package where it is not served elsewhere; null for none.</param>
    public static string Project(IReadOnlyList<ModelClass> classes, string? packages)
    {
        string source = packages is null ? "" : $"\n    <RestoreAdditionalProjectSources>{Xml(Path.GetFullPath(packages))}</RestoreAdditionalProjectSources>";
        string weights = string.Concat(classes.Select(item => $"\n    <None Update=\"{item.WeightsFile}\" CopyToOutputDirectory=\"PreserveNewest\" />"));
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>{source}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="RnnGen" Version="{Version}" />
              </ItemGroup>
              <ItemGroup>{weights}
              </ItemGroup>
            </Project>

            """;
    }

    /// <summary>Program.cs: loads each class and runs it for some steps of zeros.</summary>
    public static string Program(IReadOnlyList<ModelClass> classes)
    {
        var text = new StringBuilder();
        if (classes[0].Namespace is { } name) text.Append(CultureInfo.InvariantCulture, $"using {name};\n\n");
        foreach (ModelClass item in classes) text.Append(Lines(item));
        return text.ToString();
    }

    private static string Lines(ModelClass item)
    {
        string name = item.Name, type = item.Part.Spec.ReadsTokens ? "int" : "float";
        string state = item.Part.InitialState.Count > 0 ? $"{name}.InitialState()" : "default";
        string count = item.Part.Spec.HasOutputPerStep ? $"{Steps} * {name}.OutputSize" : $"{name}.OutputSize";
        return $$"""
            // {{name}}: {{Steps}} steps of zeros.
            {
                {{name}} model = {{name}}.Load(Path.Combine(AppContext.BaseDirectory, "{{item.WeightsFile}}"));
                {{name}}.State state = {{state}};
                var inputs = new {{type}}[{{Steps}} * {{name}}.InputsPerStep];
                var outputs = new float[{{count}}];
                model.Forward(inputs, ref state, outputs);
                foreach (float[] output in outputs.Chunk({{name}}.OutputSize)) Console.WriteLine(string.Join("  ", output));
            }

            """;
    }

    private static string Version => typeof(ModelSpec).Assembly.GetName().Version!.ToString(3);

    private static string Common(IReadOnlyList<ModelClass> classes)
    {
        string first = classes[0].Name;
        int length = Enumerable.Range(0, first.Length).TakeWhile(i => classes.All(item => item.Name.Length > i && item.Name[i] == first[i])).Count();
        return length > 0 ? first[..length] : "Models";
    }

    private static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;");
}
