"""Steps of Descent and PyTorch's fused optimizers in turns, on one processor and on two.

    swift build -c release -Xcc -march=native --product descent
    pip install torch==2.13.0+cpu
    python3 steps.py ../../.build/release/descent [--rounds 5]

Prints medians of all rounds and their ratios as a table in Markdown, for the page Performance. A step of
PyTorch is timed as `descent bench` times its own: once to warm up, then seven times at least two
milliseconds.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time

# The recipe of Descent, and what PyTorch has for it.
PEERS = {
    "adamw": lambda torch, p: torch.optim.AdamW(p, lr=1e-3, weight_decay=0.01, fused=True),
    "amsgrad": lambda torch, p: torch.optim.Adam(p, lr=1e-3, amsgrad=True, fused=True),
    "adams": lambda torch, p: torch.optim.AdamW(p, lr=1e-3, weight_decay=0.01, fused=True),
    "sgd": lambda torch, p: torch.optim.SGD(p, lr=1e-3, momentum=0.9, fused=True),
    "sgds": lambda torch, p: torch.optim.SGD(p, lr=1e-3, momentum=0.9, weight_decay=5e-4, fused=True),
}
# Elements, and over how many parameters they are spread.
SHAPES = [(1_000, 1), (100_000, 1), (1_000_000, 10_000), (24_000_000, 1)]
# Momentum is not in Descent's plain recipe.
OURS = {"sgd": "moment estimator: heavyBall"}


def pinned(threads, command):
    return ["taskset", "-c", "0" if threads == 1 else "0,1"] + command


def descent(binary, name, elements, parameters, threads):
    command = [binary, "bench", "step", "--json", "--only", OURS.get(name, name)]
    command += ["--elements", str(elements), "--parameters", str(parameters)]
    command += ["--threads", str(threads)]
    output = subprocess.run(pinned(threads, command), check=True, capture_output=True, text=True)
    row = json.loads(output.stdout)["steps"][0]
    return row["time"]["median"], row["bytes"]


def pytorch(name, elements, parameters):
    import torch

    torch.set_num_threads(int(sys.argv[5]))
    tensors = [torch.rand(elements // parameters) - 0.5 for _ in range(parameters)]
    for tensor in tensors:
        tensor.requires_grad_()
        tensor.grad = 0.01 * (torch.rand_like(tensor) - 0.5)
    step = PEERS[name](torch, tensors).step
    start = time.perf_counter()
    step()
    step()
    once = (time.perf_counter() - start) / 2
    repeats = max(1, round(0.002 / once))
    times = []
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(repeats):
            step()
        times.append((time.perf_counter() - start) / repeats)
    print(statistics.median(times))


def peer(name, elements, parameters, threads):
    command = [sys.executable, __file__, "peer", name, str(elements), str(parameters), str(threads)]
    output = subprocess.run(pinned(threads, command), check=True, capture_output=True, text=True)
    return float(output.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("descent")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print("| recipe | elements | parameters | threads | Descent, µs | PyTorch, µs | times as fast |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for threads in (1, 2):
        for name in PEERS:
            for elements, parameters in SHAPES:
                ours, theirs = [], []
                for _ in range(options.rounds):
                    ours.append(descent(options.descent, name, elements, parameters, threads)[0])
                    theirs.append(peer(name, elements, parameters, threads))
                ratio = statistics.median(b / a for a, b in zip(ours, theirs))
                own, other = statistics.median(ours) * 1e6, statistics.median(theirs) * 1e6
                print(
                    f"| {name} | {elements:,} | {parameters:,} | {threads} "
                    f"| {own:.4g} | {other:.4g} | {ratio:.2f} |",
                    flush=True,
                )


if __name__ == "__main__":
    if sys.argv[1] == "peer":
        pytorch(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
