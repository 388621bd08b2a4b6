#!/usr/bin/env python3
"""Puts every fault of faults.json into one copy of the tree and counts which ones the tests notice.

    python3 Tests/Support/Faults/faults.py [--check] [--only ROOM] [--faults 3,17] [--workers N]

Results are kept in .build-faults/results.json; remove it, or name the faults, once tests have changed.
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

TREE = Path(__file__).resolve().parents[3]
COPY = TREE / ".build-faults"
RESULTS = COPY / "results.json"
SWITCH = """import Foundation

private let chosenFault = ProcessInfo.processInfo.environment["DESCENT_FAULT"].flatMap(Int.init)

/// Whether a fault is the one that this run was started with.
public func faultIsOn(_ number: Int) -> Bool { chosenFault == number }
"""


def insert(faults):
    """The files with every fault behind its switch; stops where a text isn't there exactly once."""
    files = {}
    for fault in faults:
        name, right, wrong = fault["file"], fault["right"], fault["wrong"]
        text = files.get(name) or (TREE / name).read_text()
        place = fault.get("context", right)
        if text.count(place) != 1 or place.count(right) != 1:
            raise SystemExit(f"fault {fault['number']}: {place!r} must stand once in {name}")
        switch = f"(faultIsOn({fault['number']}) ? ({wrong}) : ({right}))"
        files[name] = text.replace(place, place.replace(right, switch))
    # A default of something public is read wherever it is called.
    public = {fault["file"] for fault in faults if fault.get("public")}
    for name, text in files.items():
        imported = re.search(r"^(\w+ )?import Kernels\n", text, re.M)
        if name in public:
            files[name] = "public import Kernels\n" + (text.replace(imported[0], "") if imported else text)
        elif not imported and not name.startswith("Sources/Kernels/"):
            files[name] = "import Kernels\n" + text
    return files


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
        # What is wrong may show a few lines below.
        lines = (COPY / name).read_text().splitlines()[max(0, int(line) - 10):int(line)]
        refused.update(map(int, re.findall(r"faultIsOn\((\d+)\)", "\n".join(lines))[-1:]))
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
                os.killpg(run.pid, signal.SIGKILL)
                break
    hung = not hang.is_alive()
    hang.cancel()
    run.wait()
    # What never began would pass for a trap, unless the arguments of a test are what trapped.
    if not began and run.returncode >= 0:
        raise SystemExit(f"fault {number}: the tests did not begin")
    ended = run.returncode == 0 or (known and run.returncode == 1)
    return red or (["hang"] if hung else [] if ended else ["trap"])


def end_with(run):
    """Ends what a run has left behind once it has ended: it would hold the output open."""
    run.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGKILL)


def first_red(fault, tests, limit, known):
    """Asks the tests of the fault's own room, then all others that see it."""
    number, own = fault["number"], fault["room"] + "Tests"
    others = [test for test in tests if test != own]
    red = noticed(number, [own], limit, known)
    return red or (noticed(number, others, limit, known) if others else [])


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--check", action="store_true", help="only see that every text stands once")
    options.add_argument("--only", help="a room")
    options.add_argument("--faults", help="numbers, separated by commas")
    options.add_argument("--workers", type=int, default=2, help="how many test runs at a time")
    options.add_argument("--limit", type=int, default=600, help="seconds of a test run")
    options = options.parse_args()
    faults = json.loads(Path(__file__).with_name("faults.json").read_text())
    files = insert(faults)
    if options.check:
        return print(f"{len(faults)} faults, each text stands once")
    COPY.mkdir(exist_ok=True)
    while refused := make(files):
        print("don't compile and are left out:", *sorted(refused), flush=True)
        faults = [fault for fault in faults if fault["number"] not in refused]
        files = insert(faults)
    tests = seers()
    known = noticed(0, [".*"], options.limit)
    print(*(f"red without a fault: {red}" for red in known), sep="\n")
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    wanted = options.faults and {int(number) for number in options.faults.split(",")}
    chosen = [
        fault for fault in faults
        if (not options.only or fault["room"] == options.only)
        and (not wanted or fault["number"] in wanted)]

    def ask(fault):
        # A changed fault is asked again; so are those that are named.
        key = json.dumps(fault, sort_keys=True)
        if key not in results or wanted:
            results[key] = first_red(fault, tests[fault["room"]], options.limit, known)
            RESULTS.write_text(json.dumps(results, indent=1))
        return results[key]

    score = {}
    with ThreadPoolExecutor(options.workers) as pool:
        for fault, red in zip(chosen, pool.map(ask, chosen)):
            if not red and "left" in fault:
                red = [f"left: {fault['left']}"]
            score.setdefault(fault["room"], []).append(bool(red))
            print(
                f"{fault['number']:4} {fault['room']:15} {fault['kind']:20} "
                f"{', '.join(red) or 'SURVIVES'}", flush=True)
    for room, seen in score.items():
        print(f"{room:20} {sum(seen)} of {len(seen)}")


main()
