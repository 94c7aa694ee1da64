using System.Globalization;

namespace RnnGen;

/// <summary>Says when a measure has stopped getting better, and keeps the parameters that were best.</summary>
/// <remarks>
/// A report is better if it lies below best − <see cref="MinimumImprovement"/> (for <see cref="MetricGoal.Max"/>: above best + it). After
/// <see cref="Patience"/> reports in a row that are not, it is time to stop; Keras counts so, too. A report that is not a number is not better.
/// </remarks>
public sealed class EarlyStopping
{
    private ParameterBuffer? _bestParameters;
    private int _bad;

    /// <summary>Which way the measure gets better.</summary>
    public MetricGoal Goal { get; init; }

    /// <summary>Reports in a row without improvement that stop the training; 5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Patience { get; init => field = Argument.AtLeast(1, value, nameof(Patience)); } = 5;

    /// <summary>The least improvement that counts; 0: any does.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double MinimumImprovement { get; init => field = Argument.NotNegative(value, nameof(MinimumImprovement)); }

    /// <summary>The best report; null before the first that is finite.</summary>
    public double? Best { get; private set; }

    /// <summary>Whether it is time to stop.</summary>
    public bool ShouldStop => _bad >= Patience;

    /// <summary>Takes a report, and a copy of <paramref name="parameters"/> if it is the best so far; returns whether it is time to stop.</summary>
    /// <exception cref="ArgumentException">The parameters are another network's than those of the reports before.</exception>
    public bool Report(double metric, ParameterBuffer parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (_bestParameters is not null) RequireSame(parameters);
        if (!IsBetter(metric))
        {
            _bad++;
            return ShouldStop;
        }
        Best = metric;
        _bad = 0;
        _bestParameters ??= new ParameterBuffer(parameters.Spec);
        Copy(parameters, _bestParameters);
        return false;
    }

    /// <summary>Writes the best parameters into <paramref name="parameters"/>.</summary>
    /// <exception cref="InvalidOperationException">There was no finite report yet.</exception>
    /// <exception cref="ArgumentException">The parameters are another network's.</exception>
    public void RestoreBest(ParameterBuffer parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (_bestParameters is null) throw new InvalidOperationException("There are no best parameters: no measure was reported yet.");
        RequireSame(parameters);
        Copy(_bestParameters, parameters);
    }

    private const string StateKey = "rnngen.early_stopping";
    private const string Prefix = "best";

    /// <summary>Adds the state to a checkpoint.</summary>
    internal void AddState(List<NamedTensor> tensors, Dictionary<string, string> metadata)
    {
        metadata.Add(StateKey, string.Create(CultureInfo.InvariantCulture, $"{Best:R};{_bad}"));
        if (_bestParameters is not null) tensors.AddRange(BufferTensors.Of(Prefix, _bestParameters));
    }

    /// <summary>Reads and checks the state; the returned action takes it over.</summary>
    internal Action TakeState(SafetensorsFile file, StrictTensors tensors, ParameterSpec spec)
    {
        if (file.Metadata.GetValueOrDefault(StateKey)?.Split(';') is not [string bestText, string badText]
            || !MetricText.TryParse(bestText, out double? best)
            || !int.TryParse(badText, NumberStyles.None, CultureInfo.InvariantCulture, out int bad))
        {
            throw FileMetadata.Unexpected(file, StateKey, "the state of early stopping");
        }
        ParameterBuffer? parameters = best is null ? null : new ParameterBuffer(spec);
        if (parameters is not null) BufferTensors.Take(Prefix, parameters, tensors)();
        return () => (Best, _bad, _bestParameters) = (best, bad, parameters);
    }

    /// <summary>Checks that a checkpoint has no state that would be lost.</summary>
    internal static void RequireNoState(SafetensorsFile file)
    {
        if (file.Metadata.ContainsKey(StateKey)) throw FileMetadata.Unexpected(file, StateKey, "none, as the trainer has no EarlyStopping");
    }

    private bool IsBetter(double metric) => Goal == MetricGoal.Min
        ? metric < (Best ?? double.PositiveInfinity) - MinimumImprovement
        : metric > (Best ?? double.NegativeInfinity) + MinimumImprovement;

    private void RequireSame(ParameterBuffer parameters)
    {
        if (parameters.Spec != _bestParameters!.Spec)
        {
            throw new ArgumentException($"Expected the parameters of {_bestParameters.Spec}, found those of {parameters.Spec}.", nameof(parameters));
        }
    }

    private static void Copy(ParameterBuffer from, ParameterBuffer to)
    {
        to.MarkChanged();
        from.Span.CopyTo(to.Span);
    }
}
