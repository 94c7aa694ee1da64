namespace RnnGen.Formats;

/// <summary>Neural Amp Modeler's <c>.nam</c>: an LSTM, a linear layer, and the state after silence.</summary>
internal sealed class NamWriter : IModelWriter
{
    private const string Name = "NAM", Version = "0.5.4";

    public ModelFormat Format => ModelFormat.Nam;

    public byte[] Write(ImportedModel model)
    {
        PlainModel.Require(model, Name);
        if (model.Spec.InputSkip) throw PlainModel.Cannot(Name, "InputSkip (AIDA-X can)");
        if (model.InputGainDecibels != 0 || model.OutputGainDecibels != 0) throw PlainModel.Cannot(Name, "gains (AIDA-X can)");
        var topology = new Topology(model.Spec);
        LayerSpec[] layers = [.. model.Spec.Layers.Where(layer => layer is not DropoutSpec)];
        if (layers is not [InputSpec input, LstmSpec lstm, DenseSpec { Activation.Kind: Activation.Identity } dense])
        {
            throw PlainModel.Cannot(Name, $"{model.Spec}; it holds [Input], one [Lstm] and one [Dense] without activation");
        }
        PlainModel.RequireUsual(lstm, Name);
        ReferenceTensors state = RestingState.Of(model.Single);
        return JsonFile.Write(json =>
        {
            json.WriteString("version", Version);
            json.WriteStartObject("metadata");
            JsonMetadataWriter.WriteProperties(json, model.Metadata, "modeled_by", null);
            json.WriteEndObject();
            json.WriteString("architecture", "LSTM");
            json.WriteStartObject("config");
            json.WriteNumber("input_size", input.Size);
            json.WriteNumber("hidden_size", lstm.Hidden);
            json.WriteNumber("num_layers", lstm.Layers);
            if (dense.Size > 1) json.WriteNumber("out_channels", dense.Size);
            json.WriteEndObject();
            JsonNumbers.Write(json, "weights", Weights(model.Parameters, topology, state));
            if (model.Metadata.SampleRate is { } rate) json.WriteNumber("sample_rate", rate);
        });
    }

    /// <summary>For each layer the joint matrix, its columns input first, bias, h and c; then the head.</summary>
    private static IEnumerable<float> Weights(ParameterBuffer parameters, Topology topology, ReferenceTensors state)
    {
        foreach (CellNode node in topology.Cells)
        {
            var cell = new CellTensors(parameters, node);
            float[] input = cell.Input, recurrent = cell.Recurrent;
            for (int row = 0; row < cell.Rows; row++)
            {
                for (int i = 0; i < cell.Inputs; i++) yield return input[row * cell.Inputs + i];
                for (int i = 0; i < cell.Hidden; i++) yield return recurrent[row * cell.Hidden + i];
            }
            foreach (float value in cell.Bias) yield return value;
            foreach (double value in state[cell.Slots.H].Concat(state[cell.Slots.C])) yield return (float)value;
        }
        DenseNode head = topology.Nodes.OfType<DenseNode>().Single();
        foreach (float value in CellTensors.ReadTensor(parameters, head.WeightName, head.OutputWidth * head.InputWidth)) yield return value;
        foreach (float value in head.Spec.Bias ? CellTensors.ReadTensor(parameters, TensorName.Join(head.Prefix, "bias"), head.OutputWidth) : new float[head.OutputWidth]) yield return value;
    }
}
