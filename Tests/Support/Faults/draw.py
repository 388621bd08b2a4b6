#!/usr/bin/env python3
"""Makes faults from the sources alone: every place where one kind of slip is possible, and a draw of them.

    python3 Tests/Support/Faults/draw.py --seed 5 --count 400

A room's share grows with the root of its lines; its kinds take turns, and places of a kind have equal
chances. What doesn't compile faults.py leaves out.
"""
import argparse
import json
import math
import random
import re
from pathlib import Path

TREE = Path(__file__).resolve().parents[3]
# How tightly an operator binds; what stands apart in words ends any expression.
LEVELS = {"*": 5, "/": 5, "%": 5, "&*": 5, "+": 4, "-": 4, "&+": 4, "&-": 4, "..<": 3, "...": 3, "as": 2,
          "as?": 2, "is": 2, "??": 2, "<": 1, "<=": 1, ">": 1, ">=": 1, "==": 1, "!=": 1, "===": 1,
          "!==": 1, "&&": 0, "||": -1, "?": -2, ":": -2, "=": -3, "+=": -3, "-=": -3, "*=": -3, "/=": -3,
          "←": -3, "return": -9, "in": -9, "if": -9, "guard": -9, "while": -9, "where": -9, "else": -9,
          "case": -9, "let": -9, "var": -9, "try": -9, "throw": -9, "->": -9, "default:": -9}
OPERATORS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&",
             "+": "-", "-": "+", "*": "/", "/": "*"}
WORDS = {"min": "max", "first": "last", "prefix": "suffix", "dropFirst": "dropLast", "true": "false",
         "lowerBound": "upperBound"}
WORDS = {**WORDS, **{other: word for word, other in WORDS.items()}}
# What opens a body and no closure, at the end of a text.
HEADER = re.compile(r"\b(?:if|guard|while|for|switch)\b[^{}]*$")
PAIRS = {"(": ")", "[": "]", "{": "}"}
CLOSING = {close: opening for opening, close in PAIRS.items()}


def code(text):
    """The text with a blank, or a letter inside strings, for all that is no code or isn't compiled."""
    def blank(match):
        found = match[0]
        return re.sub(r"[^\n]", "s" if found[0] in "\"#" and not found.startswith("#if") else " ", found)

    parts = r'//[^\n]*|/\*.*?\*/|""".*?"""|#"[^\n]*?"#|"(?:\\.|[^"\\\n])*"'
    text = re.sub(parts, blank, text, flags=re.S)
    return re.sub(r"^#if .*?^#endif|^ +#if .*?^ +#endif|^(?:\w+ )?import .*?$", blank, text, flags=re.S | re.M)


def ends(text, start, end, level):
    """Where the expression around a place ends on both sides, for an operator that binds so tightly."""
    left, right = start, end
    while left > 0:
        before, near = text[left - 1], text[max(0, left - 100):left]
        if before in CLOSING:
            depth, left = 1, left - 1
            while depth and left:
                left -= 1
                depth += (text[left] in CLOSING) - (text[left] in PAIRS)
        elif before in "([{,;" or near.endswith(("..<", "...")) and level > 3:
            break
        elif before.isspace():
            word = near.split()[-1] if near.strip() else ""
            if LEVELS.get(word, 9) < level or word.endswith(":"):
                break
            stripped = near.rstrip()
            if "\n" in near[len(stripped):] and word not in LEVELS:
                following = text[left:left + 100].split()
                if not following or following[0] not in LEVELS and following[0][0] != ".":
                    break
            left -= len(near) - len(stripped)
        else:
            left -= 1
    while right < len(text):
        after, near = text[right], text[right:right + 100]
        if after in PAIRS:
            if after == "{" and (near[1:2] == "\n" or HEADER.search(text, max(0, right - 400), right)):
                break
            depth, right = 1, right + 1
            while depth and right < len(text):
                depth += (text[right] in PAIRS) - (text[right] in CLOSING)
                right += 1
        elif after in ")]},;" or after == ":" and (level > -2 or text[right - 1] != " "):
            break
        elif near.startswith(("..<", "...")) and level > 3:
            break
        elif after.isspace():
            word = (near.split() or [""])[0]
            space = len(near) - len(near.lstrip())
            if LEVELS.get(word, 9) <= level:
                break
            if "\n" in near[:space] and word not in LEVELS and word[:1] != ".":
                previous = text[max(0, right - 100):right].split()
                if not previous or previous[-1] not in LEVELS:
                    break
            right += space
        else:
            right += 1
    while left < start and text[left].isspace():
        left += 1
    while right > end and text[right - 1].isspace():
        right -= 1
    return left, right


