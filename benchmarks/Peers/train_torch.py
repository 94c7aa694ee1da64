"""One training iteration (forward, backward to weights, inputs and states) of torch's recurrent layers.

Prints a line about itself, "# version with its BLAS; MAC/ns of a matrix product", then one for each size: cell input hidden layers
batch steps milliseconds (the least of all repetitions). Run with one thread; the caller sets OPENBLAS_NUM_THREADS=1.
"""
import os
import re
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


def blas():
    """The library that products have gone through: torch.__config__ names what it was built with, which Debian lets be exchanged."""
    with open("/proc/self/maps") as maps:
        files = sorted({os.path.basename(line.split()[-1]) for line in maps if "/" in line})
    for name in files:
        if re.match(r"lib(openblas|mkl_|blis|atlas)", name):
            return name
    if any(name.startswith("libblas") for name in files):
        return "the reference BLAS"
    return re.search(r"BLAS_INFO=(\w*)|$", torch.__config__.show()).group(1) or "an unknown BLAS"


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    a = torch.randn(768, 768)
    best = float("inf")
    for _ in range(10):
        start = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - start)
    print(f"# torch {torch.__version__} with {blas()}; {768 ** 3 / best / 1e9:.1f}", flush=True)
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 0
    for size in sys.argv[2:]:
        cell, *numbers = size.split(",")
        inputs, hidden, layers, batch, steps = map(int, numbers)
        ms = time_cell(cell, inputs, hidden, layers, batch, steps, seconds)
        print(cell, inputs, hidden, layers, batch, steps, f"{ms:.4f}", flush=True)


main()
