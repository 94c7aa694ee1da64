namespace RnnGen.Formats;

/// <summary>Gates in another tool's order and orientation, and in PyTorch's, which is RnnGen's.</summary>
/// <remarks>An order lists for each of PyTorch's gates (i f g o, r z n) which of the other tool's blocks it is.</remarks>
internal static class GateOrder
{
    /// <summary>Already PyTorch's: Keras's LSTM (i f c o), NAM.</summary>
    public static IReadOnlyList<int> Lstm { get; } = [0, 1, 2, 3];

    /// <summary>TensorFlow 1: i j f o.</summary>
    public static IReadOnlyList<int> LstmTensorFlow { get; } = [0, 2, 1, 3];

    /// <summary>Keras, ONNX, RNNoise: z r h.</summary>
    public static IReadOnlyList<int> GruKeras { get; } = [1, 0, 2];

    /// <summary>From [columns, G·H], gates in <paramref name="order"/>, to PyTorch's [G·H, columns].</summary>
    public static float[] FromColumns(ReadOnlySpan<float> values, int columns, IReadOnlyList<int> order)
    {
        int rows = values.Length / columns, hidden = rows / order.Count;
        var result = new float[values.Length];
        for (int row = 0; row < rows; row++)
        {
            int source = order[row / hidden] * hidden + row % hidden;
            for (int column = 0; column < columns; column++) result[row * columns + column] = values[column * rows + source];
        }
        return result;
    }

    /// <summary>From PyTorch's [G·H, columns] to [columns, G·H], gates in <paramref name="order"/>.</summary>
    public static float[] ToColumns(ReadOnlySpan<float> values, int columns, IReadOnlyList<int> order)
    {
        int rows = values.Length / columns, hidden = rows / order.Count;
        var result = new float[values.Length];
        for (int row = 0; row < rows; row++)
        {
            int target = order[row / hidden] * hidden + row % hidden;
            for (int column = 0; column < columns; column++) result[column * rows + target] = values[row * columns + column];
        }
        return result;
    }
}
