namespace RnnGen.Package.Tests;

/// <summary>Fresh projects that have nothing but the package.</summary>
[Collection(nameof(PackageCollection))]
public sealed class ConsumerTests(PackageFeed feed)
{
    [Fact]
    public void A_fresh_project_builds_and_runs()
    {
        ConsumerProject project = feed.NewProject("net10.0", "Exe");
        project.Write("CharModel.cs", ConsumerSources.Declaration);
        project.Write("Program.cs", ConsumerSources.Program);

        CommandResult build = project.Build();
        Assert.True(build.ExitCode == 0, build.Output);

        CommandResult run = project.RunBuilt();
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal("OK", run.Output.Trim());
    }

    [Fact]
    public void A_project_for_NET_9_that_is_compiled_ahead_of_time_builds()
    {
        ConsumerProject project = feed.NewProject("net9.0", "Exe");
        project.Write("CharModel.cs", ConsumerSources.Declaration);
        project.Write("Program.cs", ConsumerSources.Program);

        CommandResult build = project.Build();

        Assert.True(build.ExitCode == 0, build.Output);
    }

    [Fact]
    public void A_wrong_declaration_is_one_error_of_ours()
    {
        ConsumerProject project = feed.NewProject("net10.0", "Library");
        project.Write("CharModel.cs", ConsumerSources.Declaration.Replace("partial ", "", StringComparison.Ordinal));

        CommandResult build = project.Build();

        Assert.NotEqual(0, build.ExitCode);
        string error = Assert.Single(build.Errors);
        Assert.Contains("error RNN001: ", error, StringComparison.Ordinal);
        Assert.Contains("CharModel.cs(8,21)", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compiler_that_is_too_old_is_one_error_of_ours()
    {
        ConsumerProject project = feed.NewProject("net10.0", "Library");
        project.Write("CharModel.cs", ConsumerSources.Declaration);

        CommandResult build = project.Build("-p:CompilerApiVersion=roslyn4.7");

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains("RnnGen needs the C# compiler 4.8 or later", Assert.Single(build.Errors), StringComparison.Ordinal);
    }
}
