using RnnGen;
using SpeechModels.VoiceActivity;

namespace Samples.Tests.SpeechModels;

public class Conv1dTests
{
    [Fact]
    public void IsTheSumOfItsDefinition()
    {
        // As they stand in the encoder, and as they do not.
        Check(new Conv1d<Spectrum>(width: 1, frames: 640, stride: 128, padding: 0), 640, 128, 0);
        Check(new Conv1d<FirstConvolution>(width: 129, frames: 4, stride: 1, padding: 1), 4, 1, 1);
        Check(new Conv1d<SecondConvolution>(width: 128, frames: 4, stride: 2, padding: 1), 4, 2, 1);
        Check(new Conv1d<FourthConvolution>(width: 64, frames: 1, stride: 1, padding: 1), 1, 1, 1);
        Check(new Conv1d<ThirdConvolution>(width: 32, frames: 17, stride: 4, padding: 2), 17, 4, 2);
    }

    private static void Check<TLayer>(Conv1d<TLayer> layer, int frames, int stride, int padding)
        where TLayer : class, IRnnModel<TLayer, float>
    {
        var random = new Random(1);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];
        var dense = (DenseSpec)TLayer.Spec.Layers[1];
        int kernel = layer.Kernel, inputs = layer.Width, outputs = TLayer.OutputSize;
        Assert.Equal(TLayer.InputSize, kernel * inputs);
        Assert.Equal((frames + 2 * padding - kernel) / stride + 1, layer.OutputFrames);

        float[] weights = Draw(outputs * inputs * kernel), biases = dense.Bias ? Draw(outputs) : new float[outputs], x = Draw(frames * inputs);
        layer.SetWeights(weights);
        if (dense.Bias) layer.SetBiases(biases);
        var found = new float[layer.OutputFrames * outputs];
        // A second call must not see anything of the first.
        layer.Input.Fill(9);
        layer.Run(found);
        x.CopyTo(layer.Input);
        layer.Run(found);
        for (int t = 0; t < layer.OutputFrames; t++)
        {
            for (int o = 0; o < outputs; o++)
            {
                double sum = biases[o];
                for (int k = 0; k < kernel; k++)
                {
                    int frame = t * stride + k - padding;
                    if (frame < 0 || frame >= frames) continue;
                    for (int c = 0; c < inputs; c++) sum += (double)weights[(o * inputs + c) * kernel + k] * x[frame * inputs + c];
                }
                Assert.Equal(dense.Activation.Kind == Activation.Relu ? Math.Max(0, sum) : sum, found[t * outputs + o], 2e-5);
            }
        }
    }
}
