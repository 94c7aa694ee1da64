using RnnGen.Formats;

namespace RnnGen.Tool.Compiling;

/// <summary>A class that the generator has completed, whatever its inputs are.</summary>
internal interface ICompiledModel
{
    /// <summary>The class, with its namespace.</summary>
    string Name { get; }

    /// <summary>The declaration.</summary>
    ModelSpec Spec { get; }

    /// <summary>The parameters.</summary>
    ParameterBuffer Parameters { get; }

    /// <summary>Loads a safetensors file's content as the class itself does.</summary>
    /// <exception cref="ModelFormatException">It is damaged or not this network's.</exception>
    void Load(byte[] content);

    /// <summary>Takes over the parameters of a network with the same tensors.</summary>
    void Take(ParameterBuffer parameters);

    /// <summary>Runs noise through the class and through the reference engine, from the part's initial state.</summary>
    Comparison AgainstReference(ImportedPart part, int seed);

    /// <summary>Compares forward and backward pass with the reference engine, on random parameters.</summary>
    Comparison AgainstReferenceAtRandom(int seed);

    /// <summary>Runs the class on known answers.</summary>
    Comparison Against(TestVector vector, ImportedModel model);

    /// <summary>The median of the nanoseconds that a step takes here, once everything is compiled.</summary>
    double NanosecondsPerStep();
}
