using System.Runtime.InteropServices;

namespace RnnGen;

/// <summary>Looks for the likeliest sequences that a model can write, keeping several at a time. Allocates nothing after construction.</summary>
/// <remarks>
/// <para>At each step every live hypothesis is continued by every token, each on a fork of its state; the Width likeliest continuations are kept.
/// Those that end leave the beam for the list of results, of which the Width best stay; the others live on, to MaxLength tokens at most.
/// The search ends when none lives, or none can come before the results that there are: a probability only falls.
/// With Width 1 it is greedy decoding; with a width of all hypotheses it is exhaustive.</para>
/// <para>Of equal ones the one whose beginning was likelier, then the one with the smaller token, comes first: the same model gives the same results.</para>
/// <para>Belongs to one caller at a time; the model may be shared.</para>
/// </remarks>
/// <typeparam name="TModel">A model that reads one token a step and gives logits for every step.</typeparam>
public sealed class BeamSearch<TModel>
    where TModel : class, IStreamingRnnModel<TModel, int>
{
    private readonly TModel _model;
    private readonly BeamSearchOptions _options;
    private readonly int _vocabulary;
    private readonly float[] _logits = new float[TModel.OutputSize];
    private readonly Candidate[] _best;
    private readonly Result[] _results;
    private readonly int[] _resultTokens;
    private Beam _live, _next;

    /// <summary>A search in what <paramref name="model"/> can write.</summary>
    /// <exception cref="ArgumentException">The model's choices cannot be its inputs, or the end token is none of its outputs.</exception>
    public BeamSearch(TModel model, BeamSearchOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        _vocabulary = TokenFeedback.Require(TModel.Spec, nameof(BeamSearch<>));
        if (options.EndToken >= TModel.OutputSize)
        {
            throw new ArgumentException(FormattableString.Invariant($"EndToken: expected 0 to {TModel.OutputSize - 1}, found {options.EndToken}."), nameof(options));
        }
        (_model, _options) = (model, options);
        _live = new Beam(options.Width, options.MaxLength);
        _next = new Beam(options.Width, options.MaxLength);
        _best = new Candidate[options.Width];
        _results = new Result[options.Width];
        _resultTokens = new int[options.Width * options.MaxLength];
    }

    /// <summary>The number of results of the last search.</summary>
    public int Count { get; private set; }

    /// <summary>A result of the last search; 0 is the best. Those that ended come before those that were cut at MaxLength.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public Hypothesis this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            Result result = _results[index];
            return new Hypothesis(_resultTokens.AsSpan(result.Place * _options.MaxLength, result.Length), result.LogProbability, result.Score, result.IsEnded);
        }
    }

    /// <summary>Searches from a state.</summary>
    /// <param name="start">The state to begin in, which stays as it is: the model's <c>State</c>.</param>
    /// <param name="firstToken">What the model reads first: a begin token, say.</param>
    /// <returns>The best hypothesis.</returns>
    /// <exception cref="ArgumentException">The state is another model's, or the token is unknown.</exception>
    public Hypothesis Search<TState>(in TState start, int firstToken)
        where TState : unmanaged
    {
        Check.Token(firstToken, _vocabulary, nameof(firstToken));
        TState copy = start;
        Begin(StateSpan.Of(ref copy, TModel.StateSize, nameof(start)), firstToken);
        for (int length = 1; length <= _options.MaxLength && _live.Count > 0 && !IsSettled(); length++) Extend(length);
        // What still lives was cut.
        for (int i = 0; i < _live.Count; i++) Keep(_live.TokensOf(i), _live.LogProbabilities[i], _options.MaxLength, isEnded: false);
        return this[0];
    }

    private void Begin(ReadOnlySpan<float> state, int firstToken)
    {
        Count = 0;
        _live.Count = 1;
        state.CopyTo(_live.StateOf(0));
        _live.LogProbabilities[0] = 0;
        _live.Last[0] = firstToken;
        _live.Length = 0;
    }

    /// <summary>One step: the best continuations of all live hypotheses, to <paramref name="length"/> tokens.</summary>
    private void Extend(int length)
    {
        int kept = 0;
        for (int parent = 0; parent < _live.Count; parent++)
        {
            _model.Step(MemoryMarshal.CreateReadOnlySpan(ref _live.Last[parent], 1), _live.StateOf(parent), _logits);
            double logSum = LogSoftmax.LogSum(_logits);
            for (int token = 0; token < _logits.Length; token++)
            {
                kept = Insert(new Candidate(parent, token, _live.LogProbabilities[parent] + (_logits[token] - logSum)), kept);
            }
        }
        _next.Count = 0;
        _next.Length = length;
        foreach (Candidate candidate in _best.AsSpan(0, kept))
        {
            if (candidate.Token == _options.EndToken) Keep(_live.TokensOf(candidate.Parent), candidate.LogProbability, length, isEnded: true);
            else _next.Fork(_live, candidate);
        }
        (_live, _next) = (_next, _live);
    }

    /// <summary>Puts a candidate in its place among the best, behind its equals; says how many there are.</summary>
    private int Insert(Candidate candidate, int kept)
    {
        if (kept == _best.Length)
        {
            if (!(candidate.LogProbability > _best[kept - 1].LogProbability)) return kept;
            kept--;
        }
        int place = kept;
        for (; place > 0 && candidate.LogProbability > _best[place - 1].LogProbability; place--) _best[place] = _best[place - 1];
        _best[place] = candidate;
        return kept + 1;
    }

    /// <summary>Puts a hypothesis in its place among the results, behind its equals; the last may fall out.</summary>
    private void Keep(ReadOnlySpan<int> tokens, double logProbability, int length, bool isEnded)
    {
        var result = new Result(Count, tokens.Length, logProbability, ScoreOf(logProbability, length), isEnded);
        if (Count == _results.Length)
        {
            if (!IsBefore(result, _results[Count - 1])) return;
            // Its room is free.
            result = result with { Place = _results[--Count].Place };
        }
        tokens.CopyTo(_resultTokens.AsSpan(result.Place * _options.MaxLength));
        int place = Count++;
        for (; place > 0 && IsBefore(result, _results[place - 1]); place--) _results[place] = _results[place - 1];
        _results[place] = result;
    }

    private static bool IsBefore(Result a, Result b) => a.IsEnded == b.IsEnded ? a.Score > b.Score : a.IsEnded;

    /// <summary>Whether no live hypothesis can still come among the results. The best a score can become is today's ln p over the greatest length.</summary>
    private bool IsSettled() => Count == _results.Length && _results[^1].IsEnded
        && ScoreOf(_live.LogProbabilities[0], _options.MaxLength) <= _results[^1].Score;

    private double ScoreOf(double logProbability, int length) =>
        _options.LengthNormalization == 0 ? logProbability : logProbability / Math.Pow(length, _options.LengthNormalization);

    private readonly record struct Candidate(int Parent, int Token, double LogProbability);

    private readonly record struct Result(int Place, int Length, double LogProbability, double Score, bool IsEnded);

    /// <summary>Live hypotheses of equal length, the likeliest first.</summary>
    private sealed class Beam(int width, int maxLength)
    {
        private readonly float[] _states = new float[width * TModel.StateSize];
        private readonly int[] _tokens = new int[width * maxLength];

        public int Count { get; set; }

        public int Length { get; set; }

        public double[] LogProbabilities { get; } = new double[width];

        /// <summary>What each reads next.</summary>
        public int[] Last { get; } = new int[width];

        public Span<float> StateOf(int hypothesis) => _states.AsSpan(hypothesis * TModel.StateSize, TModel.StateSize);

        public ReadOnlySpan<int> TokensOf(int hypothesis) => _tokens.AsSpan(hypothesis * maxLength, Length);

        /// <summary>Adds a hypothesis of <paramref name="beam"/> with a token more; its length is this beam's.</summary>
        public void Fork(Beam beam, Candidate candidate)
        {
            beam.StateOf(candidate.Parent).CopyTo(StateOf(Count));
            Span<int> tokens = _tokens.AsSpan(Count * maxLength, Length);
            beam.TokensOf(candidate.Parent).CopyTo(tokens);
            tokens[^1] = Last[Count] = candidate.Token;
            LogProbabilities[Count++] = candidate.LogProbability;
        }
    }
}
