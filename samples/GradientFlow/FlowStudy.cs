using System.Globalization;
using RnnGen;

namespace FlowSample;

/// <summary>The gradient's way through one network.</summary>
/// <param name="Cell">Which cell.</param>
/// <param name="Weights">Which weights.</param>
/// <param name="Flow">What was found.</param>
internal sealed record FlowResult(string Cell, string Weights, GradientFlow Flow)
{
    private LayerFlow Layer => Flow.Layers.Single();

    /// <summary>‖∂L/∂h_t‖ for every step.</summary>
    public IReadOnlyList<double> Norms => Layer.Norms;

    /// <summary>How much of the gradient at the last step reaches the first.</summary>
    public double Share => Norms[0] / Norms[^1];

    /// <summary>The radii by gate.</summary>
    public string Radii => string.Join(' ', Layer.Radii.Select(radius => string.Create(CultureInfo.InvariantCulture, $"{radius.Gate} {radius.Value:F2}")));
}

/// <summary>Three cells over one long sequence, with weights of several kinds.</summary>
internal static class FlowStudy
{
    /// <summary>The spectral radius that the large matrices are given.</summary>
    public const double Large = 4;

    /// <summary>What is added to the biases of the gates that keep the state: σ(5) = 0.993 of it is left after a step.</summary>
    public const float Keep = 5;

    /// <summary>All networks: initial weights, large recurrent matrices, and gates that keep the state, for cells that have any.</summary>
    public static FlowResult[] Run(int steps, int seed)
    {
        string large = string.Create(CultureInfo.InvariantCulture, $"spectral radius {Large}");
        return
        [
            Of<RnnMemory>("RNN", "initial weights", _ => { }),
            Of<LstmMemory>("LSTM", "initial weights", _ => { }),
            Of<GruMemory>("GRU", "initial weights", _ => { }),
            Of<RnnMemory>("RNN", large, parameters => Recurrence.Scale(parameters, Large)),
            Of<LstmMemory>("LSTM", large, parameters => Recurrence.Scale(parameters, Large)),
            Of<GruMemory>("GRU", large, parameters => Recurrence.Scale(parameters, Large)),
            Of<LstmMemory>("LSTM", "gates that keep", parameters => Recurrence.AddToBias(parameters, gate: 1, Keep)),
            Of<GruMemory>("GRU", "gates that keep", parameters => Recurrence.AddToBias(parameters, gate: 1, Keep)),
        ];

        FlowResult Of<TModel>(string cell, string weights, Action<ParameterBuffer> change)
            where TModel : class, IRnnModel<TModel, int>
        {
            TModel model = TModel.New();
            ParameterInitializer.Fill(model.Parameters, seed);
            change(model.Parameters);
            (int[] inputs, int[] classes) = FirstSymbol.Batch(1, steps, seed);
            return new(cell, weights, GradientFlow.Of(model, inputs, classes));
        }
    }

    /// <summary>A chart of the norms for each kind of weights.</summary>
    public static LineChart[] Charts(IEnumerable<FlowResult> results) => [.. results.GroupBy(result => result.Weights).Select(group => new LineChart
    {
        Title = $"‖∂L/∂h_t‖, {group.Key}",
        XLabel = "step t (the loss is at the last)",
        IsLogarithmic = true,
        Series = [.. group.Select(result => new ChartSeries(result.Cell, result.Norms))],
    })];
}