def arguments(text, start):
    """The places of the arguments of a call whose parenthesis opens here, and where it closes."""
    places, depth, begin = [], 0, start + 1
    for place in range(start, len(text)):
        depth += (text[place] in PAIRS) - (text[place] in CLOSING)
        if text[place] == "," and depth == 1 or depth == 0:
            places.append((begin, place))
            begin = place + 1
        if depth == 0:
            return places, place + 1
    return [], start


def nothing(kind):
    """The plainest value of a type."""
    kind = kind.strip()
    if kind.endswith("?"):
        return "nil"
    if kind.startswith("["):
        return "[:]" if ":" in kind else "[]"
    return {"String": '""', "Int": "0", "Double": "0", "Float": "0", "Bool": "false"}.get(kind)


def slips(text, original):
    """All slips in a file: the kind, the range that is replaced, and what stands there then."""
    def with_change(kind, place, level, start, end, new):
        left, right = ends(text, start, end, level)
        changed = original[left:start] + new + original[end:right]
        return kind, left, right, changed, place

    for match in re.finditer(r"(?<=\s)(<=?|>=?|==|!=|&&|\|\||[-+*/])(?=\s)", text):
        operator = match[1]
        kind = "operator" if operator in "+-*/" else "connective" if operator in "&&||" else "relation"
        yield with_change(kind, match.start(), LEVELS[operator], *match.span(), OPERATORS[operator])
    for match in re.finditer(r"(?<![\w.$\"])(\d[\d_]*(?:\.\d+)?(?:e-?\d+)?)(?![\w.\"])", text):
        whole = match[1].replace("_", "").isdigit()
        new = str(int(match[1].replace("_", "")) + 1) if whole else f"2 * {match[1]}"
        new = new if match[1].strip("0._") or whole else "1"
        yield "literal", *match.span(), new, match.start()
    for match in re.finditer(r"(?:\.\.<|\.\.\.)(?=[\w(])", text):
        left, right = ends(text, match.end(), match.end(), 3)
        less = text[match.end() - 1] == "."
        yield "range", match.end(), right, f"({original[match.end():right]}) {'-+'[not less]} 1", match.start()
        yield "range", match.end(), right, f"({original[match.end():right]}) - 1", match.start()
    for match in re.finditer(rf"(?<![\w])({'|'.join(WORDS)})\b(?!:)", text):
        yield with_change("other word", match.start(), 9, *match.span(), WORDS[match[1]])
    for match in re.finditer(r"(?<=[\s(\[])!(?=[\w(])", text):
        yield with_change("condition", match.start(), 9, *match.span(), "")
    # Every clause of a condition, and what stands before a question mark.
    for match in re.finditer(r"(?<=[\s])(?:if|guard|where|&&|\?)(?=\s)|(?<=,)(?=\s)", text):
        if match[0] == "?":
            left, right = ends(text, match.start() - 1, match.start() - 1, -1)
        else:
            start = match.end() + len(re.match(r"\s+", text[match.end():])[0])
            left, right = start, ends(text, start, start, -1)[1]
            after = text[right:].lstrip()
            if not match[0] and not re.search(r"\b(if|guard)\b[^{}]*$", text[:left]):
                continue
            if not after.startswith(("{", "else", ",")) or text[left:right].startswith(("let ", "var ", "case ")):
                continue
        yield "condition", left, right, f"!({original[left:right]})", match.start()
    for match in re.finditer(r"[\w\])>](\()", text):
        places, end = arguments(text, match.start(1))
        line = text[text.rfind("\n", 0, match.start()) + 1:match.start()]
        called = re.search(r"\w*$", text[:match.start(1)])[0]
        if re.search(r"\b(func|init|subscript|case|struct|typealias)\b", line) or called in ("min", "max", "zip"):
            continue
        for (a, b), (c, d) in zip(places, places[1:]):
            first, second = (re.match(r"\s*(?:\w+:\s*)?", text[e:f]).end() for e, f in ((a, b), (c, d)))
            if (text[a + first] == '"') != (text[c + second] == '"'):
                continue
            new = (original[a:a + first] + original[c + second:d] + original[b:c + second] + original[a + first:b])
            yield with_change("swapped arguments", match.start(), 9, a, d, new)
    statement = r"^ +((?:try )?(?!return|if|let|var|init|self\.\w+ =|super|require|fatalError|preconditionFailure|self\.init)"
    for match in re.finditer(statement + r"[a-z_][\w.$]*(?:\[[^\n\]]*\])?[\w.$?]*)(\(| [-+*/]?= )", text, re.M):
        left = match.start(1)
        right = ends(text, match.end(1), match.end(1), -4)[1]
        previous = re.search(r"(\S*)\s*$", text[:left])[1]
        if text[right:right + 1] in ("\n", " ", "") and previous[-1:] not in "(,[" and previous not in LEVELS:
            if ":" not in text[left:match.end()]:
                yield "lost statement", left, right, "", left
    # What a function gives, at a return, or as its only expression.
    signature = r"(?:->|var \w+:) ([\w\[\]?.: ]+?) \{(?: get \{)?(\s+)"
    for match in re.finditer(signature, text):
        depth, place = 1, match.end()
        while depth and place < len(text):
            depth += (text[place] in PAIRS) - (text[place] in CLOSING)
            place += 1
        new = nothing(match[1])
        if not new:
            continue
        starts = [found.end() + match.end() for found in re.finditer(r"\breturn ", text[match.end():place])]
        if not starts and not re.match(r"(let|var|if|guard|for|switch|get|try|require)\b", text[match.end():]):
            starts = [match.end()]
        for start in starts:
            right = ends(text, start, start, -9)[1]
            yield "nothing", start, right, new, start


