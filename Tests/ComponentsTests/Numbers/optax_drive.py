"""Drives an optax transformation in double precision, a transformation of its own per group."""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy
import optax

import drive


def rate_schedule(case, group):
    """The learning rates of a group as an optax schedule, which counts from 0."""
    rates = jax.numpy.array(case.learning_rates()) * group["learningRateMultiplier"]
    return lambda count: rates[count]


def transformation(case, group):
    """What the call of a case makes for one group."""
    settings = case.group_settings(group)
    settings["learningRate"] = rate_schedule(case, group)
    return eval(case.call, {"optax": optax, "jax": jax}, settings)


def partition(case):
    """One transformation per group, in one."""
    labels = {name: group["name"] for group in case.groups for name in group["parameters"]}
    return optax.partition(
        {group["name"]: transformation(case, group) for group in case.groups}, labels)


def run(case, whole=None, observe=None):
    """The weights after every step.

    `whole` is a transformation over all groups that comes before those of the groups.
    `observe(state, weights)` returns further named sequences of weights after a step.
    """
    names = [name for group in case.groups for name in group["parameters"]]
    weights = {name: jax.numpy.array(drive.starts()[name]) for name in names}
    optimizer = optax.chain(whole or optax.identity(), partition(case))
    state = optimizer.init(weights)
    sequences = {"results": {}}
    for step in range(1, drive.STEPS + 1):
        gradients = {name: jax.numpy.array(drive.gradients(step)[name]) for name in names}
        updates, state = optimizer.update(gradients, state, weights)
        weights = optax.apply_updates(weights, updates)
        sequences["results"][step] = weights
        for key, further in (observe(state, weights) if observe else {}).items():
            sequences.setdefault(key, {})[step] = further
    return sequences
