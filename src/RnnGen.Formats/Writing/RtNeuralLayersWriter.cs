using System.Text.Json;

namespace RnnGen.Formats;

/// <summary>Writes <c>in_shape</c> and <c>layers</c> of RTNeural's Keras layout.</summary>
internal static class RtNeuralLayersWriter
{
    /// <summary>Writes them into an object that was begun.</summary>
    /// <exception cref="NotSupportedException">A layer is none of RTNeural's.</exception>
    public static void Write(Utf8JsonWriter json, ImportedModel model, string format)
    {
        var topology = new Topology(model.Spec);
        WriteShape(json, "in_shape", topology.InputSize);
        json.WriteStartArray("layers");
        foreach (LayerNode node in topology.Nodes)
        {
            switch (node)
            {
                case DenseNode dense: WriteDense(json, dense, model.Parameters, format); break;
                case RecurrentNode recurrent: WriteRecurrent(json, recurrent, model.Parameters, format); break;
                // Dropout acts in training only.
                case DropoutNode: break;
                default: throw PlainModel.Cannot(format, node.GetType().Name);
            }
        }
        json.WriteEndArray();
    }

    private static void WriteDense(Utf8JsonWriter json, DenseNode node, ParameterBuffer parameters, string format)
    {
        string activation = Activations.NameOf(node.Spec.Activation) ?? throw PlainModel.Cannot(format, $"the activation {node.Spec.Activation.Kind} of a dense layer with these parameters");
        float[] weight = CellTensors.ReadTensor(parameters, node.WeightName, node.OutputWidth * node.InputWidth);
        Begin(json, "dense", activation, node.OutputWidth);
        JsonNumbers.WriteTensor(json, [node.InputWidth, node.OutputWidth], GateOrder.ToColumns(weight, node.InputWidth, [0]));
        if (node.Spec.Bias) JsonNumbers.WriteArray(json, CellTensors.ReadTensor(parameters, TensorName.Join(node.Prefix, "bias"), node.OutputWidth));
        End(json);
    }

    private static void WriteRecurrent(Utf8JsonWriter json, RecurrentNode node, ParameterBuffer parameters, string format)
    {
        PlainModel.RequireUsual(node.Spec, format);
        var cell = new CellTensors(parameters, node.Cells.Single());
        bool isLstm = node.Spec is LstmSpec;
        IReadOnlyList<int> order = isLstm ? GateOrder.Lstm : GateOrder.GruKeras;
        Begin(json, isLstm ? "lstm" : "gru", "", cell.Hidden);
        JsonNumbers.WriteTensor(json, [cell.Inputs, cell.Rows], GateOrder.ToColumns(cell.Input, cell.Inputs, order));
        JsonNumbers.WriteTensor(json, [cell.Hidden, cell.Rows], GateOrder.ToColumns(cell.Recurrent, cell.Hidden, order));
        float[] bias = GateOrder.ToColumns(cell.Bias, 1, order);
        if (isLstm) JsonNumbers.WriteArray(json, bias);
        else JsonNumbers.WriteTensor(json, [2, cell.Rows], [.. bias, .. GateOrder.ToColumns(cell.RecurrentBias, 1, order)]);
        End(json);
    }

    private static void Begin(Utf8JsonWriter json, string type, string activation, int width)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("activation", activation);
        WriteShape(json, "shape", width);
        json.WriteStartArray("weights");
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>[null, null, width]: any batch, any number of steps.</summary>
    private static void WriteShape(Utf8JsonWriter json, string key, int width)
    {
        json.WriteStartArray(key);
        json.WriteNullValue();
        json.WriteNullValue();
        json.WriteNumberValue(width);
        json.WriteEndArray();
    }
}
