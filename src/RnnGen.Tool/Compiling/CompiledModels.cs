using System.Reflection;

namespace RnnGen.Tool.Compiling;

/// <summary>Finds the models of a compiled assembly.</summary>
internal static class CompiledModels
{
    /// <summary>The class <paramref name="name"/>, or the only one where that is null.</summary>
    /// <param name="assembly">From <see cref="ModelCompiler"/>.</param>
    /// <param name="name">With or without its namespace.</param>
    /// <param name="source">What messages call the file.</param>
    /// <exception cref="ToolException">There is none, or more than one.</exception>
    public static ICompiledModel Find(Assembly assembly, string? name, string source)
    {
        List<Type> models = [.. assembly.GetTypes().Where(type => FaceOf(type) is not null)];
        List<Type> found = name is null ? models : [.. models.Where(type => type.Name == name || NameOf(type) == name)];
        return found switch
        {
            [Type only] => Create(only),
            [] when models.Count == 0 => throw new ToolException($"'{source}' declares no model: expected a class with [RnnModel]."),
            [] => throw new ToolException($"'{source}' has no model '{name}'; it has {Names(models)}."),
            _ => throw new ToolException($"'{source}' has several models: expected --class with one of {Names(found)}."),
        };
    }

    private static string Names(IEnumerable<Type> types) => string.Join(", ", types.Select(NameOf));

    // Nested classes are written with a dot in C#.
    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static ICompiledModel Create(Type model) => (ICompiledModel)Activator.CreateInstance(
        typeof(CompiledModel<,>).MakeGenericType(model, FaceOf(model)!.GetGenericArguments()[1]))!;

    /// <summary>IRnnModel of itself and its inputs; null for other types.</summary>
    private static Type? FaceOf(Type type) => type.IsClass && !type.IsAbstract
        ? type.GetInterfaces().FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IRnnModel<,>) && face.GetGenericArguments()[0] == type)
        : null;
}
