"""What a case is, and how a list of cases becomes a JSON file.

One file per library:

    { "library": "torch 2.13.0", "script": "make_numbers.py torch", "cases": [
      { "name": "AdamW",
        "call": "torch.optim.AdamW(groups, lr=learningRate, weight_decay=weightDecay, ...)",
        "settings": { "learningRate": 0.01, "weightDecay": 0.05, ... },
        "convention": "one line, where libraries differ",
        "precision": "double",
        "transform": "where all gradients are changed before the call sees them: how",
        "learningRates": [ one per step: what a group with multiplier 1 used ],
        "groups": [ { "name": "first", "learningRateMultiplier": 1, "decayMultiplier": 1,
                      "parameters": ["a", "b", "c"] }, ... ],
        "results": { "1": { "a": [...], ... }, "2": ..., "3": ..., "10": ... } } ] }

`call` is the very text that is evaluated, with the names in `settings` bound to their values: so
it says which neutral name is which argument of the library. `learningRate` and `weightDecay` are
bound per group, times its multipliers. Start values and gradients are in drive.json (drive.py).
The library runs in double precision on exactly those values; `precision` says so where it can't.
`results` are the weights after the step; a case with further sequences (an average, say) has
them under `further`, by name, in the same form.
"""

import json
from dataclasses import dataclass

import drive


@dataclass
class Case:
    """One call of a library, its settings, and the groups and rates that it runs under.

    `run`, where given, drives this case in a way of its own.
    """

    name: str
    call: str
    settings: dict
    convention: str = ""
    groups: tuple = drive.TWO_GROUPS
    multipliers: tuple = drive.CHANGING
    precision: str = "double"
    transform: str = ""
    run: object = None

    def learning_rates(self):
        """The learning rate of every step, for a group whose multiplier is 1."""
        return [self.settings["learningRate"] * multiplier for multiplier in self.multipliers]

    def group_settings(self, group):
        """The settings as one group sees them at the first step."""
        settings = dict(self.settings)
        settings["learningRate"] = self.learning_rates()[0] * group["learningRateMultiplier"]
        if "weightDecay" in settings:
            settings["weightDecay"] *= group["decayMultiplier"]
        return settings


def case(name, call, convention="", rate=0.01, groups=drive.TWO_GROUPS,
         multipliers=drive.CHANGING, transform="", run=None, precision="double", **settings):
    """A case whose further arguments are its settings, the peak learning rate being `rate`."""
    return Case(name, call, {"learningRate": rate, **settings}, convention, groups, multipliers,
                precision, transform, run)


def flat(parameters):
    """Named arrays of any library as flat lists of doubles."""
    return {name: [float(x) for x in value.reshape(-1)] for name, value in parameters.items()}


def record(case, sequences):
    """The JSON form of a case: `sequences` maps "results" and further names to weights by step."""
    recorded = {
        key: {str(step): flat(states[step]) for step in drive.RECORDED_STEPS}
        for key, states in sequences.items()
    }
    entry = {"name": case.name, "call": " ".join(case.call.split()), "settings": case.settings}
    if case.convention:
        entry["convention"] = case.convention
    entry["precision"] = case.precision
    if case.transform:
        entry["transform"] = case.transform
    entry["learningRates"] = case.learning_rates()
    entry["groups"] = list(case.groups)
    entry["results"] = recorded.pop("results")
    if recorded:
        entry["further"] = recorded
    return entry


def document(library, script, cases, run):
    """The content of a library's file; `run` makes the sequences of one case."""
    names = [case.name for case in cases]
    repeated = {name for name in names if names.count(name) > 1}
    if repeated:
        raise ValueError(f"case names must differ: {sorted(repeated)}")
    entries = [record(case, (case.run or run)(case)) for case in cases]
    return {"library": library, "script": script, "cases": entries}


def _lines(value, indent):
    """JSON with a line per innermost list or object, so that diffs stay readable."""
    children = value.values() if isinstance(value, dict) else value
    nests = (dict, list)
    if not isinstance(value, nests) or not any(isinstance(x, nests) for x in children):
        return json.dumps(value, ensure_ascii=False)
    inner = indent + " "
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {_lines(x, inner)}" for key, x in value.items()]
        opening, closing = "{", "}"
    else:
        parts = [_lines(x, inner) for x in value]
        opening, closing = "[", "]"
    return f"{opening}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{closing}"


def write(path, content):
    """Writes a JSON file."""
    path.write_text(_lines(content, "") + "\n")
