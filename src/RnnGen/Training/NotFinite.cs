namespace RnnGen;

/// <summary>What is thrown where training diverges: names the step, counted from 1, and the tensor.</summary>
internal static class NotFinite
{
    /// <summary>The loss of the step behind <paramref name="stepsMade"/> ones; of the first bad row where that is known.</summary>
    public static NotFiniteNumberException Loss(float loss, long stepsMade, int row = -1) => new(FormattableString.Invariant(
        $"The loss is {loss} in step {stepsMade + 1}{(row < 0 ? "" : FormattableString.Invariant($", first in row {row}"))}; no parameter was changed."));

    /// <summary>The loss of a sample of a stream.</summary>
    public static NotFiniteNumberException LossOf(long sample, double loss) =>
        new(FormattableString.Invariant($"The loss of sample {sample} is {loss}; the sample was not taken, and no parameter was changed."));

    /// <summary>Says which element of which tensor of the gradient is wrong.</summary>
    public static NotFiniteNumberException Gradient(ParameterBuffer gradients, long stepsMade)
    {
        foreach (TensorInfo tensor in gradients.Tensors)
        {
            float[] values = new float[tensor.Count];
            gradients.Read(tensor.Name, values);
            int wrong = Array.FindIndex(values, value => !float.IsFinite(value));
            if (wrong < 0) continue;
            return new NotFiniteNumberException(FormattableString.Invariant(
                $"The gradient of '{tensor.Name}' is {values[wrong]} at index {wrong} in step {stepsMade + 1}; no parameter was changed."));
        }
        return new NotFiniteNumberException(FormattableString.Invariant($"The gradient's norm is not finite in step {stepsMade + 1}; no parameter was changed."));
    }
}
