"""Known answers, from the papers' equations alone (docs/equations.md names them).

python3 variants.py prints all committed answers: KnownAnswer.cs, PairAnswerTests.cs and KnownAnswerTests.cs have them.
Each is the last of three outputs, or all three (and, LSTM, the cell).
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


def bounded(v, bound):
    return min(bound, max(-bound, v))


def hard_sigmoid(z):
    return min(1.0, max(0.0, 0.25 * z + 0.5))


def softsign(z):
    return z / (1 + abs(z))


def scaled_tanh(z):
    return 1.5 * tanh(0.5 * z)


INFINITE = float("inf")
NUMBERS = {"w": 1, "u": 2, "b": 3, "peephole": 4, "bias_hn": 4, "hr": 5}
LN_NUMBERS = {"w": 1, "u": 2, "peephole": 10, "hr": 9}   # norm_ih 3 4, norm_hh 5 6, norm_c 7 8 (gain, bias)


def lstm(gates="ifgo", peephole=False, ln=False, p=0, clip=INFINITE, cell_clip=INFINITE, functions=(sigmoid, tanh, tanh), mask=None,
         xs=X, numbers=None, h=H0, c=C0):
    """All outputs, and the last cell. gates: letters in the order of the rows. Ba et al. 2016, appendix, for ln."""
    numbers = numbers or (LN_NUMBERS if ln else NUMBERS)
    gate, candidate, shown_as = functions
    rows, width = len(gates) * H, p or H
    w, u = tensor(numbers["w"], rows * len(xs[0])), tensor(numbers["u"], rows * width)
    seen = [g for g in gates if g != "g"]
    see_all = tensor(numbers["peephole"], len(seen) * H) if peephole else [0.0] * (len(seen) * H)
    see = {g: see_all[k * H:k * H + H] for k, g in enumerate(seen)}
    h, ys = h[:width], []
    for x in xs:
        uh = times(u, mask(h) if mask else h)
        if ln:
            a = plus(norm(times(w, x), tensor(3, rows), tensor(4, rows)), norm(uh, tensor(5, rows), tensor(6, rows)))
        else:
            a = plus(times(w, x), uh, tensor(numbers["b"], rows))
        z = {g: a[k * H:k * H + H] for k, g in enumerate(gates)}
        new_c = []
        for j in range(H):
            f = gate(bounded(z["f"][j] + see["f"][j] * c[j], clip)) if "f" in gates else 1.0
            i = gate(bounded(z["i"][j] + see["i"][j] * c[j], clip)) if "i" in gates else 1.0 - f
            new_c.append(bounded(f * c[j] + i * candidate(bounded(z["g"][j], clip)), cell_clip))
        c = new_c
        shown = norm(c, tensor(7, H), tensor(8, H)) if ln else c
        h = [gate(bounded(z["o"][j] + see["o"][j] * c[j], clip)) * shown_as(shown[j]) for j in range(H)]
        if p:
            h = times(tensor(numbers["hr"], p * H), h)
        ys.append(h)
    return ys, c


def last(run):
    """Of an LSTM: the last output and the cell."""
    ys, c = run
    return ys[-1] + c


def flat(vectors):
    return sum(vectors, [])


def gru(before, ln=False, clip=INFINITE, gate=sigmoid, candidate=tanh, mask=None, xs=X, numbers=None, h=H0):
    """All outputs. z weighs the old state. Ba et al. 2016, appendix, for ln: norm_ih 3 4, norm_hh 5 6, in the place of biases."""
    numbers = numbers or NUMBERS
    n, k = 3 * H, 2 * H
    w, u = tensor(numbers["w"], n * len(xs[0])), tensor(numbers["u"], n * H)
    if not ln:
        b, bias_hn = tensor(numbers["b"], n), tensor(numbers["bias_hn"], H)

    def from_x(v, part):
        return norm(v, tensor(3, n)[part], tensor(4, n)[part]) if ln else plus(v, b[part])

    def from_h(v, part):
        return norm(v, tensor(5, n)[part], tensor(6, n)[part]) if ln else v

    gates, rest, ys = slice(0, k), slice(k, n), []
    for x in xs:
        wx = times(w, x)
        known = mask(h) if mask else h
        rz = [gate(bounded(v, clip)) for v in plus(from_x(wx[:k], gates), from_h(times(u[:k * H], known), gates))]
        r, z = rz[:H], rz[H:]
        if before:
            uh = from_h(times(u[k * H:], [a * b for a, b in zip(r, known)]), rest)
        else:
            uh = from_h(times(u[k * H:], known), rest)
            if not ln:
                uh = plus(uh, bias_hn)
            uh = [a * b for a, b in zip(r, uh)]
        new = [candidate(bounded(v, clip)) for v in plus(from_x(wx[k:], rest), uh)]
        h = [(1 - z[j]) * new[j] + z[j] * h[j] for j in range(H)]
        ys.append(h)
    return ys


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


def rnn(k=0, xs=X, mask=None):
    h, ys = H0, []
    for x in xs:
        h = rnn_step(k, x, mask(h) if mask else h, len(x))
        ys.append(h)
    return ys


def two_ways(merge, masks=(None, None)):
    """Forward as layer 0 of the stack, backward with the numbers of layer 1; Schuster and Paliwal 1997."""
    return flat([[merge(a, b) for a, b in zip(*both)] for both in zip(rnn(0, X, masks[0]), rnn(1, X[::-1], masks[1])[::-1])])


def dense(weight, bias, v, rows, f=lambda z: z):
    return [f(z) for z in plus(times(tensor(weight, rows * len(v)), v), tensor(bias, rows))]


def bridged():
    """Encoder: an LSTM of two layers in both directions, from zero. Bridge: dense, tanh. Decoder: an LSTM, then a GRU (AfterProduct).

    The state's order: layer by layer, forward before backward, h before c. Tensors w, u, b: encoder 1 to 12 in that order,
    bridge 13 14, LSTM 15 to 17, GRU 18 to 20 and bias_hn 21.
    """
    xs, state = X, []
    for layer in range(2):
        both = []
        for way, order in enumerate([1, -1]):
            first = 6 * layer + 3 * way + 1
            ys, c = lstm(xs=xs[::order], numbers={"w": first, "u": first + 1, "b": first + 2}, h=[0.0, 0.0], c=[0.0, 0.0])
            state += ys[-1] + c
            both.append(ys[::order])
        xs = [a + b for a, b in zip(*both)]
    start = dense(13, 14, state, 3 * H, tanh)
    ys, _ = lstm(numbers={"w": 15, "u": 16, "b": 17}, h=start[:H], c=start[H:2 * H])
    return flat(gru(False, xs=ys, numbers={"w": 18, "u": 19, "b": 20, "bias_hn": 21}, h=start[2 * H:]))


def feedback():
    """One to many: an RNN (1 2 3) and a dense layer (4 5) that read X[0], then their own outputs."""
    x, h, ys = X[0], H0, []
    for _ in range(3):
        h = rnn_step(0, x, h, 3)
        x = dense(4, 5, h, 3)
        ys.append(x)
    return flat(ys)


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


def state_mask(seed, place=1):
    """Recurrent dropout 0.5 of node 0: place 1 forward, 2 backward."""
    return lambda h: dropped(seed, place, 0, h, 0.5)


SEEDS = [3, 1]   # 3 keeps the first of two units and drops the second, 1 the other way round
OTHERS = dict(clip=0.5, gate=hard_sigmoid, candidate=softsign)

for name, answer in [
    ("rnn", flat(rnn())), ("lstm", flat(lstm()[0])), ("lstm cell", lstm()[1]), ("gru after", flat(gru(False))), ("gru before", flat(gru(True))),
    ("lstm projected", flat(lstm(p=1)[0])),
    ("peephole", last(lstm("ifgo", True))), ("coupled", last(lstm("fgo"))), ("coupled peephole", last(lstm("fgo", True))),
    ("no forget", last(lstm("igo"))), ("no forget peephole", last(lstm("igo", True))), ("min gru", min_gru()),
    ("ln lstm", last(lstm(ln=True))), ("ln gru after", gru(False, ln=True)[-1]), ("ln gru before", gru(True, ln=True)[-1]), ("ln rnn", ln_rnn()),
    ("ln projected", last(lstm(ln=True, p=1))), ("ln peephole", last(lstm(peephole=True, ln=True))),
    ("ln clip", last(lstm(ln=True, clip=0.5))), ("ln cell clip", last(lstm(ln=True, cell_clip=0.25))),
    ("ln coupled", last(lstm("fgo", ln=True))), ("ln no forget", last(lstm("igo", ln=True))),
    ("ln all", last(lstm("fgo", True, ln=True, p=1, clip=0.5, cell_clip=0.25))),
    ("ln clip gru after", gru(False, ln=True, clip=0.5)[-1]), ("ln clip gru before", gru(True, ln=True, clip=0.5)[-1]),
    ("others lstm", flat(lstm(clip=0.5, cell_clip=0.25, functions=(hard_sigmoid, softsign, scaled_tanh))[0])),
    ("others gru after", flat(gru(False, **OTHERS))), ("others gru before", flat(gru(True, **OTHERS))),
    ("sum", two_ways(lambda a, b: a + b)), ("mean", two_ways(lambda a, b: (a + b) / 2)), ("product", two_ways(lambda a, b: a * b)),
    ("residual", stack("residual")), ("highway", stack("highway")), ("dense", stack("dense")),
    ("dropout 1", dropout_stack(1)), ("dropout 6", dropout_stack(6)),
    *((f"dropout lstm {seed}", last(lstm(mask=state_mask(seed)))) for seed in SEEDS),
    *((f"dropout gru {'before' if before else 'after'} {seed}", gru(before, mask=state_mask(seed))[-1]) for before in [False, True] for seed in SEEDS),
    ("dropout two ways 10", two_ways(lambda a, b: a + b, (state_mask(10), state_mask(10, 2)))),
    ("bridge", bridged()), ("feedback", feedback()),
    ("bits", ["0x%08X" % bits(s, p, t, j) for s, p, t, j in [(0, 0, 0, 0), (1, 0, 0, 1), (1, 4, 2, 7), (0xFEDCBA9876543210, 5, 39, 69)]]),
]:
    print(name.ljust(22), ", ".join(value if isinstance(value, str) else repr(value) for value in answer))
