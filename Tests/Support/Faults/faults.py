#!/usr/bin/env python3
"""Puts every fault of faults.json into one copy of the tree and counts which ones the tests notice.

    python3 Tests/Support/Faults/faults.py [--check] [--only ROOM] [--faults 3,17] [--workers N]
    python3 Tests/Support/Faults/faults.py --drawn 5:400 [--own]

With --drawn it takes those of a seed, made by draw.py from the sources as they are. Results are kept in
.build-faults/results.json; remove it, or name the faults, once tests have changed.
"""
import argparse
import contextlib
import json
import os
import re
import signal
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import draw

TREE = Path(__file__).resolve().parents[3]
COPY = TREE / ".build-faults"
RESULTS, REFUSED = COPY / "results.json", COPY / "refused.json"
SWITCH = """import Foundation

private let chosenFault = ProcessInfo.processInfo.environment["DESCENT_FAULT"].flatMap(Int.init)

/// Whether a fault is the one that this run was started with.
public func faultIsOn(_ number: Int) -> Bool { chosenFault == number }
"""


def insert(faults):
    """The files with every fault behind its switch; stops where a text isn't there exactly once."""
    files, places = {}, {}
    for fault in faults:
        number, name, right, wrong = (fault[key] for key in ("number", "file", "right", "wrong"))
        text = files.setdefault(name, (TREE / name).read_text())
        context = fault.get("context", right)
        if text.count(context) != 1 or context.count(right) != 1:
            raise SystemExit(f"fault {number}: {context!r} must stand once in {name}")
        start = text.index(context) + context.index(right)
        switches, place = places.setdefault(name, {}), (start, start + len(right))
        right = switches.get(place, right)
        # What has nothing in its place is left out.
        switches[place] = (
            f"(faultIsOn({number}) ? ({wrong}) : ({right}))" if wrong else f"if !faultIsOn({number}) {{ {right} }}")
    for name, switches in places.items():
        following = len(files[name])
        for (start, end), switch in sorted(switches.items(), reverse=True):
            if end > following:
                raise SystemExit(f"{switch!r} stands in another fault of {name}")
            following = start
            files[name] = files[name][:start] + switch + files[name][end:]
    # A default of something public is read wherever it is called.
    public = {fault["file"] for fault in faults if fault.get("public")}
    for name, text in files.items():
        imported = re.search(r"^(\w+ )?import Kernels\n", text, re.M)
        if name in public:
            files[name] = "public import Kernels\n" + (text.replace(imported[0], "") if imported else text)
        elif not imported and not name.startswith("Sources/Kernels/"):
            files[name] = "import Kernels\n" + text
    return files


def key_of(fault):
    """What a fault is, whatever its number."""
    return json.dumps([fault[key] for key in ("file", "right", "wrong")] + [fault.get("context")], ensure_ascii=False)


def make(files):
    """Brings the copy up to date and builds it; the numbers of the faults that the compiler refuses.

    What is as it was keeps its time, so that little is built again.
    """
    files = {**files, "Sources/Kernels/Fault.swift": SWITCH}
    for name in ("Sources", "Plugins", "Tests", "Docs", "README.md", "Package.swift"):
        path = TREE / name
        for file in [path, *path.rglob("*")]:
            if file.is_file():
                files.setdefault(str(file.relative_to(TREE)), file.read_bytes())
        for file in (COPY / name).rglob("*"):
            if file.is_file() and str(file.relative_to(COPY)) not in files:
                file.unlink()
    for name, content in files.items():
        target, content = COPY / name, content if isinstance(content, bytes) else content.encode()
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    # Optimized, or a survivor would cost ten minutes.
    command = ["swift", "build", "-c", "release", "--build-tests", "-Xswiftc", "-enable-testing"]
    built = subprocess.run(command, cwd=COPY, stdout=subprocess.PIPE, text=True)
    places = set(re.findall(rf"^{COPY}/(\S+?):(\d+):\d+: error:", built.stdout, re.M))
    refused = set()
    for name, line in places:
        # What is wrong may show a few lines below, or above, or at the end of an initializer.
        lines, line = (COPY / name).read_text().splitlines(), int(line)
        places = [(line - 10, line, ""), (line, line + 9, ""), (line - 200, line, "if !")]
        near = [re.findall(rf"{start}faultIsOn\((\d+)\)", "\n".join(lines[max(0, first):last]))
                for first, last, start in places]
        switches = near[0][-1:] or near[1][:1] or near[2][-1:]
        refused.update(map(int, switches))
    if built.returncode and not refused:
        raise SystemExit(built.stdout)
    return refused


def seers():
    """The test targets that a fault can reach, by room: those of the room and of all that knows it."""
    described = subprocess.run(
        ["swift", "package", "describe", "--type", "json"], cwd=TREE, check=True, capture_output=True)
    targets = {target["name"]: target for target in json.loads(described.stdout)["targets"]}

    def reached(name):
        known = targets[name].get("target_dependencies", [])
        return {name}.union(*map(reached, known))

    tests = {name: reached(name) for name in targets if targets[name]["type"] == "test"}
    return {room: [test for test in tests if room in tests[test]] for room in targets}


