namespace RnnGen;

/// <summary>What is thrown where training diverges: names the step, counted from 1, and the tensor.</summary>
internal static class NotFinite
{
    /// <summary>The loss of the step behind <paramref name="stepsMade"/> ones, and the first row whose own loss is not finite, if there is one.</summary>
    public static NotFiniteNumberException Loss(float loss, long stepsMade, double[] rows)
    {
        int row = Array.FindIndex(rows, value => !double.IsFinite(value));
        return new(FormattableString.Invariant(
            $"The loss is {loss} in step {stepsMade + 1}{(row < 0 ? "" : FormattableString.Invariant($", first in row {row}"))}; no parameter was changed."));
    }

    /// <summary>The loss of a sample of a stream.</summary>
    public static NotFiniteNumberException LossOf(long sample, double loss) =>
        new(FormattableString.Invariant($"The loss of sample {sample} is {loss}; the sample was not taken, and no parameter was changed."));

    /// <summary>Says which element of which tensor of the gradient is wrong.</summary>
    public static NotFiniteNumberException Gradient(ParameterBuffer gradients, long stepsMade) => new(FormattableString.Invariant(
        $"{(Find(gradients) is { } found ? $"The gradient of {found}" : "The gradient's norm is not finite")} in step {stepsMade + 1}; no parameter was changed."));

    /// <summary>Says which parameter, or else which moment, step <paramref name="step"/> spoilt; null where all are finite.</summary>
    public static NotFiniteNumberException? Update(ParameterBuffer parameters, (string Name, ParameterBuffer Values)[] moments, long step, float rate)
    {
        string? found = Find(parameters);
        foreach ((string name, ParameterBuffer values) in moments)
        {
            if (found is null && Find(values) is { } moment) found = $"{name} of {moment}";
        }
        return found is null ? null : new NotFiniteNumberException(FormattableString.Invariant(
            $"{found} after the update of step {step} (learning rate {rate}). Parameters were changed: go back to a checkpoint or to the best ones."));
    }

    /// <summary>The first element that is not finite; null where there is none.</summary>
    private static string? Find(ParameterBuffer buffer)
    {
        foreach (TensorInfo tensor in buffer.Tensors)
        {
            float[] values = new float[tensor.Count];
            buffer.Read(tensor.Name, values);
            int wrong = Array.FindIndex(values, value => !float.IsFinite(value));
            if (wrong >= 0) return FormattableString.Invariant($"'{tensor.Name}' is {values[wrong]} at index {wrong}");
        }
        return null;
    }
}
