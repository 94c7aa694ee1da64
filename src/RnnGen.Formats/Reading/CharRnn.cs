namespace RnnGen.Formats;

/// <summary>The tensors of a char-RNN of TensorFlow 1: an embedding, BasicLSTMCells, a softmax layer whose softmax is left to the caller.</summary>
/// <remarks>The joint matrix is [I + H, 4H], rows x then h, columns i j f o; at run time TensorFlow adds 1 to the forget gate.</remarks>
internal static class CharRnn
{
    private const string Root = "rnnlm/", CellPath = "rnnlm/multi_rnn_cell/cell_", Head = "rnnlm/softmax_w", HeadBias = "rnnlm/softmax_b", Table = "embedding";

    /// <summary>The learning rate, which is no part of the network.</summary>
    private const string LearningRate = "Variable";

    /// <summary>Whether these are one's.</summary>
    public static bool IsOne(TensorSet tensors) => tensors.Names.Any(name => name.StartsWith(Root, StringComparison.Ordinal));

    /// <summary>Reads it.</summary>
    /// <exception cref="ModelFormatException">A tensor is missing, left over, or of another shape.</exception>
    public static ImportedModel Read(TensorSet tensors)
    {
        var file = new StrictTensors(tensors);
        if (file.Has(LearningRate)) file.Take(LearningRate, default);
        EquatableArray<int> table = MatrixOf(tensors, Table), head = MatrixOf(tensors, Head);
        int layers = tensors.Names.Count(name => name.StartsWith(CellPath, StringComparison.Ordinal)) / 2, hidden = head[0];
        if (layers is 0 or > FormatLimits.Layers) throw tensors.Wrong($"expected 1 to {FormatLimits.Layers} cells, found {layers}");
        var network = new NetworkBuilder(tensors.Source);
        network.Tensors.Add($"{network.Add(new EmbeddingSpec(table[0], table[1]))}.weight", table, file.Take(Table, table));
        string lstm = network.Add(new LstmSpec(hidden) { Layers = layers });
        for (int k = 0; k < layers; k++) AddCell(network.Tensors, file, $"{lstm}", k, k == 0 ? table[1] : hidden, hidden);
        string dense = network.Add(new DenseSpec(head[1]));
        network.Tensors.Add($"{dense}.weight", new([head[1], hidden]), GateOrder.FromColumns(file.Take(Head, head), hidden, [0]));
        network.Tensors.Add($"{dense}.bias", new([head[1]]), file.Take(HeadBias, new([head[1]])));
        file.RequireNoneLeft();
        return new ImportedModel(network.Build()) { Assumed = ["The forget gate's bias of 1, which TensorFlow adds at run time, was added to the biases: the file does not say it."] };
    }

    private static void AddCell(TensorSet tensors, StrictTensors file, string lstm, int k, int inputs, int hidden)
    {
        string path = FormattableString.Invariant($"{CellPath}{k}/basic_lstm_cell/");
        // Newer files say kernel and bias.
        string matrix = file.Has(path + "kernel") ? "kernel" : "weights", vector = file.Has(path + "bias") ? "bias" : "biases";
        int rows = 4 * hidden, columns = inputs + hidden;
        float[] joint = GateOrder.FromColumns(file.Take(path + matrix, new([columns, rows])), columns, GateOrder.LstmTensorFlow);
        float[] bias = GateOrder.FromColumns(file.Take(path + vector, new([rows])), 1, GateOrder.LstmTensorFlow);
        for (int unit = hidden; unit < 2 * hidden; unit++) bias[unit] += 1;
        tensors.Add($"{lstm}.weight_ih_l{k}", new([rows, inputs]), Columns(joint, columns, 0, inputs));
        tensors.Add($"{lstm}.weight_hh_l{k}", new([rows, hidden]), Columns(joint, columns, inputs, hidden));
        tensors.Add($"{lstm}.bias_l{k}", new([rows]), bias);
    }

    private static float[] Columns(float[] values, int columns, int first, int count) =>
        [.. Enumerable.Range(0, values.Length / columns).SelectMany(row => values[(row * columns + first)..(row * columns + first + count)])];

    private static EquatableArray<int> MatrixOf(TensorSet tensors, string name)
    {
        if (tensors.Find(name) is not { } found) throw tensors.Wrong($"the tensor '{name}' is missing");
        if (found.Shape.Count != 2 || found.Shape.Any(size => size is < 1 or > FormatLimits.Width)) throw tensors.Wrong($"tensor '{name}': expected a matrix, found [{string.Join(", ", found.Shape)}]");
        return found.Shape;
    }
}
