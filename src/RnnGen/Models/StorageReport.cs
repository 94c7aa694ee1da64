using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;

namespace RnnGen;

/// <summary>How far apart the smaller copy of a weight matrix and the matrix are, or an output computed with the one and with the other.</summary>
/// <param name="Name">The tensor, or <c>output 0</c>.</param>
/// <param name="LargestError">The largest absolute difference; infinite where one of them was not a number.</param>
/// <param name="MeanError">The mean of the absolute differences.</param>
/// <param name="LargestValue">The largest absolute value with float weights, to compare the errors with.</param>
public sealed record StorageError(string Name, double LargestError, double MeanError, double LargestValue);

/// <summary>
/// What a model's smaller weights (<see cref="WeightStorage"/>) cost in accuracy on one's own data: sequences are run with the smaller
/// weights and with the parameters, and the outputs compared.
/// <c>Console.WriteLine(StorageReport.Compare&lt;M, float&gt;(model, sequences));</c>
/// </summary>
public sealed class StorageReport
{
    private const int ShownOutputs = 8;

    /// <summary>Longer sequences are run in pieces where that is possible: a tape has room for every step.</summary>
    private const int MostSteps = 1024;

    private StorageReport(ModelSpec spec, int sequences, long steps, IEnumerable<StorageError> outputs, IEnumerable<StorageError> weights)
    {
        (Spec, Sequences, Steps) = (spec, sequences, steps);
        (Outputs, Weights) = (new([.. outputs]), new([.. weights]));
    }

    /// <summary>The model's declaration.</summary>
    public ModelSpec Spec { get; }

    /// <summary>How many sequences were run.</summary>
    public int Sequences { get; }

    /// <summary>Their steps, together.</summary>
    public long Steps { get; }

    /// <summary>Of each of the model's outputs, over all steps (or sequences, where there is one output for a sequence).</summary>
    public ReadOnlyCollection<StorageError> Outputs { get; }

    /// <summary>Of each tensor that is stored smaller.</summary>
    public ReadOnlyCollection<StorageError> Weights { get; }

    /// <summary>Of all outputs.</summary>
    public StorageError Total => new("all outputs", Outputs.Max(output => output.LargestError), Outputs.Average(output => output.MeanError), Outputs.Max(output => output.LargestValue));

    /// <summary>Runs sequences, each from a zero state, with the copy that <c>Quantize</c> last made and with the parameters.</summary>
    /// <typeparam name="TModel">The generated class.</typeparam>
    /// <typeparam name="TInput"><c>float</c> for real inputs, <c>int</c> for token ids.</typeparam>
    /// <param name="model">A model with another storage than Float32.</param>
    /// <param name="sequences">The inputs of each: steps × InputsPerStep values.</param>
    /// <exception cref="ArgumentException">The model has no smaller weights, there is no sequence, or one is empty or has a wrong length or an unknown token.</exception>
    public static StorageReport Compare<TModel, TInput>(TModel model, IEnumerable<TInput[]> sequences)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sequences);
        if (model is not IQuantizedModel quantized)
        {
            throw new ArgumentException($"The model has Storage = WeightStorage.{TModel.Spec.Storage}, so its steps read the parameters themselves and there is nothing to compare.", nameof(model));
        }
        TInput[][] all = [.. sequences];
        if (all.Length == 0) throw new ArgumentException("There must be one sequence at least.", nameof(sequences));
        long steps = 0;
        foreach (TInput[] sequence in all)
        {
            int length = Check.Steps(sequence.Length, TModel.InputsPerStep, nameof(sequences));
            if (length == 0) throw new ArgumentException("Each sequence must have one step at least.", nameof(sequences));
            steps += length;
        }
        var outputs = new Sums[TModel.OutputSize];
        Run<TModel, TInput>(model, all, outputs);
        return new StorageReport(TModel.Spec, all.Length, steps, outputs.Select((sum, i) => sum.As($"output {i}")), CompareWeights(model.Parameters, quantized.Dequantize()));
    }

    private static void Run<TModel, TInput>(TModel model, TInput[][] sequences, Sums[] sums)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        bool inPieces = TModel.Spec.RunsForward && TModel.Spec.HasOutputPerStep;
        int longest = sequences.Max(sequence => sequence.Length) / TModel.InputsPerStep, most = inPieces ? Math.Min(longest, MostSteps) : longest;
        RnnTape tape = TModel.CreateTape(most);
        float[] state = new float[TModel.StateSize], smallState = new float[TModel.StateSize];
        float[] outputs = new float[TModel.Spec.HasOutputPerStep ? most * TModel.OutputSize : TModel.OutputSize], smallOutputs = new float[outputs.Length];
        foreach (TInput[] sequence in sequences)
        {
            Array.Clear(state);
            Array.Clear(smallState);
            for (int begin = 0; begin < sequence.Length; begin += most * TModel.InputsPerStep)
            {
                ReadOnlySpan<TInput> piece = sequence.AsSpan(begin, Math.Min(most * TModel.InputsPerStep, sequence.Length - begin));
                int values = TModel.Spec.HasOutputPerStep ? piece.Length / TModel.InputsPerStep * TModel.OutputSize : TModel.OutputSize;
                model.Forward(piece, smallState, smallOutputs.AsSpan(0, values));
                model.Forward(piece, state, outputs.AsSpan(0, values), tape);
                for (int i = 0; i < values; i++) sums[i % sums.Length].Add(outputs[i], smallOutputs[i]);
            }
        }
    }

    /// <summary>Of the tensors that differ in kind: matrices but for tables.</summary>
    private static IEnumerable<StorageError> CompareWeights(ParameterBuffer parameters, ParameterBuffer stored)
    {
        var layout = new ParameterLayout(new Topology((ModelSpec)parameters.Spec));
        foreach (TensorPlace tensor in layout.Places.OfType<PanelPlace>().SelectMany(place => place.Tensors).Where(tensor => tensor.Shape.Count == 2))
        {
            float[] weights = new float[tensor.Count], small = new float[tensor.Count];
            parameters.Read(tensor.Name, weights);
            stored.Read(tensor.Name, small);
            Sums sums = default;
            for (int i = 0; i < weights.Length; i++) sums.Add(weights[i], small[i]);
            yield return sums.As(tensor.Name);
        }
    }

    /// <summary>A table of the outputs with the largest errors, and of all weights.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Spec.Storage} against Float32, {Sequences} sequences of {Steps} steps together: {Spec}\n");
        StorageError[] shown = [Total, .. Outputs.OrderByDescending(output => output.LargestError).Take(ShownOutputs), .. Weights];
        int width = shown.Max(error => error.Name.Length);
        foreach (StorageError error in shown)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"  {error.Name.PadRight(width)}  largest error {error.LargestError:0.0E+00}  mean {error.MeanError:0.0E+00}  largest value {error.LargestValue:0.0E+00}\n");
        }
        if (Outputs.Count > ShownOutputs) text.Append(CultureInfo.InvariantCulture, $"  ({ShownOutputs} of {Outputs.Count} outputs are shown)\n");
        return text.ToString();
    }

    private struct Sums
    {
        private double _largest, _sum, _value;
        private long _count;

        public void Add(float exact, float small)
        {
            double error = Math.Abs((double)exact - small);
            if (double.IsNaN(error)) error = double.PositiveInfinity;
            (_largest, _sum, _value) = (Math.Max(_largest, error), _sum + error, Math.Max(_value, Math.Abs(exact)));
            _count++;
        }

        public readonly StorageError As(string name) => new(name, _largest, _sum / _count, _value);
    }
}
