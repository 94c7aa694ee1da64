namespace RnnGen;

/// <summary>
/// Probabilities of token sequences under a model that reads one token a step and gives a score for each next one: logits, or
/// probabilities where its last layer ends in a softmax. All logarithms are natural.
/// </summary>
/// <example><code>
/// double logP = LanguageModel.LogProbability(model, sentence, begin: 0, end: 1);
/// TextScore score = LanguageModel.Score(model, corpus);
/// Console.WriteLine($"{score.NatsPerToken:F3} nats a token, perplexity {score.Perplexity:F2}");
/// </code></example>
public static class LanguageModel
{
    /// <summary>Steps that are run at a time; what a score takes in memory does not grow with the text.</summary>
    private const int Chunk = 256;

    /// <summary>ln P(tokens), from a zero state.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">The sentence. Without <paramref name="begin"/> its first token is taken as given: it is read, but not predicted.</param>
    /// <param name="begin">A token that is read before the first, so that the first is predicted, too.</param>
    /// <param name="end">A token that is predicted after the last.</param>
    /// <exception cref="ArgumentException">The model is no language model, or a token is unknown to it.</exception>
    public static double LogProbability<TModel>(TModel model, ReadOnlySpan<int> tokens, int? begin = null, int? end = null)
        where TModel : class, IStreamingRnnModel<TModel, int>
    {
        int[] all = [.. begin is { } first ? [first] : Array.Empty<int>(), .. tokens, .. end is { } last ? [last] : Array.Empty<int>()];
        return Score(model, all).LogProbability;
    }

    /// <summary>One long text, read from its beginning to its end with the state carried along: every token but the first is predicted from all before it.</summary>
    /// <exception cref="ArgumentException">The model is no language model, or a token is unknown to it.</exception>
    public static TextScore Score<TModel>(TModel model, ReadOnlySpan<int> tokens)
        where TModel : class, IStreamingRnnModel<TModel, int>
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireLanguageModel<TModel>();
        int vocabulary = TModel.OutputSize;
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] >= (uint)vocabulary) throw new ArgumentException($"tokens[{i}]: expected 0 to {vocabulary - 1}, found {tokens[i]}.", nameof(tokens));
        }
        bool isProbability = OutputHead.ActivationOf(TModel.Spec) == Activation.Softmax;
        int predictions = Math.Max(0, tokens.Length - 1);
        float[] state = new float[TModel.StateSize], outputs = new float[Math.Min(Chunk, predictions) * vocabulary];
        double sum = 0;
        for (int begin = 0; begin < predictions; begin += Chunk)
        {
            int steps = Math.Min(Chunk, predictions - begin);
            model.Forward(tokens.Slice(begin, steps), state, outputs.AsSpan(0, steps * vocabulary));
            for (int step = 0; step < steps; step++)
            {
                ReadOnlySpan<float> output = outputs.AsSpan(step * vocabulary, vocabulary);
                int next = tokens[begin + step + 1];
                sum += isProbability ? Math.Log(output[next]) : LogSoftmax(output, next);
            }
        }
        return new TextScore(sum, predictions);
    }

    /// <summary>Sentences that do not depend on each other: each from a zero state, as in <see cref="LogProbability"/>.</summary>
    /// <exception cref="ArgumentException">The model is no language model, or a token is unknown to it.</exception>
    public static TextScore ScoreSentences<TModel>(TModel model, IEnumerable<int[]> sentences, int? begin = null, int? end = null)
        where TModel : class, IStreamingRnnModel<TModel, int>
    {
        ArgumentNullException.ThrowIfNull(sentences);
        double sum = 0;
        long predictions = 0;
        foreach (int[] sentence in sentences)
        {
            sum += LogProbability(model, sentence, begin, end);
            predictions += Math.Max(0, sentence.Length + (begin is null ? 0 : 1) + (end is null ? 0 : 1) - 1);
        }
        return new TextScore(sum, predictions);
    }

    /// <summary>ln softmax(z)_c = z_c − m − ln Σ e^(z_j − m), with m = max z.</summary>
    private static double LogSoftmax(ReadOnlySpan<float> z, int c)
    {
        float max = float.NegativeInfinity;
        foreach (float value in z) max = Math.Max(max, value);
        double sum = 0;
        foreach (float value in z) sum += Math.Exp((double)value - max);
        return (double)z[c] - max - Math.Log(sum);
    }

    private static void RequireLanguageModel<TModel>()
        where TModel : class, IStreamingRnnModel<TModel, int>
    {
        if (TModel.InputsPerStep != 1) throw new ArgumentException($"Expected a model that reads one token a step; {typeof(TModel).Name} reads {TModel.InputsPerStep}.", "model");
        if (!TModel.Spec.HasOutputPerStep) throw new ArgumentException($"Expected a model with an output for every step; {typeof(TModel).Name} has Output = {TModel.Spec.Output}.", "model");
    }
}
