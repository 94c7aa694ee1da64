namespace RnnGen.Package.Tests;

/// <summary>Weights that the package's targets put into a user's assembly, or beside it, and compare with the model.</summary>
[Collection(nameof(PackageCollection))]
public sealed class WeightsTests(PackageFeed feed)
{
    private const string Models = """
        using RnnGen;

        Inside inside = Inside.Load();
        Beside beside = Beside.Load();
        Inside.State first = default;
        Beside.State second = default;
        float[] a = new float[1], b = new float[1];
        inside.Step([1f], ref first, a);
        beside.Step([1f], ref second, b);
        Console.WriteLine(FormattableString.Invariant($"{a[0]:F5} {b[0]:F5} {File.Exists(Path.Combine(AppContext.BaseDirectory, "inside.safetensors"))}"));

        /// <summary>In the assembly.</summary>
        [RnnModel, Input(1), Rnn(2), Dense(1), Weights("inside.safetensors")]
        internal sealed partial class Inside;

        /// <summary>A file beside it, under a name of its own.</summary>
        [RnnModel, Input(1), Rnn(3), Dense(1), Weights("models/beside.safetensors")]
        internal sealed partial class Beside;
        """;

    [Fact]
    public void Weights_run_from_the_assembly_and_from_beside_it_and_a_wrong_file_stops_the_build()
    {
        ConsumerProject project = feed.NewProject("net10.0", "Exe", """
            <RnnWeights Include="inside.safetensors" />
            <RnnWeights Include="data/3.safetensors" Link="models\beside.safetensors" CopyToOutputDirectory="PreserveNewest" />
            """);
        project.Write("Program.cs", Models);
        project.Write("inside.safetensors", WeightsFiles.Rnn(units: 2, value: 0.25f));
        project.Write("data/3.safetensors", WeightsFiles.Rnn(units: 3, value: 0.125f));

        CommandResult build = project.Build();
        Assert.True(build.ExitCode == 0, build.Output);
        CommandResult run = project.RunBuilt();
        Assert.Equal(FormattableString.Invariant($"{Output(2, 0.25):F5} {Output(3, 0.125):F5} False"), run.Output.Trim());

        // Retrained with other sizes: the text is written anew, the other file's is not.
        const string changed = "obj/Release/net10.0/weights/inside.safetensors.rnnweights", same = "obj/Release/net10.0/weights/models/beside.safetensors.rnnweights";
        (DateTime changedBefore, DateTime sameBefore) = (project.TimeOf(changed), project.TimeOf(same));
        project.Write("inside.safetensors", WeightsFiles.Rnn(units: 5, value: 0.25f));
        CommandResult wrong = project.Build("--no-restore");

        string error = Assert.Single(wrong.Errors);
        Assert.Contains("Program.cs(13,48): error RNN164: Tensor 'rnn.weight_ih_l0' of 'inside.safetensors' is F32 [5, 1]; the model's is F32 [2, 1].", error, StringComparison.Ordinal);
        Assert.True(project.TimeOf(changed) > changedBefore);
        Assert.Equal(sameBefore, project.TimeOf(same));
    }

    [Fact]
    public void An_item_that_cannot_be_one_is_an_error_that_names_the_file()
    {
        ConsumerProject project = feed.NewProject("net10.0", "Library", """
            <RnnWeights Include="missing.safetensors" />
            <RnnWeights Include="inside.safetensors" Link="../outside.safetensors" />
            <RnnWeights Include="data/3.safetensors" Link="twice.safetensors" />
            <RnnWeights Include="data/4.safetensors" Link="twice.safetensors" />
            """);
        foreach (string file in new[] { "inside", "data/3", "data/4" }) project.Write($"{file}.safetensors", []);

        CommandResult build = project.Build();

        Assert.Equal(
        [
            "missing.safetensors : error : the RnnWeights item 'missing.safetensors' does not exist. Correct the path in the project file, or add the file.",
            "inside.safetensors : error : the RnnWeights item is called '../outside.safetensors', which leaves the project's folder. Give it another Link.",
            "data/4.safetensors : error : two RnnWeights items are called 'twice.safetensors'. Give one of them another Link.",
        ], build.Errors.Select(error => error[..error.LastIndexOf(" [", StringComparison.Ordinal)]));
    }

    /// <summary>The first output where every weight w is the same: tanh(w·1 + w + w) of each unit, times w, plus w.</summary>
    private static double Output(int units, double w) => units * w * Math.Tanh(3 * w) + w;
}
