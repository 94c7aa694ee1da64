using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;

namespace RnnGen;

/// <summary>The largest error of one tensor, over all runs.</summary>
/// <param name="Tensor"><c>outputs</c>, a state slot, or ∂ and what the gradient is of: <c>∂lstm.weight_ih_l0</c>, <c>∂inputs</c>, <c>∂lstm.h_l0</c>.</param>
/// <param name="Error">The largest absolute difference to the reference, in the run that came nearest to its bound or exceeded it most; infinite where a value was not a number.</param>
/// <param name="Bound">That run's bound; <see cref="RnnVerifier"/> says how it is made.</param>
/// <param name="Run">Which run it was: <c>7 steps</c>.</param>
public sealed record VerificationEntry(string Tensor, double Error, double Bound, string Run)
{
    /// <summary>Whether the error is within the bound.</summary>
    public bool IsWithinBound => Error <= Bound;
}

/// <summary>How far a generated model is from the reference engine, tensor by tensor.</summary>
public sealed class VerificationReport
{
    internal VerificationReport(ParameterSpec spec, IEnumerable<VerificationEntry> entries) =>
        (Spec, Entries) = (spec, new(entries.ToArray()));

    /// <summary>The model's or the pair's declaration.</summary>
    public ParameterSpec Spec { get; }

    /// <summary>An entry for each tensor.</summary>
    public ReadOnlyCollection<VerificationEntry> Entries { get; }

    /// <summary>Whether every error is within its bound.</summary>
    public bool Passed => Entries.All(entry => entry.IsWithinBound);

    /// <summary>Returns the report, or throws if it has an error above its bound.</summary>
    /// <exception cref="InvalidOperationException">An error is above its bound; the message is the whole report.</exception>
    public VerificationReport ThrowIfFailed() => Passed ? this : throw new InvalidOperationException(ToString());

    /// <summary>A table of all entries.</summary>
    public override string ToString()
    {
        int width = Entries.Max(entry => entry.Tensor.Length);
        var text = new StringBuilder(Passed ? "Agrees with the reference engine" : "DIFFERS FROM THE REFERENCE ENGINE")
            .Append(Spec.Parts.Any(part => part.Model.HasDropout) ? ", without and with dropout: " : ": ").Append(Spec).Append('\n');
        foreach (VerificationEntry entry in Entries)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{(entry.IsWithinBound ? "  " : "! ")}{entry.Tensor.PadRight(width)}  error {entry.Error:0.0E+00}  bound {entry.Bound:0.0E+00}  ({entry.Run})\n");
        }
        return text.ToString();
    }
}
