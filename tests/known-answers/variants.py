"""Known answers for the variants that PyTorch and ONNX lack, from the papers' equations alone (docs/equations.md names them).

python3 variants.py prints, for each case of VariantAnswerTests.cs, the last of three outputs (and, LSTM, the cell).
Element k of tensor s (in the order given beside each case, from 1) is ((7k + s) mod 11 - 5) / 10.
"""
from math import exp, sqrt, tanh

X = [[0.5, -1.0, 0.25], [1.0, 0.75, -0.5], [-0.25, 0.5, 1.0]]
H0, C0 = [0.3, -0.6], [-0.4, 0.8]
H = 2


def tensor(s, n):
    return [((7 * k + s) % 11 - 5) / 10 for k in range(n)]


def sigmoid(z):
    return 1 / (1 + exp(-z))


def times(m, v):
    rows = len(m) // len(v)
    return [sum(m[r * len(v) + j] * v[j] for j in range(len(v))) for r in range(rows)]


def plus(*vectors):
    return [sum(values) for values in zip(*vectors)]


def norm(a, gain, bias):
    mean = sum(a) / len(a)
    s = sqrt(sum((value - mean) ** 2 for value in a) / len(a) + 1e-5)
    return [g * (value - mean) / s + b for value, g, b in zip(a, gain, bias)]


def lstm(gates, peephole=False):
    """weight_ih 1, weight_hh 2, bias 3, peephole 4; gates: letters in the order of the rows."""
    n = len(gates)
    w, u, b = tensor(1, n * H * 3), tensor(2, n * H * H), tensor(3, n * H)
    seen = [g for g in gates if g != "g"]
    p = tensor(4, len(seen) * H) if peephole else [0.0] * (len(seen) * H)
    h, c = H0, C0
    for x in X:
        a = plus(times(w, x), times(u, h), b)
        z = {g: a[k * H:k * H + H] for k, g in enumerate(gates)}
        see = {g: p[k * H:k * H + H] for k, g in enumerate(seen)}
        new_h, new_c = [], []
        for j in range(H):
            f = sigmoid(z["f"][j] + see["f"][j] * c[j]) if "f" in gates else 1.0
            i = sigmoid(z["i"][j] + see["i"][j] * c[j]) if "i" in gates else 1.0 - f
            new_c.append(f * c[j] + i * tanh(z["g"][j]))
            new_h.append(sigmoid(z["o"][j] + see["o"][j] * new_c[j]) * tanh(new_c[j]))
        h, c = new_h, new_c
    return h + c


def ln_lstm():
    """Ba et al. 2016, appendix. weight_ih 1, weight_hh 2, norm_ih 3 4, norm_hh 5 6, norm_c 7 8 (gain, bias)."""
    n = 4 * H
    w, u = tensor(1, n * 3), tensor(2, n * H)
    h, c = H0, C0
    for x in X:
        z = plus(norm(times(w, x), tensor(3, n), tensor(4, n)), norm(times(u, h), tensor(5, n), tensor(6, n)))
        i, f, g, o = z[:H], z[H:2 * H], z[2 * H:3 * H], z[3 * H:]
        c = [sigmoid(f[j]) * c[j] + sigmoid(i[j]) * tanh(g[j]) for j in range(H)]
        shown = norm(c, tensor(7, H), tensor(8, H))
        h = [sigmoid(o[j]) * tanh(shown[j]) for j in range(H)]
    return h + c


def ln_gru(before):
    """Ba et al. 2016, appendix, with z weighing the old state. weight_ih 1, weight_hh 2, norm_ih 3 4, norm_hh 5 6."""
    n = 3 * H
    w, u = tensor(1, n * 3), tensor(2, n * H)
    gi, bi, gh, bh = tensor(3, n), tensor(4, n), tensor(5, n), tensor(6, n)
    k = 2 * H
    h = H0
    for x in X:
        wx = times(w, x)
        rz = plus(norm(wx[:k], gi[:k], bi[:k]), norm(times(u[:k * H], h), gh[:k], bh[:k]))
        r, z = [sigmoid(v) for v in rz[:H]], [sigmoid(v) for v in rz[H:]]
        seen = [a * b for a, b in zip(r, h)] if before else h
        uh = norm(times(u[k * H:], seen), gh[k:], bh[k:])
        if not before:
            uh = [a * b for a, b in zip(r, uh)]
        cand = [tanh(v) for v in plus(norm(wx[k:], gi[k:], bi[k:]), uh)]
        h = [(1 - z[j]) * cand[j] + z[j] * h[j] for j in range(H)]
    return h


