using RnnGen;
using RnnGen.Formats;

namespace SpeechModels.NoiseReduction;

/// <summary>A layer of RNNoise: its name in files, where its parameters go, and what it reads.</summary>
internal sealed record NoiseLayer(string Name, ParameterBuffer Parameters, params string[] Reads);

/// <summary>Brings RNNoise's weights from files into generated models.</summary>
internal static class NoiseWeights
{
    /// <summary>RNNoise's gates stand as z r h, here as r z n: for each of our blocks, which of theirs it is.</summary>
    private static readonly int[] s_blocks = [1, 0, 2];

    /// <summary>Copies the networks of an imported model; each has to be the one that is declared here.</summary>
    /// <exception cref="ModelFormatException">One is another network, or reads something else.</exception>
    public static void CopyParts(ImportedModel model, string path, IReadOnlyList<NoiseLayer> layers)
    {
        if (!model.Parts.Select(part => part.Name).SequenceEqual(layers.Select(layer => layer.Name)))
        {
            throw new ModelFormatException($"'{path}': expected the layers {string.Join(", ", layers.Select(layer => layer.Name))}; found {string.Join(", ", model.Parts.Select(part => part.Name))}.");
        }
        foreach ((ImportedPart part, NoiseLayer layer) in model.Parts.Zip(layers))
        {
            if (!part.Spec.Equals(layer.Parameters.Spec)) throw new ModelFormatException($"'{path}': {part.Name}: expected {layer.Parameters.Spec}, found {part.Spec}.");
            if (!part.Reads.SequenceEqual(layer.Reads))
            {
                throw new ModelFormatException($"'{path}': {part.Name}: expected that it reads {string.Join(", ", layer.Reads)}; found {string.Join(", ", part.Reads)}.");
            }
            foreach (TensorInfo tensor in layer.Parameters.Tensors)
            {
                var values = new float[tensor.Count];
                part.Parameters.Read(tensor.Name, values);
                layer.Parameters.Write(tensor.Name, values);
            }
        }
    }

    /// <summary>Copies the arrays of RNNoise's rnn_data.c: signed bytes, each 1/256 of its value, [inputs, units] or [inputs, 3 · units].</summary>
    /// <exception cref="ModelFormatException">A tensor is missing, left over, of another shape, or not of whole numbers.</exception>
    public static void CopyTensors(WeightFile file, IReadOnlyList<NoiseLayer> layers)
    {
        foreach (NoiseLayer layer in layers)
        {
            foreach (TensorInfo tensor in layer.Parameters.Tensors)
            {
                bool isMatrix = tensor.Shape.Count > 1;
                int rows = tensor.Shape[0], columns = isMatrix ? tensor.Shape[1] : 1;
                string name = $"{layer.Name}.{FileName(tensor.Name)}";
                float[] stored = file.Take(name, isMatrix ? [columns, rows] : [rows]);
                int wrong = Array.FindIndex(stored, value => value != MathF.Round(value) || value is < sbyte.MinValue or > sbyte.MaxValue);
                if (wrong >= 0)
                {
                    throw file.Wrong(FormattableString.Invariant($"tensor '{name}': expected whole numbers from {sbyte.MinValue} to {sbyte.MaxValue}, found {stored[wrong]}"));
                }
                int[] blocks = tensor.Name.EndsWith("_l0", StringComparison.Ordinal) ? s_blocks : [0];
                int units = rows / blocks.Length;
                var values = new float[tensor.Count];
                for (int row = 0; row < rows; row++)
                {
                    int from = blocks[row / units] * units + row % units;
                    for (int column = 0; column < columns; column++) values[row * columns + column] = stored[column * rows + from] / 256;
                }
                layer.Parameters.Write(tensor.Name, values);
            }
        }
        file.RequireNoneLeft();
    }

    /// <summary>RNNoise's name for one of our tensors.</summary>
    private static string FileName(string tensor) => tensor switch
    {
        "weight" or "weight_ih_l0" => "weights",
        "weight_hh_l0" => "recurrent_weights",
        "bias" or "bias_l0" => "bias",
        _ => throw new ArgumentException($"RNNoise has no '{tensor}'.", nameof(tensor)),
    };
}
