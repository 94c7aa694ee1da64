namespace RnnGen;

/// <summary>Which way a measure gets better; PyTorch's <c>mode</c>.</summary>
public enum MetricGoal
{
    /// <summary>Down, as losses do.</summary>
    Min,
    /// <summary>Up, as accuracies do.</summary>
    Max,
}
