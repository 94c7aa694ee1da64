namespace RnnGen.Formats;

/// <summary>
/// A causal convolution over time, y[t] = φ(b + Σₖ Wₖ·x[t − (K − 1 − k)·d]), as layers that there are: an RNN without activation
/// whose state is the last inputs, the newest first, and a dense layer on that.
/// </summary>
internal static class ShiftRegister
{
    /// <summary>The state is multiplied with a square matrix of zeros and ones: beyond this many values, in all layers together, that is waste.</summary>
    public const int MostValues = 512;

    /// <summary>Values to remember for a kernel of <paramref name="taps"/> on <paramref name="inputs"/> channels.</summary>
    public static long Length(int inputs, int taps, int dilation) => inputs * ((taps - 1L) * dilation + 1);

    /// <summary>Adds both layers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="kernel">[K, I, O], as Keras has it.</param>
    /// <param name="bias">[O]; null where there is none.</param>
    /// <param name="inputs">I.</param>
    /// <param name="outputs">O.</param>
    /// <param name="taps">K.</param>
    /// <param name="dilation">d.</param>
    /// <param name="activation">φ.</param>
    public static void Add(NetworkBuilder network, float[] kernel, float[]? bias, int inputs, int outputs, int taps, int dilation, ActivationSpec activation)
    {
        int length = (int)Length(inputs, taps, dilation);
        float[] input = new float[length * inputs], shift = new float[length * length], weight = new float[outputs * length];
        // The first block takes x, every other what stood in the block before it.
        for (int i = 0; i < inputs; i++) input[i * inputs + i] = 1;
        for (int i = inputs; i < length; i++) shift[i * length + i - inputs] = 1;
        for (int k = 0; k < taps; k++)
        {
            int block = (taps - 1 - k) * dilation * inputs;
            for (int i = 0; i < inputs; i++)
            {
                for (int o = 0; o < outputs; o++) weight[o * length + block + i] = kernel[(k * inputs + i) * outputs + o];
            }
        }
        string rnn = network.Add(new RnnSpec(length) { Activation = Activation.Identity, Bias = false });
        network.Tensors.Add($"{rnn}.weight_ih_l0", new([length, inputs]), input);
        network.Tensors.Add($"{rnn}.weight_hh_l0", new([length, length]), shift);
        string dense = network.Add(new DenseSpec(outputs) { Activation = activation, Bias = bias is not null });
        network.Tensors.Add($"{dense}.weight", new([outputs, length]), weight);
        if (bias is not null) network.Tensors.Add($"{dense}.bias", new([outputs]), bias);
    }
}
