using System.Globalization;

namespace RnnGen;

/// <summary>Draws tokens from a model's logits: the same seed and logits give the same tokens. Allocates nothing after construction.</summary>
/// <remarks>
/// p = softmax(z / Temperature), restricted to the TopK largest, then to the fewest of those whose share reaches TopP.
/// Among equal logits the smaller token is the larger. A logit of −∞ is a token that is never drawn.
/// </remarks>
public sealed class TokenSampler
{
    private readonly Random _random;
    private readonly ulong[] _order;
    private readonly double[] _weights;

    /// <summary>A sampler of tokens 0 … <paramref name="vocabulary"/> − 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="vocabulary"/> is below 1.</exception>
    public TokenSampler(int vocabulary, int seed)
    {
        Hyperparameter.AtLeast(1, vocabulary, nameof(vocabulary));
        // With a seed, Random's algorithm is fixed for good.
        _random = new Random(seed);
        _order = new ulong[vocabulary];
        _weights = new double[vocabulary];
    }

    /// <summary>Above 1 more even, below 1 more peaked; 0 always takes the largest logit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public float Temperature { get; set => field = Hyperparameter.NotNegative(value, nameof(Temperature)); } = 1f;

    /// <summary>The number of largest logits that are drawn from; 0 means all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int TopK { get; set => field = Hyperparameter.AtLeast(0, value, nameof(TopK)); }

    /// <summary>The share of probability that is drawn from; 1 means all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in 0 &lt; TopP ≤ 1.</exception>
    public float TopP { get; set => field = Hyperparameter.Share(value, nameof(TopP)); } = 1f;

    /// <summary>Draws a token.</summary>
    /// <exception cref="ArgumentException"><paramref name="logits"/> has another length, or holds NaN, +∞, or −∞ only; no random number was used.</exception>
    public int Sample(ReadOnlySpan<float> logits)
    {
        int largest = Largest(logits);
        if (Temperature == 0) return largest;
        Order(logits);
        int kept = KeptByP(KeptByK(), logits, logits[largest]);
        return Draw(kept);
    }

    /// <summary>Checks the logits, and finds the first largest.</summary>
    private int Largest(ReadOnlySpan<float> logits)
    {
        BatchShape.RequireLength(nameof(logits), _order.Length, logits.Length);
        int largest = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            if (float.IsNaN(logits[i]) || float.IsPositiveInfinity(logits[i]))
            {
                throw new ArgumentException($"logits[{i}]: expected a number or −∞, found {logits[i].ToString(CultureInfo.InvariantCulture)}.", nameof(logits));
            }
            if (logits[i] > logits[largest]) largest = i;
        }
        return float.IsFinite(logits[largest]) ? largest
            : throw new ArgumentException("logits: expected a finite one, found −∞ only.", nameof(logits));
    }

    /// <summary>Tokens from the largest logit to the smallest, where that matters: the upper half of a key is the logit's rank, the lower half the token.</summary>
    private void Order(ReadOnlySpan<float> logits)
    {
        if (TopK == 0 && TopP == 1)
        {
            for (int i = 0; i < _order.Length; i++) _order[i] = (ulong)i;
            return;
        }
        for (int i = 0; i < _order.Length; i++)
        {
            // + 0 makes −0 and +0 equal. As integers, positive floats ascend and negative ones descend; the keys are to descend.
            int bits = BitConverter.SingleToInt32Bits(logits[i] + 0f);
            uint rank = bits < 0 ? (uint)bits : ~(uint)bits & 0x7FFF_FFFF;
            _order[i] = (ulong)rank << 32 | (uint)i;
        }
        Array.Sort(_order);
    }

    private int KeptByK() => TopK == 0 ? _order.Length : Math.Min(TopK, _order.Length);

    /// <summary>Fills the weights e^((z − max z) / Temperature) of the first <paramref name="kept"/> tokens; says how many reach TopP.</summary>
    private int KeptByP(int kept, ReadOnlySpan<float> logits, float max)
    {
        double total = 0;
        for (int i = 0; i < kept; i++)
        {
            total += _weights[i] = Math.Exp(((double)logits[TokenAt(i)] - max) / Temperature);
        }
        if (TopP == 1) return kept;
        double sum = 0;
        for (int i = 0; i < kept; i++)
        {
            sum += _weights[i];
            if (sum >= TopP * total) return i + 1;
        }
        return kept;
    }

    private int Draw(int kept)
    {
        double total = 0;
        for (int i = 0; i < kept; i++) total += _weights[i];
        double left = _random.NextDouble() * total;
        int last = 0;
        for (int i = 0; i < kept; i++)
        {
            // Rounding can leave a rest behind the last weight; it goes to the last token that has one.
            if (_weights[i] > 0) last = i;
            left -= _weights[i];
            if (left < 0) break;
        }
        return TokenAt(last);
    }

    private int TokenAt(int place) => (int)(uint)_order[place];
}
