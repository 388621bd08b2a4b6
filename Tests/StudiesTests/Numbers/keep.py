#!/usr/bin/env python3
"""Writes runs.txt and verdicts.txt: what `descent study … --full --out PAGES` has measured and said.

    python3 keep.py PAGES

Studies without a page there stay as they are.
Of the runs only what a verdict or a choice reads is kept, to six digits; where that is too few, to nine.
"""
import csv
import sys
from pathlib import Path

PAGES, HERE = Path(sys.argv[1]), Path(__file__).parent
GRID = ["201", "202"]
# Of S7 the errors at equal training loss are read off the last fifth of two curves.
CURVES = {"curves": (["training_loss", "test_error"], ["AdamS", "AdamW"])}
FINE = ["stationary-point"]
# What every run measures, and which of it a verdict or a choice of the study reads.
COMMON = """training_loss test_loss test_error gradient_norm weight_norm decayed_gradient_norm batch_gradient_norm
update_to_weight_ratio decay_rate decay_per_effective_learning_rate chosen_rate dose""".split() + [
    "decay rate at step 100", "root mean square at step 100", "slope of log(R/η) on log of the root mean square"]
READ = {
    "curves": ["test_loss", "test_error"],
    "early-decay": ["test_error", "weight_norm", "update_to_weight_ratio"],
    "language": ["test_loss"],
    "large-batch": ["training_loss", "test_loss", "test_error"],
    "late-gradients": ["training_loss", "test_loss", "test_error", "gradient_norm", "weight_norm", "decayed_gradient_norm", "slope of log(R/η) on log of the root mean square", "dose", "decay rate at step 100", "root mean square at step 100"],
    "mixing": ["test_loss", "weight_norm"],
    "non-convergence": ["test_error"],
    "sharpness": ["training_loss", "test_loss", "test_error", "gradient_norm", "weight_norm"],
    "training-length": ["test_error", "chosen_rate"],
    "weight-growth": ["training_loss", "test_error"],
}


def seeds(command):
    """The seeds of the command that a page ends with, `… --seeds 31...46`."""
    first, last = command.split("--seeds ")[1].split("<")[0].split("...")
    return [str(seed) for seed in range(int(first), int(last) + 1)]


def brief(number, digits=6):
    return number if number in ("inf", "-inf", "nan", "") else f"{float(number):.{digits}g}"


runs, verdicts = [], []
for page in sorted(PAGES.glob("*/index.html")):
    study, own = page.parent.name, seeds(page.read_text().split("<pre>")[-1])
    runs += [[study, "seeds", "", "", " ".join(own)], [study, "grid seeds", "", "", " ".join(GRID)]]
    numbers, places = {}, {}
    for row in csv.DictReader((page.parent / "runs.csv").open()):
        arm, quantity, at = row["arm"], row["quantity"], row["at"]
        if quantity == "check":
            continue
        names, arms = CURVES.get(study, ([], []))
        if quantity not in names or arm not in arms if at else quantity in COMMON and quantity not in READ.get(study, []):
            continue
        key = (("grid: " if row["seed"] in GRID else "") + arm, quantity, at)
        numbers.setdefault(key, {})[row["seed"]] = brief(row["value"], 9 if study in FINE else 6)
        if at:
            places.setdefault((arm, quantity), set()).add(float(at))
    for (arm, quantity, at), values in numbers.items():
        if quantity == "diverged" and set(values.values()) == {"0"}:
            continue
        if at and float(at) not in sorted(places[arm, quantity])[-5:]:
            continue
        all_seeds = GRID if arm.startswith("grid: ") else own
        runs.append([study, arm, quantity, at, " ".join(values.get(seed, "-") for seed in all_seeds)])
    for row in csv.DictReader((page.parent / "verdicts.csv").open()):
        verdicts.append(
            [study, row["claim"], row["verdict"], row["quantity"], row["asked"]]
            + [brief(row[name]) if row["kind"] == "estimated" else row[name] for name in ("center", "low", "high")]
            + [row["n"], row["word"]])
for name, rows in (("runs", runs), ("verdicts", verdicts)):
    assert not any("|" in cell for row in rows for cell in row)
    path = HERE / f"{name}.txt"
    new = {row[0] for row in rows}
    rows += [row for line in path.read_text().splitlines() if (row := line.split("|"))[0] not in new]
    path.write_text("".join("|".join(row) + "\n" for row in sorted(rows, key=lambda row: row[0])))
