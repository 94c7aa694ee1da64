namespace Samples.Shared;

/// <summary>
/// Numbers for the tokens of a training part. A compiled model takes a fixed number of them, so the most frequent ones
/// have a number of their own, and all others share number <see cref="Unknown"/>.
/// </summary>
/// <typeparam name="T">Characters, words, …</typeparam>
public sealed class Vocabulary<T>
    where T : notnull
{
    /// <summary>The number of every token that has none of its own.</summary>
    public const int Unknown = 0;

    private readonly Dictionary<T, int> _ids;

    /// <summary>Numbers the most frequent tokens from <paramref name="first"/> on; of equally frequent ones the lower is first.</summary>
    /// <param name="tokens">As they come in the training part.</param>
    /// <param name="capacity">The model's tokens: numbers are below it.</param>
    /// <param name="order">Which of two tokens is the lower.</param>
    /// <param name="first">The first number that is given out; those below it, beside 0, are the caller's.</param>
    /// <param name="atLeast">A token with a number of its own occurs so often.</param>
    public Vocabulary(IEnumerable<T> tokens, int capacity, IComparer<T>? order = null, int first = 1, int atLeast = 1) => _ids = tokens.CountBy(token => token)
        .Where(count => count.Value >= atLeast)
        .OrderByDescending(count => count.Value).ThenBy(count => count.Key, order).Take(capacity - first)
        .Select((count, i) => (count.Key, Id: first + i)).ToDictionary(pair => pair.Key, pair => pair.Id);

    /// <summary>Tokens that have a number of their own.</summary>
    public int Count => _ids.Count;

    /// <summary>A token's number.</summary>
    public int this[T token] => _ids.GetValueOrDefault(token, Unknown);
}
