using System.Runtime.InteropServices;

namespace RnnGen;

/// <summary>
/// Lets a model write: what it chooses at a step is what it reads at the next. For decoders of a pair, and for language models. Allocates nothing after construction.
/// </summary>
/// <remarks>Belongs to one caller at a time; the model may be shared.</remarks>
/// <typeparam name="TModel">A model that reads one token a step and gives logits for every step.</typeparam>
public sealed class TokenDecoder<TModel>
    where TModel : class, IStreamingRnnModel<TModel, int>
{
    private readonly TModel _model;
    private readonly int _endToken, _vocabulary;
    private readonly float[] _state = new float[TModel.StateSize], _logits = new float[TModel.OutputSize];

    /// <summary>A writer that stops at <paramref name="endToken"/>.</summary>
    /// <exception cref="ArgumentException">The model's choices cannot be its inputs.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="endToken"/> is none of the model's outputs.</exception>
    public TokenDecoder(TModel model, int endToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        _vocabulary = TokenFeedback.Require(TModel.Spec, nameof(TokenDecoder<>));
        ArgumentOutOfRangeException.ThrowIfNegative(endToken);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(endToken, TModel.OutputSize);
        (_model, _endToken) = (model, endToken);
    }

    /// <summary>Always takes the largest logit, the smaller token of equal ones.</summary>
    /// <param name="start">The state to begin in, which stays as it is: the model's <c>State</c>.</param>
    /// <param name="firstToken">What the model reads first: a begin token, say.</param>
    /// <param name="tokens">Takes what is chosen, without the end token; its length is the most that will be.</param>
    /// <returns>How many tokens were chosen; as many as fit where no end token came.</returns>
    /// <exception cref="ArgumentException">The state is another model's, or the token is unknown; nothing was written.</exception>
    public int Greedy<TState>(in TState start, int firstToken, Span<int> tokens)
        where TState : unmanaged => Decode(in start, firstToken, null, tokens);

    /// <summary>Draws each token with <paramref name="sampler"/>.</summary>
    /// <inheritdoc cref="Greedy{TState}(in TState, int, Span{int})"/>
    public int Sample<TState>(in TState start, int firstToken, TokenSampler sampler, Span<int> tokens)
        where TState : unmanaged
    {
        ArgumentNullException.ThrowIfNull(sampler);
        return Decode(in start, firstToken, sampler, tokens);
    }

    private int Decode<TState>(in TState start, int firstToken, TokenSampler? sampler, Span<int> tokens)
        where TState : unmanaged
    {
        Check.Token(firstToken, _vocabulary, nameof(firstToken));
        TState copy = start;
        int token = firstToken;
        StateSpan.Of(ref copy, TModel.StateSize, nameof(start)).CopyTo(_state);
        for (int i = 0; i < tokens.Length; i++)
        {
            _model.Step(MemoryMarshal.CreateReadOnlySpan(ref token, 1), _state, _logits);
            token = sampler?.Sample(_logits) ?? LogSoftmax.Largest(_logits);
            if (token == _endToken) return i;
            tokens[i] = token;
        }
        return tokens.Length;
    }
}