def candidates(room, folder):
    """All slips in a room by kind, as entries of faults.json with the lines that they stand in."""
    found = {}
    for file in sorted(folder.rglob("*.swift")):
        original = file.read_text()
        text = code(original)
        for kind, left, right, wrong, place in slips(text, original):
            old = original[left:right]
            if not old.strip() or old == wrong or len(old) > 240 or old.count("\n") > 6:
                continue
            if re.search(r"\b(let|var|case|func)\b", text[left:right]) and wrong:
                continue
            # These the compiler would refuse: texts don't subtract, and types are no values.
            if kind == "operator" and '"' in old or old.startswith("Self ==") or "@escaping" in old:
                continue
            # As many lines as are needed to find the place again.
            first, last = original.rfind("\n", 0, left) + 1, original.find("\n", right)
            for _ in range(3):
                context = original[first:last].strip()
                if original.count(context) == 1 or first == 0:
                    break
                first = original.rfind("\n", 0, first - 1) + 1
            if original.count(context) != 1:
                continue
            if context.count(old) != 1:
                # The rest of its line tells it apart.
                context = original[left:last].strip()
                if context.count(old) != 1 or original.count(context) != 1:
                    continue
            line = original.count("\n", 0, place)
            found.setdefault(kind, []).append((str(file.relative_to(TREE)), line, {
                "room": room, "file": str(file.relative_to(TREE)), "kind": kind, "right": old, "wrong": wrong,
                "context": context}))
    return found


def draw(samples):
    """Faults of all rooms for each seed and count, the same for the same sources; none beside another."""
    folders = {folder.name: folder for folder in sorted((TREE / "Sources").iterdir())}
    folders["Components"] = TREE / "Plugins"
    sizes = {
        room: math.sqrt(sum(file.read_text().count("\n") for file in folder.rglob("*.swift")))
        for room, folder in folders.items() if room != "Descent"}
    sizes = {room: size for room, size in sizes.items() if size}
    found = {room: candidates(room, folders[room]) for room in sizes}
    drawn, taken = [], set()
    for seed, count in samples:
        for room, size in sizes.items():
            generator = random.Random(f"{seed} {room}")
            kinds = generator.sample(sorted(found[room]), len(found[room]))
            for turn in range(round(count * size / sum(sizes.values()))):
                # Switches in one statement would slow the compiler down.
                rest = [(file, line, fault) for file, line, fault in found[room][kinds[turn % len(kinds)]]
                        if not any((file, line + near) in taken for near in range(-4, 5))]
                if rest:
                    file, line, fault = generator.choice(rest)
                    taken.add((file, line))
                    drawn.append({"number": 10_000 + len(drawn), "sample": seed, **fault})
    return drawn


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seed", type=int, required=True)
    options.add_argument("--count", type=int, default=400)
    options = options.parse_args()
    for fault in draw([(options.seed, options.count)]):
        print(json.dumps(fault, ensure_ascii=False))


if __name__ == "__main__":
    main()