def noticed(number, targets, limit, known=None):
    """What turned red first, or nothing; a hang and a trap count.

    What is red without a fault does not: it is collected where `known` is left out.
    """
    command = [str(next(COPY.glob(".build/release/*.xctest"))), "--testing-library", "swift-testing"]
    command += ["--filter", f"^({'|'.join(targets)})\\."]
    run = subprocess.Popen(
        command, cwd=COPY, env={**os.environ, "DESCENT_FAULT": str(number)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    hang = threading.Timer(limit, os.killpg, (run.pid, signal.SIGKILL))
    hang.start()
    threading.Thread(target=end_with, args=(run,), daemon=True).start()
    began, red = False, []
    for line in run.stdout:
        began = began or "Test run started" in line
        if found := re.search(r"Test (.+? recorded an issue.*?)(?: at [\w.+]+:\d+|$)", line):
            if found[1] in (known or ()):
                continue
            red.append(found[1])
            if known is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(run.pid, signal.SIGKILL)
                break
    hung = not hang.is_alive()
    hang.cancel()
    run.wait()
    # What never began would pass for a trap, unless the arguments of a test are what trapped.
    if not began and run.returncode >= 0:
        raise SystemExit(f"fault {number}: the tests did not begin")
    ended = run.returncode == 0 or (known != [] and run.returncode == 1)
    stopped = ["hang"] if hung else [] if ended else ["trap"]
    return red + stopped if known is None else red or stopped


def end_with(run):
    """Ends what a run has left behind once it has ended: it would hold the output open."""
    run.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGKILL)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--check", action="store_true", help="only see that every text stands once")
    options.add_argument("--drawn", nargs="+", metavar="SEED:COUNT", help="samples that draw.py makes; of the list, those alone that --faults names")
    options.add_argument("--sample", type=int, metavar="SEED", help="ask those of one sample alone")
    options.add_argument("--only", help="a room")
    options.add_argument("--faults", help="numbers, separated by commas")
    options.add_argument("--own", action="store_true", help="ask the tests of a fault's own room alone")
    options.add_argument("--workers", type=int, default=2, help="how many test runs at a time")
    options.add_argument("--limit", type=int, default=600, help="seconds of a test run")
    options = options.parse_args()
    kept = Path(__file__).with_name("faults.json"), Path(__file__).with_name("survivors.json")
    faults, survivors = (json.loads(path.read_text()) for path in kept)
    files = insert(faults)
    if options.check:
        insert(survivors)
        return print(f"{len(faults)} faults and {len(survivors)} survivors, each text stands once")
    wanted = options.faults and {int(number) for number in options.faults.split(",")}
    if options.drawn:
        drawn = draw.draw([tuple(map(int, sample.split(":"))) for sample in options.drawn])
        faults = [fault for fault in faults if wanted and fault["number"] in wanted] + drawn
        reasons = {(fault["file"], fault["context"], fault["wrong"]): fault["left"] for fault in survivors}
    COPY.mkdir(exist_ok=True)
    refused = set(json.loads(REFUSED.read_text())) if REFUSED.exists() else set()
    while True:
        faults = [fault for fault in faults if key_of(fault) not in refused]
        numbers = make(insert(faults))
        if not numbers:
            break
        print("don't compile and are left out:", *sorted(numbers), flush=True)
        refused.update(key_of(fault) for fault in faults if fault["number"] in numbers)
        REFUSED.write_text(json.dumps(sorted(refused), indent=1))
    tests = seers()
    known = noticed(0, [".*"], options.limit)
    if {"hang", "trap"}.intersection(known):
        raise SystemExit(f"without a fault, the tests don't end: {known}")
    print(*(f"red without a fault: {red}" for red in known), sep="\n")
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    chosen = [
        fault for fault in faults
        if options.only in (None, fault["room"]) and options.sample in (None, fault.get("sample"))
        and (not wanted or fault["number"] in wanted)]

    def ask(fault):
        # A changed fault is asked again; so are those that are named.
        result = results.setdefault(key_of(fault), {})
        if wanted:
            result.clear()
        own = fault["room"] + "Tests"
        asked = {"own": [own], "others": [test for test in tests[fault["room"]] if test != own]}
        for which, targets in asked.items():
            if not any(result.values()) and targets and which not in result and (which == "own" or not options.own):
                result[which] = noticed(fault["number"], targets, options.limit, known)
                RESULTS.write_text(json.dumps(results, indent=1))
        return result.get("own") or result.get("others") or []

    score = {}
    with ThreadPoolExecutor(options.workers) as pool:
        for fault, red in zip(chosen, pool.map(ask, chosen)):
            left = fault.get("left") or options.drawn and reasons.get((fault["file"], fault["context"], fault["wrong"]))
            score.setdefault(fault["room"], []).append("noticed" if red else "left" if left else "survives")
            said = ", ".join(red) or f"{'left: ' + left if left else 'SURVIVES'}"
            print(f"{fault['number']:5} {fault['room']:20} {fault['kind']:18} {said}", flush=True)
    print(f"\n{'':20} asked noticed left survive")
    for room, seen in [*score.items(), ("all", sum(score.values(), []))]:
        print(f"{room:20} {len(seen):5} {seen.count('noticed'):7} {seen.count('left'):4} {seen.count('survives'):7}")


main()
