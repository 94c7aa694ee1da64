namespace RnnGen;

/// <summary>Collects, for each tensor, the run whose error is the largest in units of its bound.</summary>
internal sealed class VerificationErrors
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, VerificationEntry> _worst = [];

    public IEnumerable<VerificationEntry> Entries => _order.Select(tensor => _worst[tensor]);

    public void Compare(string tensor, ReadOnlySpan<double> expected, ReadOnlySpan<float> found, double bound, string run)
    {
        double error = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(expected[i] - found[i]);
            error = Math.Max(error, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }
        var entry = new VerificationEntry(tensor, error, bound, run);
        if (!_worst.TryGetValue(tensor, out VerificationEntry? worst))
        {
            _order.Add(tensor);
            _worst[tensor] = entry;
        }
        else if (error * worst.Bound > worst.Error * bound)
        {
            _worst[tensor] = entry;
        }
    }
}
