namespace RnnGen;

/// <summary>
/// Counts of predicted against actual classes, and what follows from them: accuracy, confusion counts, precision, recall and F1, per class, micro and
/// macro. The definitions are scikit-learn's. A negative class is not counted, as in the loss.
/// </summary>
/// <example><code>
/// var metrics = new ClassificationMetrics(Tagger.OutputSize);
/// float loss = trainer.Evaluate(inputs, tags, metrics, lengths);
/// Console.WriteLine($"{metrics.Accuracy:P1} right, macro F1 {metrics.Macro().F1:F3}, perplexity {Perplexity.Of(loss):F2}");
/// </code></example>
public sealed class ClassificationMetrics
{
    private readonly long[] _right, _predicted, _actual;
    private readonly Dictionary<(int Actual, int Predicted), long> _confusions = [];

    /// <summary>Nothing counted yet, for classes 0 … <paramref name="classes"/> − 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no class.</exception>
    public ClassificationMetrics(int classes)
    {
        Classes = Argument.AtLeast(1, classes, nameof(classes));
        (_right, _predicted, _actual) = (new long[classes], new long[classes], new long[classes]);
    }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>Predictions counted.</summary>
    public long Count { get; private set; }

    /// <summary>Predictions that are right.</summary>
    public long Correct { get; private set; }

    /// <summary>The share that is right; 0 where nothing was counted.</summary>
    public double Accuracy => Count == 0 ? 0 : (double)Correct / Count;

    /// <summary>Counts the largest of each row of <paramref name="outputs"/> (logits or probabilities; the first of equals) as the predicted class.</summary>
    /// <param name="outputs">Row-major, a value for each class in a row.</param>
    /// <param name="classes">The actual class of each row; negative: not counted.</param>
    /// <exception cref="ArgumentException">A length is wrong or a class too large; nothing was counted.</exception>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<int> classes)
    {
        Argument.RequireLength(nameof(outputs), checked(classes.Length * Classes), outputs.Length);
        foreach (int actual in classes) RequireClass(actual, nameof(classes));
        for (int i = 0; i < classes.Length; i++)
        {
            if (classes[i] >= 0) AddOne(classes[i], Largest(outputs.Slice(i * Classes, Classes)));
        }
    }

    /// <summary>Counts one prediction.</summary>
    /// <exception cref="ArgumentException">A class is too large, or the predicted one negative; nothing was counted.</exception>
    public void Add(int actual, int predicted)
    {
        RequireClass(actual, nameof(actual));
        RequireClass(predicted, nameof(predicted));
        if (predicted < 0) throw new ArgumentException($"predicted: expected a class from 0, found {predicted}.", nameof(predicted));
        if (actual >= 0) AddOne(actual, predicted);
    }

    /// <summary>How often <paramref name="predicted"/> was said where it was <paramref name="actual"/>.</summary>
    public long Confusions(int actual, int predicted) => _confusions.GetValueOrDefault((actual, predicted));

    /// <summary>Every pair of an actual and a predicted class that occurred, and how often, in the order of the classes.</summary>
    public IEnumerable<(int Actual, int Predicted, long Count)> AllConfusions() =>
        _confusions.OrderBy(pair => pair.Key).Select(pair => (pair.Key.Actual, pair.Key.Predicted, pair.Value));

    /// <summary>Of one class against all others.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public ClassScore Of(int @class)
    {
        if ((uint)@class >= (uint)Classes) throw new ArgumentOutOfRangeException(nameof(@class), $"class: expected 0 to {Classes - 1}, found {@class}.");
        return ClassScore.Of(_right[@class], _predicted[@class] - _right[@class], _actual[@class] - _right[@class]);
    }

    /// <summary>From the sums of the classes' counts: frequent classes weigh more. Over all classes precision, recall and F1 are the accuracy.</summary>
    /// <param name="classes">The classes that count; none given: all. A tagger may leave out the class of what is no entity.</param>
    public ClassScore Micro(params int[] classes)
    {
        long tp = 0, fp = 0, fn = 0;
        foreach (int k in Chosen(classes))
        {
            tp += _right[k];
            fp += _predicted[k] - _right[k];
            fn += _actual[k] - _right[k];
        }
        return ClassScore.Of(tp, fp, fn);
    }

    /// <summary>The mean of the classes' scores: all weigh the same.</summary>
    /// <param name="classes">The classes that count; none given: those that occur, actual or predicted.</param>
    public ClassScore Macro(params int[] classes)
    {
        ClassScore[] scores = [.. Chosen(classes).Select(Of)];
        if (scores.Length == 0) return default;
        return new(scores.Average(score => score.Precision), scores.Average(score => score.Recall), scores.Average(score => score.F1), scores.Sum(score => score.Support));
    }

    /// <summary>Forgets all counts.</summary>
    public void Clear()
    {
        Array.Clear(_right);
        Array.Clear(_predicted);
        Array.Clear(_actual);
        _confusions.Clear();
        Count = Correct = 0;
    }

    /// <summary>The index of the largest value of each output.</summary>
    internal static void Largest(ReadOnlySpan<float> outputs, int outputSize, Span<int> predicted)
    {
        for (int i = 0; i < outputs.Length / outputSize; i++) predicted[i] = Largest(outputs.Slice(i * outputSize, outputSize));
    }

    /// <summary>The index of the largest value, the first of equals.</summary>
    internal static int Largest(ReadOnlySpan<float> values)
    {
        int largest = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[largest]) largest = i;
        }
        return largest;
    }

    private void AddOne(int actual, int predicted)
    {
        Count++;
        _actual[actual]++;
        _predicted[predicted]++;
        _confusions[(actual, predicted)] = _confusions.GetValueOrDefault((actual, predicted)) + 1;
        if (actual != predicted) return;
        Correct++;
        _right[actual]++;
    }

    private IEnumerable<int> Chosen(int[] classes)
    {
        foreach (int k in classes) RequireClass(k, nameof(classes));
        return classes.Length > 0 ? classes : Enumerable.Range(0, Classes).Where(k => _actual[k] + _predicted[k] > 0);
    }

    private void RequireClass(int @class, string argument)
    {
        if (@class >= Classes) throw new ArgumentException($"{argument}: expected a class below {Classes}, found {@class}.", argument);
    }
}
