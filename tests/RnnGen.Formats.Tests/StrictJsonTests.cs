using System.Text;

namespace RnnGen.Formats.Tests;

/// <summary>What is not understood in a JSON file is an error that names it and where it stands.</summary>
public class StrictJsonTests
{
    [Theory]
    [InlineData("\"unit_type\": \"LSTM\"", "\"unit_type\": \"QRNN\"", "model_data.unit_type: expected LSTM, GRU or RNN, found 'QRNN'")]
    [InlineData("\"unit_type\": \"LSTM\"", "\"unit_type\": \"GRU\"", "tensor 'rec.weight_ih_l0': expected F32 [3, 1], found F32 [4, 1]")]
    [InlineData("\"SimpleRNN\"", "\"Other\"", "model_data.model: expected 'SimpleRNN', found 'Other'")]
    [InlineData("\"skip\": 1", "\"skip\": 2", "model_data.skip: expected a whole number from 0 to 1, found 2")]
    [InlineData("\"skip\": 1", "\"skip\": 1, \"skip\": 0", "model_data: the key 'skip' stands twice")]
    [InlineData("\"skip\": 1", "\"skip\": 1, \"dropout\": 0.5", "model_data: the key 'dropout' is not understood")]
    [InlineData("\"skip\": 1, \"output_size\": 1", "\"skip\": 1, \"output_size\": 2", "a skip to 2 outputs cannot be expressed")]
    [InlineData("\"hidden_size\": 1", "\"hidden_size\": 0", "model_data.hidden_size: expected a whole number from 1 to 1048576, found 0")]
    [InlineData("\"hidden_size\": 1", "\"hidden_size\": 1e3", "model_data.hidden_size: expected a whole number from 1 to 1048576, found 1e3")]
    [InlineData("\"bias_fl\": true", "\"bias_fl\": false", "lin.bias [1]")]
    [InlineData("\"lin.bias\": [0.25]", "\"lin.bias\": [0.25], \"lin.more\": [1]", "expected no further tensor, found lin.more [1]")]
    [InlineData("\"rec.bias_hh_l0\": [0.5, 0.6, 0.7, 0.8], ", "", "tensor 'rec.bias_hh_l0' is missing: expected F32 [4]")]
    [InlineData("[[1.5]]", "[[1.5, 2.5]]", "tensor 'lin.weight': expected F32 [1, 1], found F32 [1, 2]")]
    [InlineData("[[1.5]]", "[[1e39]]", "state_dict.lin.weight: expected finite numbers, found 1e39 at index 0")]
    [InlineData("[[1.5]]", "[[\"1.5\"]]", "state_dict.lin.weight: expected finite numbers, found \"1.5\" at index 0")]
    [InlineData("[[0.1], [0.2], [0.3], [0.4]]", "[[0.1], [0.2], [0.3], [0.4, 0.5]]", "state_dict.rec.weight_ih_l0: expected 1 items in every array of axis 1, found 2 of them")]
    [InlineData("[[0.1], [0.2], [0.3], [0.4]]", "[]", "state_dict.rec.weight_ih_l0: expected numbers, found an empty array")]
    [InlineData("{\"model_data\"", "{\"gain\": 2, \"model_data\"", "the key 'gain' is not understood")]
    public void GuitarMl(string from, string to, string message) => Check(Hostile.GuitarMl, from, to, message);

    [Theory]
    [InlineData("\"type\":\"lstm\"", "\"type\":\"conv2d\"", "layers[0].type: the layer 'conv2d' cannot be expressed")]
    [InlineData("\"type\":\"lstm\",\"activation\":\"\"", "\"type\":\"lstm\",\"activation\":\"relu\"", "layers[0].activation: expected tanh or none, found 'relu', which RTNeural would ignore")]
    [InlineData("\"type\":\"dense\",\"activation\":\"\"", "\"type\":\"dense\",\"activation\":\"swish\"", "layers[1].activation: the activation 'swish' is not understood")]
    [InlineData("\"type\":\"dense\"", "\"units\":3,\"type\":\"dense\"", "layers[1]: the key 'units' is not understood")]
    [InlineData("\"type\":\"dense\"", "\"type\":\"batchnorm\"", "layers[1].type: the layer 'batchnorm' cannot be expressed")]
    [InlineData("\"in_shape\":[null,null,1]", "\"in_shape\":[null,null,2]", "layers[0].weights[0]: tensor 'kernel': expected [2, 12], found [1, 12]")]
    [InlineData("\"in_shape\":[null,null,1]", "\"in_shape\":[null,null,null]", "in_shape[2]: expected a whole number from 1 to 1048576, found null")]
    [InlineData("\"in_shape\"", "\"out_scale\":2,\"in_shape\"", "the key 'out_scale' is not understood")]
    [InlineData("\"in_shape\"", "\"samplerate\":\"fast\",\"in_shape\"", "samplerate: expected a sample rate above 0 and below 1e7, found \"fast\"")]
    public void RtNeural(string from, string to, string message) =>
        Check(Encoding.UTF8.GetString(ModelExport.ToBytes(Samples.Model(new InputSpec(1), new LstmSpec(3), new DenseSpec(1)), ModelFormat.RtNeural)), from, to, message);

