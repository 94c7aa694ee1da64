using RnnGen;

namespace FlowSample;

/// <summary>Changes what a model's one recurrent layer does with its state.</summary>
internal static class Recurrence
{
    /// <summary>Scales each gate's block of U [G·H, H] to this spectral radius.</summary>
    public static void Scale(ParameterBuffer parameters, double radius)
    {
        TensorInfo u = parameters.Tensors.Single(tensor => tensor.Name.Contains("weight_hh"));
        var values = new float[u.Count];
        parameters.Read(u.Name, values);
        int units = u.Shape[1], size = units * units;
        for (int begin = 0; begin < values.Length; begin += size)
        {
            Span<float> block = values.AsSpan(begin, size);
            double factor = radius / SpectralRadius.Of(Array.ConvertAll(block.ToArray(), value => (double)value), units);
            for (int i = 0; i < size; i++) block[i] = (float)(block[i] * factor);
        }
        parameters.Write(u.Name, values);
    }

    /// <summary>Adds to the biases of one gate, of the LSTM's i f g o or the GRU's r z n, counted from 0.</summary>
    public static void AddToBias(ParameterBuffer parameters, int gate, float value)
    {
        TensorInfo bias = parameters.Tensors.Single(tensor => tensor.Name.EndsWith(".bias_l0"));
        int units = parameters.Tensors.Single(tensor => tensor.Name.Contains("weight_hh")).Shape[1];
        var values = new float[bias.Count];
        parameters.Read(bias.Name, values);
        for (int i = gate * units; i < (gate + 1) * units; i++) values[i] += value;
        parameters.Write(bias.Name, values);
    }
}
