"""One training iteration (forward, backward to weights, inputs and states) of torch's recurrent layers.

Prints one line for each size: cell input hidden layers batch steps milliseconds (the least of all repetitions).
Run with one thread; the caller sets OPENBLAS_NUM_THREADS=1.
"""
import sys
import time

import torch


def time_cell(cell, inputs, hidden, layers, batch, steps, seconds):
    make = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
    net = make(inputs, hidden, num_layers=layers)
    x = torch.randn(steps, batch, inputs, requires_grad=True)
    upstream = torch.randn(steps, batch, hidden)
    best, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        y, _ = net(x)
        y.backward(upstream)
        best = min(best, time.perf_counter() - start)
        net.zero_grad(set_to_none=False)
        x.grad = None
    return best * 1e3


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    blas = [line.strip() for line in torch.__config__.show().splitlines() if "BLAS_INFO" in line or "LAPACK" in line]
    a = torch.randn(768, 768)
    best = float("inf")
    for _ in range(10):
        start = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - start)
    print(f"# torch {torch.__version__}; a matrix product of 768: {768 ** 3 / best / 1e9:.1f} MAC/ns", flush=True)
    seconds = float(sys.argv[1])
    for size in sys.argv[2:]:
        cell, *numbers = size.split(",")
        inputs, hidden, layers, batch, steps = map(int, numbers)
        ms = time_cell(cell, inputs, hidden, layers, batch, steps, seconds)
        print(cell, inputs, hidden, layers, batch, steps, f"{ms:.4f}", flush=True)


main()
