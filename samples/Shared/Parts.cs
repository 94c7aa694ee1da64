namespace Samples.Shared;

/// <summary>What data are used for.</summary>
/// <param name="Training">What is learnt from.</param>
/// <param name="Stopping">What decides when to stop, cut out of what is not test.</param>
/// <param name="Test">What the result is measured on.</param>
/// <param name="NotTest">What baselines are fitted on: training and stopping.</param>
public sealed record Parts<T>(T[] Training, T[] Stopping, T[] Test, T[] NotTest)
{
    /// <summary>Decides on stopping with every so many of the rows that are not test: the last one of each <paramref name="every"/>.</summary>
    public static Parts<T> Of(T[] notTest, T[] test, int every)
    {
        (T[] training, T[] stopping) = Cut(notTest, every);
        return new(training, stopping, test, notTest);
    }

    /// <summary>The rows whose index leaves every − 1 when divided by <paramref name="every"/>, cut out of the others.</summary>
    public static (T[] Others, T[] Cut) Cut(IReadOnlyList<T> rows, int every) =>
        ([.. rows.Where((_, i) => i % every != every - 1)], [.. rows.Where((_, i) => i % every == every - 1)]);

    /// <summary>The same without the test part: what decides on stopping takes its place. For choosing settings.</summary>
    public Parts<T> WithoutTest => new(Training, Stopping, Stopping, Training);

    /// <summary>The sizes in words.</summary>
    public string Describe(string what) => FormattableString.Invariant(
        $"{Training.Length:N0} {what} to learn from, {Stopping.Length:N0} to decide when to stop, {Test.Length:N0} to measure on.");
}
