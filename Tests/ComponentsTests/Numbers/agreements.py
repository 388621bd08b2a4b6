"""Which cases agree: `python3 agreements.py` reads every library's file beside it.

Prints the pairs of cases whose weights agree to 1e-10 after ten steps (two libraries that agree are
evidence for both; two cases of one library that agree can't tell two conventions apart), then the
pairs that differ by less than what single precision sees: those can't be told apart by a test.
"""

import itertools
import json
import pathlib

SAME = 1e-10
INVISIBLE = 5e-6


def cases():
    """Every case with the name of its file."""
    for path in sorted(pathlib.Path(__file__).parent.glob("*.json")):
        for case in json.loads(path.read_text()).get("cases", []):
            yield f"{path.stem}: {case['name']}", case


def distance(first, second):
    """The largest difference of any weight at any recorded step, or nothing to compare."""
    if first["groups"] != second["groups"]:
        return None
    pairs = (
        (x, y)
        for step, weights in first["results"].items()
        for name, values in weights.items()
        for x, y in zip(values, second["results"][step][name])
    )
    return max(abs(x - y) for x, y in pairs)


def main():
    near = []
    for (first, x), (second, y) in itertools.combinations(cases(), 2):
        apart = distance(x, y)
        if apart is not None and apart < INVISIBLE:
            near.append((apart, first, second))
    for apart, first, second in sorted(near):
        verdict = "same" if apart < SAME else "CLOSE"
        print(f"{verdict:6}{apart:8.1e}  {first}  |  {second}")


if __name__ == "__main__":
    main()