def ln_rnn():
    """weight_ih 1, weight_hh 2, norm_ih 3 4, norm_hh 5 6."""
    h = H0
    for x in X:
        h = [tanh(v) for v in plus(norm(times(tensor(1, H * 3), x), tensor(3, H), tensor(4, H)),
                                   norm(times(tensor(2, H * H), h), tensor(5, H), tensor(6, H)))]
    return h


def min_gru():
    """Feng et al. 2024, minGRU. weight_ih 1, bias 3."""
    h = H0
    for x in X:
        a = plus(times(tensor(1, 2 * H * 3), x), tensor(3, 2 * H))
        z = [sigmoid(v) for v in a[:H]]
        h = [(1 - z[j]) * h[j] + z[j] * a[H + j] for j in range(H)]
    return h


# Stacks of RNN layers; layer k has weight_ih 1 + 3k, weight_hh 2 + 3k, bias 3 + 3k, highway_weight 10 + k, highway_bias 12 + k.
# Every layer begins at H0.

def rnn_step(k, x, h, inputs):
    return [tanh(v) for v in plus(times(tensor(1 + 3 * k, H * inputs), x), times(tensor(2 + 3 * k, H * H), h), tensor(3 + 3 * k, H))]


def stack(skip, masks=None):
    h = [H0, H0, H0]
    for t, x in enumerate(X):
        read, given = x, []
        for k in range(3):
            recurrent = masks["state"][k](h[k]) if masks else h[k]
            h[k] = rnn_step(k, read, recurrent, len(read))
            y = h[k]
            if k and skip == "residual":
                y = plus(y, read)
            if k and skip == "highway":
                gate = [sigmoid(v) for v in plus(times(tensor(10 + k, H * H), read), tensor(12 + k, H))]
                y = [g * a + (1 - g) * b for g, a, b in zip(gate, y, read)]
            if masks and k < 2:
                y = masks["output"][k](t, y)
            given.append(y)
            read = x + sum(given, []) if skip == "dense" else y
    return given[-1]


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
    return z ^ (z >> 31)


def combine(a, b):
    return mix((a + b + 0x9E3779B97F4A7C15) % 2**64)


def bits(seed, place, step, unit):
    key = combine(combine(seed, place), step)
    z = (unit * 0x9E3779B9 + key) % 2**32
    z = ((z ^ (z >> 16)) * 0x7FEB352D + (key >> 32)) % 2**32
    z = ((z ^ (z >> 15)) * 0x846CA68B) % 2**32
    return z ^ (z >> 16)


def dropped(seed, place, step, v, p):
    return [a / (1 - p) if bits(seed, place, step, j) >= p * 2**32 else 0.0 for j, a in enumerate(v)]


def dropout_stack(seed):
    """Dropout and recurrent dropout 0.5, whose scale 2 is exact; node k has places 3k (output) and 3k + 1 (state)."""
    return stack("none", {
        "state": [lambda h, k=k: dropped(seed, 3 * k + 1, 0, h, 0.5) for k in range(3)],
        "output": [lambda t, y, k=k: dropped(seed, 3 * k, t, y, 0.5) for k in range(3)],
    })


for name, answer in [
    ("peephole", lstm("ifgo", True)), ("coupled", lstm("fgo")), ("coupled peephole", lstm("fgo", True)),
    ("no forget", lstm("igo")), ("no forget peephole", lstm("igo", True)),
    ("ln lstm", ln_lstm()), ("ln gru after", ln_gru(False)), ("ln gru before", ln_gru(True)), ("ln rnn", ln_rnn()),
    ("min gru", min_gru()),
    ("residual", stack("residual")), ("highway", stack("highway")), ("dense", stack("dense")),
    ("dropout 1", dropout_stack(1)), ("dropout 6", dropout_stack(6)),
    ("bits", ["0x%08X" % bits(s, p, t, j) for s, p, t, j in [(0, 0, 0, 0), (1, 0, 0, 1), (1, 4, 2, 7), (0xFEDCBA9876543210, 5, 39, 69)]]),
]:
    print(name.ljust(20), ", ".join(value if isinstance(value, str) else repr(value) for value in answer))
