"""PyTorch as a peer: the same talk over stdin and stdout as in peer.hpp. Set in the environment by the benchmark:
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 OPENBLAS_CORETYPE=SkylakeX ATEN_CPU_CAPABILITY=avx512."""
import array
import re
import sys
import time

import torch

RNN, LSTM, GRU = range(3)


class Cell:
    def __init__(self, path):
        with open(path, "rb") as file:
            head = array.array("i")
            head.fromfile(file, 4)
            self.kind, self.inputs, self.hidden, self.steps = head

            def floats(*shape):
                count = 1
                for dim in shape:
                    count *= dim
                values = array.array("f")
                values.fromfile(file, count)
                return torch.tensor(values).reshape(shape)

            rows = (1, 4, 3)[self.kind] * self.hidden
            self.w, self.u, self.b = floats(rows, self.inputs), floats(rows, self.hidden), floats(rows)
            self.bhh = torch.zeros(rows)  # PyTorch has two biases; the second matters for the GRU's candidate only
            if self.kind == GRU:
                self.bhh[2 * self.hidden:] = floats(self.hidden)
            self.x = floats(self.steps, 1, self.inputs)


class Runner:
    """Steps through nn.LSTMCell and its like, sequences through nn.LSTM: what a user of PyTorch calls for each."""

    def __init__(self, cell):
        self.cell = cell
        one, all_ = ((torch.nn.RNNCell, torch.nn.RNN), (torch.nn.LSTMCell, torch.nn.LSTM), (torch.nn.GRUCell, torch.nn.GRU))[cell.kind]
        self.one, self.all = one(cell.inputs, cell.hidden), all_(cell.inputs, cell.hidden)
        for parameters in (self.one.parameters(), self.all.parameters()):  # both: weight_ih, weight_hh, bias_ih, bias_hh
            for parameter, values in zip(parameters, (cell.w, cell.u, cell.b, cell.bhh)):
                parameter.copy_(values)
        self.inputs = list(cell.x)
        self.reset()

    def reset(self):
        zero = torch.zeros(1, self.cell.hidden)
        self.state = (zero, zero) if self.cell.kind == LSTM else zero

    def steps(self, count):
        outputs, state, one, inputs = [], self.state, self.one, self.inputs
        is_lstm = self.cell.kind == LSTM
        for t in range(count):
            state = one(inputs[t], state)
            outputs.append(state[0] if is_lstm else state)
        self.state = state
        return outputs

    def sequence(self, count):
        state = tuple(s.unsqueeze(0) for s in self.state) if self.cell.kind == LSTM else self.state.unsqueeze(0)
        y, state = self.all(self.cell.x[:count], state)
        self.state = tuple(s.squeeze(0) for s in state) if self.cell.kind == LSTM else state.squeeze(0)
        return y


def fastest(run, steps, milliseconds):
    """Nanoseconds a step in the fastest batch, as in peer.hpp."""
    def batch(calls):
        begin = time.perf_counter_ns()
        for _ in range(calls):
            run()
        return time.perf_counter_ns() - begin

    begin, calls = time.perf_counter_ns(), 1
    elapsed = batch(1)
    while elapsed < 250_000:
        calls *= 2
        elapsed = batch(calls)
    least = elapsed / calls
    while time.perf_counter_ns() - begin < milliseconds * 1e6:
        least = min(least, batch(calls) / calls)
    return least / steps


def version():
    a = torch.rand(256, 256)
    rate = 2 * 256**3 / fastest(lambda: a @ a, 1, 20)  # operations a nanosecond
    blas = re.search(r"BLAS_INFO=(\w+)", torch.__config__.show())
    # A core with vector units does 30 and more; the reference BLAS 1 to 3. A comparison with that would be worth nothing.
    slow = "" if rate > 15 else ", SLOW: this is the reference BLAS; select OpenBLAS (install.sh does)"
    return f"{torch.__version__} from Python ({blas.group(1) if blas else 'BLAS unknown'}, {rate:.0f} GFLOP/s in a product of 256 × 256{slow})"


def answer(line, runner):
    verb, *words = line.split(" ", 1)
    if verb == "load":
        return Runner(Cell(words[0].strip() + "/cell.bin")), "ok"
    form, steps, rest = words[0].split(" ", 2)
    run = (lambda: runner.steps(int(steps))) if form == "step" else (lambda: runner.sequence(int(steps)))
    if verb == "time":
        return runner, f"ok {fastest(run, int(steps), float(rest)):.6g}"
    runner.reset()
    outputs = run()
    values = torch.cat(outputs) if form == "step" else outputs
    with open(rest.strip(), "wb") as file:
        array.array("f", values.flatten().tolist()).tofile(file)
    return runner, "ok"


def main():
    torch.set_num_threads(1)
    print("ok", version(), flush=True)
    runner = None
    for line in sys.stdin:
        try:
            runner, text = answer(line, runner)
        except Exception as error:  # the benchmark reports it and goes on without this peer
            text = "error " + " ".join(str(error).split())
        print(text, flush=True)


with torch.no_grad():
    main()
