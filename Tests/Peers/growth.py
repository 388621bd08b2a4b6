"""Time an element of a step of AdamW, as the work grows: a table in Markdown, and a chart.

    swift build -c release -Xcc -march=native --product descent
    python3 growth.py ../../.build/release/descent ../../Docs/Resources/step-cost.svg [--rounds 3]

Prints medians of all rounds for the page Performance, and writes the chart that stands there.
"""

import argparse
import math
import statistics

import steps

# What is drawn: a name, the number of parameters or of elements in each, and the threads.
SERIES = [
    ("one parameter, one thread", lambda n: 1, 1),
    ("one parameter, two threads", lambda n: 1, 2),
    ("100 parameters, one thread", lambda n: 100, 1),
    ("parameters of 100, one thread", lambda n: n // 100, 1),
]
SIZES = [1_000, 10_000, 100_000, 1_000_000, 10_000_000, 50_000_000]
# Parameters of a hundred elements up to here: more of them than a model has.
MOST_PARAMETERS = 100_000

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 360, 64, 24, 48
COLORS = ["#2a6f97", "#c1440e", "#5c8a3a", "#7a4fa3"]


def measured(binary, rounds):
    """Nanoseconds an element, by series and size."""
    times = {}
    for _ in range(rounds):
        for index, (_, parameters, threads) in enumerate(SERIES):
            for size in SIZES:
                count = parameters(size)
                if count <= MOST_PARAMETERS:
                    time, _ = steps.descent(binary, "adamw", size, count, threads)
                    times.setdefault((index, size), []).append(1e9 * time / size)
    return {key: statistics.median(values) for key, values in times.items()}


def table(times):
    lines = ["| elements | " + " | ".join(name for name, _, _ in SERIES) + " |"]
    lines.append("|--:|" + "--:|" * len(SERIES))
    for size in SIZES:
        cells = [times.get((index, size)) for index in range(len(SERIES))]
        texts = ["" if cell is None else f"{cell:.2f}" for cell in cells]
        lines.append(f"| {size:,} | " + " | ".join(texts) + " |")
    return "\n".join(lines)


def chart(times):
    low, high = 0.1, 10 ** math.ceil(math.log10(max(times.values())))
    right, bottom = WIDTH - 230, HEIGHT - BOTTOM

    def x(size):
        share = math.log(size / SIZES[0]) / math.log(SIZES[-1] / SIZES[0])
        return LEFT + share * (right - LEFT)

    def y(time):
        return bottom - math.log(time / low) / math.log(high / low) * (bottom - TOP)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="system-ui, sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(round(math.log10(low)), round(math.log10(high)) + 1):
        height = y(10**power)
        parts.append(f'<path d="M{LEFT} {height:.1f}H{right}" stroke="#dddddd"/>')
        parts.append(
            f'<text x="{LEFT - 8}" y="{height + 4:.1f}" text-anchor="end">{10**power:g}</text>'
        )
    for size in SIZES:
        name = f"{size // 1_000_000} M" if size >= 1_000_000 else f"{size // 1_000} k"
        parts.append(f'<text x="{x(size):.1f}" y="{bottom + 18}" text-anchor="middle">{name}</text>')
    parts.append(
        f'<text x="{(LEFT + right) / 2}" y="{HEIGHT - 8}" text-anchor="middle">elements</text>'
    )
    parts.append(
        f'<text x="16" y="{(TOP + bottom) / 2}" text-anchor="middle" '
        f'transform="rotate(-90 16 {(TOP + bottom) / 2})">ns an element</text>'
    )
    for index, (name, _, _) in enumerate(SERIES):
        points = [(size, times[index, size]) for size in SIZES if (index, size) in times]
        line = " ".join(f"{x(size):.1f},{y(time):.1f}" for size, time in points)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{COLORS[index]}" stroke-width="2"/>'
        )
        height = TOP + 20 + 22 * index
        parts.append(f'<path d="M{right + 14} {height - 4}h20" stroke="{COLORS[index]}" stroke-width="2"/>')
        parts.append(f'<text x="{right + 40}" y="{height}">{name}</text>')
    return "\n".join(parts + ["</svg>"]) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("descent")
    parser.add_argument("chart")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    times = measured(options.descent, options.rounds)
    print(table(times))
    with open(options.chart, "w") as file:
        file.write(chart(times))
