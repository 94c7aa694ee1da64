using System.Text;

namespace RnnGen.Package.Tests;

/// <summary>Weights as PyTorch saves them, written by hand: nothing here refers to the library.</summary>
internal static class WeightsFiles
{
    /// <summary><c>nn.RNN(1, units)</c> as <c>rnn</c> and <c>nn.Linear(units, 1)</c> as <c>dense</c>, every weight being <paramref name="value"/>.</summary>
    public static byte[] Rnn(int units, float value)
    {
        int end = 0;
        string[] tensors =
        [
            Entry("rnn.weight_ih_l0", units, 1), Entry("rnn.weight_hh_l0", units, units), Entry("rnn.bias_ih_l0", units), Entry("rnn.bias_hh_l0", units),
            Entry("dense.weight", 1, units), Entry("dense.bias", 1),
        ];
        byte[] header = Encoding.UTF8.GetBytes("{" + string.Join(",", tensors) + "}");
        byte[] weight = BitConverter.GetBytes(value);
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. Enumerable.Repeat(weight, end / sizeof(float)).SelectMany(bytes => bytes)];

        string Entry(string name, params int[] shape)
        {
            int begin = end;
            end += shape.Aggregate(sizeof(float), (product, size) => product * size);
            return $$"""
                "{{name}}":{"dtype":"F32","shape":[{{string.Join(",", shape)}}],"data_offsets":[{{begin}},{{end}}]}
                """;
        }
    }
}
