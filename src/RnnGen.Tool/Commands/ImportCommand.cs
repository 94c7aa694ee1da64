using System.CommandLine;
using System.Reflection;
using System.Text;
using RnnGen.Formats;
using RnnGen.Tool.Compiling;
using RnnGen.Tool.Declaring;
using RnnGen.Tool.Reports;

namespace RnnGen.Tool.Commands;

/// <summary><c>import</c>: a trained model becomes a declaration and a file of weights.</summary>
internal sealed class ImportCommand : IToolCommand
{
    /// <summary>Of the noise and the random weights.</summary>
    private const int Seed = 1;

    private readonly Argument<string> _file = Files.Model();
    private readonly Option<string?> _class = new("--class") { Description = "Name of the class (default: from the file's name).", HelpName = "Name" };
    private readonly Option<string?> _namespace = new("--namespace") { Description = "Its namespace (default: none).", HelpName = "N" };
    private readonly Option<string> _folder = new("--output", "-o") { Description = "Folder to write to.", HelpName = "DIR", DefaultValueFactory = _ => "." };
    private readonly Option<bool> _force = Files.Force();
    private readonly DeclarationOption _declaration = new();
    private readonly Option<bool> _program = new("--program") { Description = "Also write a project and a Program.cs that load the model and run it." };
    private readonly Option<string?> _packages = new("--packages") { Description = "Folder with RnnGen's package for that project, where no feed has it.", HelpName = "DIR" };

    public Command Describe()
    {
        _class.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !ClassName.IsValid(token.Value)) result.AddError($"--class is '{token.Value}', which cannot be the name of a class.");
        });
        _namespace.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !ClassName.IsValidNamespace(token.Value)) result.AddError($"--namespace is '{token.Value}', which cannot be a namespace.");
        });
        _folder.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }]) result.AddError("--output is empty; expected a folder.");
        });
        return new("import", "Writes the declaration (C#) and the weights (safetensors) of a trained model, after the compiled class was found right.")
        {
            _file, _class, _namespace, _folder, _declaration.Option, _program, _packages, _force,
        };
    }

    public IReport Run(ParseResult arguments)
    {
        string file = arguments.GetValue(_file)!, folder = arguments.GetValue(_folder)!;
        ImportedModel model = _declaration.Read(arguments, file);
        string source = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(file)));
        IReadOnlyList<ModelClass> classes = ModelClass.Of(model, arguments.GetValue(_class) ?? ClassName.From(Path.GetFileNameWithoutExtension(source)), arguments.GetValue(_namespace), source);
        List<(ModelClass Class, string Code, byte[] Weights)> files = [.. classes.Select(item => (item, ClassFile.Write(item), item.Weights()))];
        List<(string Name, byte[] Content)> output = [.. files.SelectMany(Contents), .. arguments.GetValue(_program) ? Program(classes, arguments.GetValue(_packages)) : []];
        if (arguments.GetValue(_program) && classes.FirstOrDefault(item => ProgramFiles.Uses(item.Name)) is { } taken)
        {
            throw new ToolException($"A class called '{taken.Name}' and --program do not go together: Program.cs uses this name. Expected another --class.");
        }
        Files.RequireNew([.. output.Select(written => Path.Combine(folder, written.Name))], arguments.GetValue(_force));

        Assembly assembly = ModelCompiler.Compile(files.Select(item => (item.Class.CodeFile, item.Code)));
        var report = new ImportReport(file, model.Format!.Value, [.. files.Select(item => new ImportedClass(
            item.Class.FullName, item.Class.Part.Spec.ToString(), Path.Combine(folder, item.Class.CodeFile), Path.Combine(folder, item.Class.WeightsFile),
            model.Parts.Count > 1 ? item.Class.Part.Reads : null, Compare(assembly, item.Class, item.Weights)))], model.Verified, model.Assumed);
        if (report.IsRight) Write(folder, output);
        return report;
    }

    /// <summary>The compiled class with the weights as they will be written, against everything there is to compare with.</summary>
    private static IReadOnlyList<Comparison> Compare(Assembly assembly, ModelClass item, byte[] weights)
    {
        ICompiledModel compiled = CompiledModels.Find(assembly, item.FullName, item.CodeFile);
        compiled.Load(weights);
        return
        [
            .. item.Model.Parts.Count == 1 ? item.Model.TestVectors.Select(vector => compiled.Against(vector, item.Model)) : [],
            compiled.AgainstReference(item.Part, Seed), compiled.AgainstReferenceAtRandom(Seed),
        ];
    }

    private static IEnumerable<(string Name, byte[] Content)> Contents((ModelClass Class, string Code, byte[] Weights) file) =>
        [(file.Class.WeightsFile, file.Weights), (file.Class.CodeFile, Encoding.UTF8.GetBytes(file.Code))];

    private static IEnumerable<(string Name, byte[] Content)> Program(IReadOnlyList<ModelClass> classes, string? packages) =>
    [
        (ProgramFiles.ProjectName(classes), Encoding.UTF8.GetBytes(ProgramFiles.Project(classes, packages))),
        ("Program.cs", Encoding.UTF8.GetBytes(ProgramFiles.Program(classes))),
    ];

    private static void Write(string folder, IEnumerable<(string Name, byte[] Content)> files)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, byte[] content) in files) WholeFile.Write(Path.Combine(folder, name), stream => stream.Write(content));
    }
}
