using System.Reflection;

namespace RnnGen;

/// <summary>Reads and writes a model's parameters as safetensors: what generated models' Load, Read and Save do.</summary>
/// <remarks>
/// <para>Saving uses PyTorch's names. RNN and LSTM have one bias: it is saved as <c>bias_ih</c> with a zero <c>bias_hh</c>,
/// and reading adds the two. A GRU that resets before the product is unknown to PyTorch; its bias keeps its own name.
/// A tied table is saved under the embedding's name and again under the dense layer's, as PyTorch's modules want it; reading accepts
/// both, if they are equal, or one of them.</para>
/// <para>The file carries the canonical declaration of its network, and reading refuses another one. A file without it, such as
/// PyTorch's, loads by names and shapes; the names of <c>nn.LSTMCell</c> and its like are accepted where a stack has one layer.</para>
/// </remarks>
public static class ModelFile
{
    /// <summary>What the names of weights among an assembly's resources begin with; RnnGen.targets puts them there.</summary>
    private const string ResourcePrefix = "RnnGen.Weights/";

    /// <summary>Reads the file <paramref name="path"/> into <paramref name="destination"/>.</summary>
    /// <exception cref="ModelFormatException">The file is damaged or another network's; <paramref name="destination"/> is unchanged.</exception>
    /// <exception cref="IOException">The file cannot be read; <paramref name="destination"/> is unchanged.</exception>
    public static void Read(ParameterBuffer destination, string path)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentException.ThrowIfNullOrEmpty(path);
        Read(destination, SafetensorsFile.Open(path));
    }

    /// <summary>Reads <paramref name="stream"/>, to its end, into <paramref name="destination"/>. The stream need not be seekable.</summary>
    /// <exception cref="ModelFormatException">The data are damaged or another network's; <paramref name="destination"/> is unchanged.</exception>
    public static void Read(ParameterBuffer destination, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(stream);
        Read(destination, new SafetensorsFile(stream, stream is FileStream file ? $"'{file.Name}'" : "the stream"));
    }

    /// <summary>
    /// Reads the weights that the build of <paramref name="assembly"/> put into it, or beside the program, into
    /// <paramref name="destination"/>: what the generated <c>Load()</c> of a model with <c>[Weights]</c> does.
    /// </summary>
    /// <param name="destination">The parameters.</param>
    /// <param name="assembly">The assembly whose project has the weights as an <c>RnnWeights</c> item.</param>
    /// <param name="name">What the project calls them: a path with forward slashes.</param>
    /// <exception cref="FileNotFoundException">They are neither in the assembly nor in the program's folder.</exception>
    /// <exception cref="ModelFormatException">The data are damaged or another network's; <paramref name="destination"/> is unchanged.</exception>
    public static void ReadBuilt(ParameterBuffer destination, Assembly assembly, string name)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentException.ThrowIfNullOrEmpty(name);
        string path = Path.Combine(AppContext.BaseDirectory, name);
        using Stream stream = assembly.GetManifestResourceStream(ResourcePrefix + name) ?? (File.Exists(path) ? File.OpenRead(path) : throw new FileNotFoundException(
            $"The weights '{name}' are neither in the assembly {assembly.GetName().Name} nor at '{path}'. Build its project with <RnnWeights Include=\"{name}\" />.", path));
        Read(destination, new SafetensorsFile(stream, $"'{name}'"));
    }

    /// <summary>Writes <paramref name="source"/> to the file <paramref name="path"/>, whole or not at all.</summary>
    /// <exception cref="InvalidOperationException">A value is not finite; the file is unchanged.</exception>
    /// <exception cref="IOException">The file cannot be written; it is unchanged.</exception>
    public static void Save(ParameterBuffer source, string path) => WholeFile.Write(path, stream => Save(source, stream));

    /// <summary>Writes <paramref name="source"/> to <paramref name="stream"/>.</summary>
    /// <exception cref="InvalidOperationException">A value is not finite; nothing was written.</exception>
    public static void Save(ParameterBuffer source, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(stream);
        SafetensorsWriter.Write(stream, TensorValues.ToFile(source), FileMetadata.Of(source.Spec));
    }

    private static void Read(ParameterBuffer destination, SafetensorsFile file)
    {
        FileMetadata.Check(file, destination.Spec);
        TensorValues.FromFile(file, destination);
    }
}