    [Theory]
    [InlineData("\"in_gain\":3", "\"in_gain\":2", "its own test vector is not met: output")]
    [InlineData("\"in_skip\":1", "\"in_skip\":0", "its own test vector is not met: output")]
    [InlineData("\"in_skip\":1", "\"in_skip\":2", "in_skip: expected a whole number from 0 to 1, found 2")]
    [InlineData("\"in_gain\":3", "\"in_gain\":\"3 dB\"", "in_gain: expected a number, found \"3 dB\"")]
    [InlineData("\"output_batch\"", "\"output_bunch\"", "expected input_batch and output_batch, or neither; found one of them")]
    [InlineData("\"input_batch\":[", "\"input_batch\":[0.5,", "its test vectors have 65 inputs and 64 outputs")]
    public void AidaX(string from, string to, string message) => Check(Encoding.UTF8.GetString(ModelExport.ToBytes(Samples.Amp(), ModelFormat.AidaX)), from, to, message);

    [Theory]
    [InlineData("\"version\":\"0.5.4\"", "\"version\":\"0.8.0\"", "version: expected a version from 0.5.0 to 0.7, found '0.8.0'")]
    [InlineData("\"version\":\"0.5.4\"", "\"version\":\"0.5\"", "version: expected a version from 0.5.0 to 0.7, found '0.5'")]
    [InlineData("\"architecture\":\"LSTM\"", "\"architecture\":\"WaveNet\"", "architecture: expected LSTM, found 'WaveNet'")]
    [InlineData("\"hidden_size\":3", "\"hidden_size\":4", "weights: expected [109] for input_size 1, hidden_size 4, num_layers 1 and 1 outputs, found [70]")]
    [InlineData("\"num_layers\":1", "\"num_layers\":1,\"activation\":\"relu\"", "config: the key 'activation' is not understood")]
    [InlineData("\"num_layers\":1", "\"num_layers\":1,\"in_channels\":2", "config.in_channels: expected 1, the input_size, found 2")]
    [InlineData("\"weights\":[", "\"weights\":[[1],", "weights: expected 1 items in every array of axis 0")]
    public void Nam(string from, string to, string message)
    {
        string text = Encoding.UTF8.GetString(ModelExport.ToBytes(Samples.Model(new InputSpec(1), new LstmSpec(3), new DenseSpec(1)), ModelFormat.Nam));
        if (to.Contains("[[1]")) message = "weights: expected";
        Check(text, from, to, message);
    }

    [Theory]
    [InlineData("{}", "its format is not known: JSON with the keys")]
    [InlineData("{\"a\": 1", "the JSON is damaged")]
    [InlineData("", "its format is not known: 0 bytes")]
    [InlineData("\n\n<!DOCTYPE html>", "it is a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0", "it is a Git LFS pointer")]
    [InlineData("hello", "its format is not known: 5 bytes that begin with 68656C6C6F")]
    [InlineData("{\"architecture\": \"LSTM\", \"weights\": [1]}", "the key 'version' is missing")]
    [InlineData("{\"rec.weight_ih_l0\": {\"a\": 1}}", "rec.weight_ih_l0: expected an array of numbers, found an object")]
    public void WhatIsNoModelIsSaid(string text, string message) => Assert.Contains(message, Hostile.Read(Hostile.Utf8(text)));

    private static void Check(string text, string from, string to, string message)
    {
        Assert.Null(Hostile.Read(Hostile.Utf8(text)));
        string changed = text.Replace(from, to);
        Assert.NotEqual(text, changed);
        string? found = Hostile.Read(Hostile.Utf8(changed));
        Assert.StartsWith("'it': ", found);
        Assert.Contains(message, found);
    }
}
