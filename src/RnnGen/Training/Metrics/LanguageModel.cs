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
        ArgumentNullException.ThrowIfNull(model);
        RequireLanguageModel<TModel>();
        RequireTokens<TModel>(tokens, nameof(tokens), nameof(tokens));
        return Sum(model, Sentence<TModel>(tokens, begin, end)).LogProbability;
    }

    /// <summary>One long text, read from its beginning to its end with the state carried along: every token but the first is predicted from all before it.</summary>
    /// <exception cref="ArgumentException">The model is no language model, or a token is unknown to it; there are fewer than two tokens.</exception>
    public static TextScore Score<TModel>(TModel model, ReadOnlySpan<int> tokens)
        where TModel : class, IStreamingRnnModel<TModel, int>
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireLanguageModel<TModel>();
        RequireTokens<TModel>(tokens, nameof(tokens), nameof(tokens));
        if (tokens.Length < 2)
        {
            throw new ArgumentException($"tokens: expected at least two, because the first is not predicted, found {tokens.Length}.", nameof(tokens));
        }
        return Sum(model, tokens);
    }

    private static TextScore Sum<TModel>(TModel model, ReadOnlySpan<int> tokens)
        where TModel : class, IStreamingRnnModel<TModel, int>
    {
        int vocabulary = TModel.OutputSize;
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
    /// <exception cref="ArgumentException">The model is no language model, or a token is unknown to it; there is no sentence, or none with a token to predict.</exception>
    public static TextScore ScoreSentences<TModel>(TModel model, IEnumerable<int[]> sentences, int? begin = null, int? end = null)
        where TModel : class, IStreamingRnnModel<TModel, int>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sentences);
        RequireLanguageModel<TModel>();
        double sum = 0;
        long predictions = 0, count = 0;
        foreach (int[] sentence in sentences)
        {
            RequireTokens<TModel>(sentence, $"sentences[{count++}]", nameof(sentences));
            TextScore score = Sum(model, Sentence<TModel>(sentence, begin, end));
            sum += score.LogProbability;
            predictions += score.Predictions;
        }
        return predictions > 0 ? new TextScore(sum, predictions)
            : throw new ArgumentException($"sentences: expected at least one with a token to predict, found none in {count}.", nameof(sentences));
    }

    private static int[] Sentence<TModel>(ReadOnlySpan<int> tokens, int? begin, int? end)
        where TModel : class, IStreamingRnnModel<TModel, int>
    {
        return [.. Bound(begin, nameof(begin)), .. tokens, .. Bound(end, nameof(end))];

        static int[] Bound(int? token, string argument)
        {
            if (token is not { } value) return [];
            RequireToken<TModel>(value, argument, argument);
            return [value];
        }
    }

    private static void RequireTokens<TModel>(ReadOnlySpan<int> tokens, string what, string argument)
        where TModel : class, IStreamingRnnModel<TModel, int>
    {
        int wrong = tokens.IndexOfAnyExceptInRange(0, TModel.OutputSize - 1);
        if (wrong >= 0) RequireToken<TModel>(tokens[wrong], $"{what}[{wrong}]", argument);
    }

    private static void RequireToken<TModel>(int token, string what, string argument)
        where TModel : class, IStreamingRnnModel<TModel, int>
    {
        if ((uint)token >= (uint)TModel.OutputSize) throw new ArgumentException($"{what}: expected 0 to {TModel.OutputSize - 1}, found {token}.", argument);
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
