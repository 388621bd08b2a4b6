"""Writes episodes of the worlds of classic control, a file for each.

Run with gymnasium 1.4.0: python make_numbers.py
Actions are random, in stretches, or scripted so that an episode comes to its end.
"""

import csv
import pathlib
import random

import gymnasium

WORLDS = {
    "cartpole": ("CartPole-v1", lambda s: int(s[2] + 0.3 * s[3] + 0.05 * s[0] + 0.1 * s[1] > 0)),
    "mountaincar": ("MountainCar-v0", lambda s: 2 if s[1] >= 0 else 0),
    "acrobot": ("Acrobot-v1", lambda s: 0 if s[2] > 0 else 2),
}
STEPS = 130

for name, (world, policy) in WORLDS.items():
    environment = gymnasium.make(world).unwrapped
    choose = random.Random(7)
    rows = []
    for episode, kind in enumerate(["random", "stretches", "scripted", "random"]):
        environment.reset(seed=100 + episode)
        state = [float(x) for x in environment.state]
        rows.append([episode, 0, "", "", 0] + state)
        action = 0
        for step in range(1, STEPS + 1):
            if kind == "scripted":
                action = policy(state)
            elif kind == "random" or step % 9 == 1:
                action = choose.randrange(environment.action_space.n)
            _, reward, terminal, _, _ = environment.step(action)
            state = [float(x) for x in environment.state]
            rows.append([episode, step, action, float(reward), int(terminal)] + state)
            if terminal:
                break
    with open(pathlib.Path(__file__).with_name(f"{name}.csv"), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["episode", "step", "action", "reward", "terminal"] + [f"s{i}" for i in range(len(state))])
        writer.writerows(rows)
