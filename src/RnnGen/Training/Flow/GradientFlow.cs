using System.Collections.ObjectModel;
using System.Runtime.InteropServices;

namespace RnnGen;

/// <summary>
/// How much of a sequence's gradient reaches each step of each recurrent layer, and the spectral radii that it depends on: where norms shrink towards the
/// first steps the gradient vanishes, where they grow it explodes. For h_t = φ(U·h_(t−1) + …), ∂h_T/∂h_t is a product of T − t factors
/// diag(φ′)·U, which falls or grows about as (|φ′|·ρ(U))^(T−t) (Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013).
/// </summary>
/// <remarks>It is computed in <c>double</c> by <see cref="ReferenceNetwork"/>, without dropout and from a zero state, for every network; it allocates, and is for looking, not for training.</remarks>
/// <param name="Loss">The mean loss over the elements counted, as a trainer's.</param>
/// <param name="Layers">The directions of the recurrent layers, in the order of their state slots.</param>
/// <example><code>
/// GradientFlow flow = GradientFlow.Of(model, inputs, classes);
/// foreach (LayerFlow layer in flow.Layers) Console.WriteLine($"{layer.Slot}: {layer.Norms[0]:E1} at the first step, {layer.Norms[^1]:E1} at the last");
/// </code></example>
public sealed record GradientFlow(double Loss, ReadOnlyCollection<LayerFlow> Layers)
{
    /// <summary>Of <see cref="Loss.SoftmaxCrossEntropy"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">One sequence [T, InputsPerStep]; real values or token ids.</param>
    /// <param name="classes">One for each output; a negative one is ignored.</param>
    /// <exception cref="ArgumentException">A length is wrong, a token unknown, a class too large, or none counts.</exception>
    public static GradientFlow Of<TModel, TInput>(IRnnModel<TModel, TInput> model, ReadOnlySpan<TInput> inputs, ReadOnlySpan<int> classes)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged => Of(model, inputs, new Targets(RnnGen.Loss.SoftmaxCrossEntropy, classes));

    /// <summary>Of a loss of real targets.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">One sequence [T, InputsPerStep]; real values or token ids.</param>
    /// <param name="targets">OutputSize values for each output.</param>
    /// <param name="loss">Which.</param>
    /// <exception cref="ArgumentException">A length is wrong, a token unknown, or the loss takes classes.</exception>
    public static GradientFlow Of<TModel, TInput>(IRnnModel<TModel, TInput> model, ReadOnlySpan<TInput> inputs, ReadOnlySpan<float> targets, Loss loss)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged => Of(model, inputs, new Targets(loss, targets));

    /// <summary>Of any loss, by its gradient at the outputs of a run.</summary>
    /// <param name="network">The network.</param>
    /// <param name="run">Its forward pass over the sequence.</param>
    /// <param name="outputGradients">∂L/∂outputs, of the outputs' shape.</param>
    /// <param name="loss">The loss itself, only handed on.</param>
    /// <exception cref="ArgumentException">The run is another network's, or a length is wrong.</exception>
    public static GradientFlow Of(ReferenceNetwork network, ReferenceRun run, ReadOnlySpan<double> outputGradients, double loss = double.NaN)
    {
        ArgumentNullException.ThrowIfNull(network);
        ReferenceGradients gradients = network.Backward(run, outputGradients);
        CellNode[] cells = [.. new Topology(network.Spec).Nodes.OfType<RecurrentNode>().SelectMany(node => node.Cells)];
        return new(loss, new([.. cells.Select(cell => new LayerFlow(cell.NameOf("h"), NormsOf(gradients.Hidden[cell.NameOf("h")]), RecurrentMatrices.RadiiOf(cell, network.Parameters)))]));
    }

    private static GradientFlow Of<TModel, TInput>(IRnnModel<TModel, TInput> model, ReadOnlySpan<TInput> inputs, Targets targets)
        where TModel : class, IRnnModel<TModel, TInput>
        where TInput : unmanaged
    {
        ArgumentNullException.ThrowIfNull(model);
        // Here, where arguments have the caller's names.
        int steps = Check.Steps(inputs.Length, TModel.InputsPerStep, nameof(inputs));
        if (!TModel.Spec.HasOutputPerStep) Check.SomeSteps(steps, nameof(inputs));
        if (typeof(TInput) == typeof(int))
        {
            Check.Tokens(MemoryMarshal.Cast<TInput, int>(inputs), [.. TModel.Spec.Sources.OfType<TokenSpec>().Select(source => source.Vocabulary)], nameof(inputs));
        }
        var network = new ReferenceNetwork(TModel.Spec);
        network.Load(model.Parameters);
        ReferenceRun run = inputs.ToArray() switch
        {
            int[] tokens => network.Forward(tokens),
            float[] values => network.Forward(Array.ConvertAll(values, value => (double)value)),
            _ => throw new NotSupportedException($"Inputs of type {typeof(TInput).Name} are neither real values nor token ids."),
        };
        // One row; the loss functions are the trainer's, which take float outputs and compute in double.
        var shape = new BatchShape(1, run.Steps, TModel.InputsPerStep, TModel.OutputSize, TModel.Spec.HasOutputPerStep);
        long count = targets.Count(shape, []);
        float[] dy = new float[run.Outputs.Length];
        double sum = targets.SumOf(shape, 0, Array.ConvertAll(run.Outputs, value => (float)value), 1f / count, dy);
        return Of(network, run, Array.ConvertAll(dy, value => (double)value), sum / count);
    }

    private static ReadOnlyCollection<double> NormsOf(double[][] dh) => new([.. dh.Select(step => Math.Sqrt(step.Sum(value => value * value)))]);
}
