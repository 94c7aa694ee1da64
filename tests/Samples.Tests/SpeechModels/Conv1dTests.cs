using SpeechModels.VoiceActivity;

namespace Samples.Tests.SpeechModels;

public class Conv1dTests
{
    [Theory]
    [InlineData(1, 6, 8, 4, 0, 32)]
    [InlineData(5, 3, 3, 1, 1, 4)]
    [InlineData(4, 2, 3, 2, 1, 4)]
    [InlineData(4, 2, 3, 2, 1, 1)]
    [InlineData(2, 3, 5, 3, 2, 11)]
    public void IsTheSumOfItsDefinition(int inputs, int outputs, int kernel, int stride, int padding, int frames)
    {
        var random = new Random(1);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];
        float[] weights = Draw(outputs * inputs * kernel), biases = Draw(outputs), x = Draw(frames * inputs);
        var layer = new Conv1d(new(inputs, outputs, kernel, stride, padding), weights, biases, frames);
        Assert.Equal((frames + 2 * padding - kernel) / stride + 1, layer.OutputFrames);
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
                Assert.Equal(sum, found[t * outputs + o], 1e-5);
            }
        }
    }
}
