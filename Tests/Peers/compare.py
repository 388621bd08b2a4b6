"""Training steps of Descent and PyTorch in turns, on one processor and on two.

    swift build -c release -Xcc -march=native --product descent
    python3 compare.py ../../.build/release/descent [--rounds 5] [--threads 1 2]

Prints the medians of all rounds and their ratios as a table in Markdown, with the largest difference
between the losses of fifty steps, and between those of PyTorch and its own in double precision.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent


def run(command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def descent(command):
    rows = json.loads(run(command + ["bench", "train", "--json"]))["trainings"]
    return {
        row["name"]: {
            "median": 1e3 * row["time"]["median"],
            "processor": 1e3 * row["processorTime"],
            "losses": row["losses"],
        }
        for row in rows
    }


def pytorch(command):
    return {line["network"]: line for line in map(json.loads, run(command).splitlines())}


def apart(a, b):
    return max(abs(x - y) for x, y in zip(a["losses"], b["losses"]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("descent")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    options = parser.parse_args()
    training = [sys.executable, str(HERE / "training.py")]
    exact = pytorch(training + ["--double", "--samples", "1"])
    print(
        "| network | threads | time | Descent, ms | PyTorch, ms | times as fast "
        "| losses apart | PyTorch's from double |"
    )
    print("|---|--:|---|--:|--:|--:|--:|--:|")
    for threads in options.threads:
        pin = ["taskset", "-c", f"0-{threads - 1}"]
        torch = pin + training + ["--threads", str(threads)]
        rounds = [(descent(pin + [options.descent]), pytorch(torch)) for _ in range(options.rounds)]
        for name in rounds[0][0]:
            ours, theirs = zip(*((a[name], b[name]) for a, b in rounds))
            # Threads that wait for each other need processor time, too: it compares one thread only.
            for time, key in [("wall", "median")] + [("processor", "processor")] * (threads == 1):
                own = statistics.median(line[key] for line in ours)
                other = statistics.median(line[key] for line in theirs)
                ratio = statistics.median(b[key] / a[key] for a, b in zip(ours, theirs))
                print(
                    f"| {name} | {threads} | {time} | {own:.3g} | {other:.3g} | {ratio:.2f} "
                    f"| {apart(ours[0], theirs[0]):.0e} | {apart(theirs[0], exact[name]):.0e} |",
                    flush=True,
                )
