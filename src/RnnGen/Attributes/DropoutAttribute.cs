namespace RnnGen;

/// <summary>Sets values to zero at random and scales the rest, in training only.</summary>
/// <param name="probability">Of a zero, 0 ≤ p &lt; 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class DropoutAttribute(float probability) : LayerAttribute
{
    /// <summary>The probability of a zero.</summary>
    public float Probability { get; } = probability;
}
