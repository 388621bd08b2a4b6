#!/usr/bin/env python3
"""Draws faults from the sources alone, and prints them as entries of faults.json.

    python3 Tests/Support/Faults/draw.py --seed 5 --count 60 --from 226

Rooms get faults in proportion to their lines, at least one each; kinds take turns, lines are chosen at
random. What doesn't compile faults.py leaves out.
"""
import argparse
import json
import random
import re
from pathlib import Path

TREE = Path(__file__).resolve().parents[3]
CALL = r"(?:\([^()\"]*\)|\[[^\[\]\"]*\])*"
OPERAND = rf"(?<![\w.$)\]√~!&-])(?:\d[\d_.]*(?:e-?\d+)?|[A-Za-z_$][\w$.]*{CALL}(?:\.\w+{CALL})*)(?![\w.(\[!?])"
COMPARED = rf"{OPERAND}(?: (?:<|<=|>|>=|==|!=) {OPERAND})?"
OTHER = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "+": "-", "-": "+", "*": "/", "/": "*"}
LEVELS = {"*": 4, "/": 4, "%": 4, "+": 3, "-": 3, "..<": 2, "...": 2, "??": 2, "<": 1, "<=": 1, ">": 1,
          ">=": 1, "==": 1, "!=": 1, "&&": 0, "||": -1, "?": -2, ":": -2, "=": -3, "+=": -3, "-=": -3}


def number(text):
    """Another value of a default."""
    if text in ("true", "false"):
        return "false" if text == "true" else "true"
    return f"(2 * {text})" if text.strip("0._") else "1"


def stands_alone(line, right, start):
    """Whether parentheses around a text change nothing."""
    inside = [LEVELS[word] for word in re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", right).split() if word in LEVELS]
    before, after = line[:start].rsplit(None, 1), line[start + len(right):].split(None, 1)
    near = [word[0] for word in (before[-1:], after[:1]) if word and not re.search(r"[\w(){}\[\],.\"#]", word[0])]
    return all(LEVELS.get(word, 9) < min(inside, default=9) for word in near)


# A kind, the text that is right, and what somebody might have typed in its place.
KINDS = [
    ("threshold", rf"({OPERAND}) (<|<=|>|>=) ({OPERAND})", lambda m: f"{m[1]} {OTHER[m[2]]} {m[3]}"),
    ("inverted condition", r"(?:if|guard|while) ([^,{}#]+?)(?= \{| else)", lambda m: f"!({m[1]})"),
    ("lost check", r"guard ([^,{}#]+?)(?= else)", lambda m: "true"),
    ("lost case", r"(?:if|else if) ([^,{}#]+?)(?= \{)", lambda m: "false"),
    ("wrong connective", rf"({COMPARED}) && ({COMPARED})", lambda m: f"{m[1]} || {m[2]}"),
    ("wrong connective", rf"({COMPARED}) \|\| ({COMPARED})", lambda m: f"{m[1]} && {m[2]}"),
    ("wrong sign", rf"({OPERAND}) ([+-]) ({OPERAND})", lambda m: f"{m[1]} {OTHER[m[2]]} {m[3]}"),
    ("swapped operands", rf"({OPERAND}) ([-/]) ({OPERAND})", lambda m: f"{m[3]} {m[2]} {m[1]}"),
    ("wrong unit", rf"({OPERAND}) ([*/]) ({OPERAND})", lambda m: f"{m[1]} {OTHER[m[2]]} {m[3]}"),
    ("lost term", rf"({OPERAND}) [+*] ({OPERAND})", lambda m: m[1]),
    ("off by one", rf"({OPERAND}) [+-] 1\b(?!\.)", lambda m: m[1]),
    ("off by one", rf"0\.\.<({OPERAND})", lambda m: f"0..<({m[1]} - 1)"),
    ("min for max", r"(?<![.\w])(?:Swift\.)?(?<!\w)(min|max)(\((?:[^()]|\([^()]*\))*\))",
     lambda m: m[0].replace(m[1], {"min": "max", "max": "min"}[m[1]], 1)),
    ("swapped branches", rf"({COMPARED})(?= \? )", lambda m: f"!({m[1]})"),
    ("wrong default", r"(?<= = )(true|false|\d[\d_.]*(?:e-?\d+)?)(?=[,)]|$)", lambda m: number(m[1])),
    ("stale value", r"^((?!self\b)[\w.$\[\]]+ (?:=|\+=|-=|\*=) [^{]+)$", lambda m: "()"),
]


def lines(text):
    """The lines of code of a file, without comments and long strings."""
    inside = False
    for line in text.splitlines():
        quotes = line.count('"""')
        if not inside and quotes == 0 and not line.lstrip().startswith(("//", "import", "package import")):
            yield line.strip()
        inside ^= quotes % 2 == 1


def candidates(room, folder, known):
    """All faults of a room by kind."""
    found = {}
    for file in sorted(folder.rglob("*.swift")):
        name, text = str(file.relative_to(TREE)), file.read_text()
        for line in lines(text):
            if any(old in line or line in old for old in known.get(name, ())) or text.count(line) != 1:
                continue
            for kind, pattern, change in KINDS:
                for match in re.finditer(pattern, line):
                    # Conditions are found with their word, which stays.
                    right = match[1] if kind in ("inverted condition", "lost check", "lost case") else match[0]
                    if line[:match.start()].count('"') % 2 or '"' in right or line.count(right) != 1:
                        continue
                    if not stands_alone(line, right, match.start(1) if right == match[1] else match.start()):
                        continue
                    if re.search(r"\b(let|case|var|try|is|as)\b", right):
                        continue
                    fault = {"room": room, "file": name, "kind": kind, "right": right,
                             "wrong": change(match), "context": line}
                    if kind == "wrong default" and re.search(r"\bfunc\b|\binit\(|:.*=.*,", line):
                        fault["public"] = True
                    found.setdefault(kind, []).append(fault)
    return found


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seed", type=int, required=True)
    options.add_argument("--count", type=int, default=60)
    options.add_argument("--from", type=int, dest="first", required=True, help="the first number")
    options.add_argument("--rooms", nargs="*", help="these alone")
    options = options.parse_args()
    old = json.loads(Path(__file__).with_name("faults.json").read_text())
    known = {}
    for fault in old:
        known.setdefault(fault["file"], []).append(fault.get("context", fault["right"]))
    folders = {folder.name: folder for folder in sorted((TREE / "Sources").iterdir())}
    folders["Components"] = TREE / "Plugins"
    sizes = {
        room: sum(file.read_text().count("\n") for file in folder.rglob("*.swift"))
        for room, folder in folders.items() if room != "Descent"}
    sizes = {room: size for room, size in sizes.items() if size and room in (options.rooms or sizes)}
    generator = random.Random(options.seed)
    number = options.first
    for room, size in sizes.items():
        found = candidates(room, folders[room], known)
        taken = set()
        kinds = generator.sample(sorted(found), len(found))
        for turn in range(max(1, round(options.count * size / sum(sizes.values())))):
            rest = [fault for fault in found[kinds[turn % len(kinds)]] if fault["context"] not in taken]
            if not rest:
                continue
            fault = generator.choice(rest)
            taken.add(fault["context"])
            print("  " + json.dumps({"number": number} | fault, ensure_ascii=False) + ",")
            number += 1


main()
