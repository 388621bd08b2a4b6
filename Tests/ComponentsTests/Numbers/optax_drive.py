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
    return eval(case.call, {"optax": optax, "jax": jax, **settings})


def partition(case):
    """One transformation per group, in one."""
    labels = {name: group["name"] for group in case.groups for name in group["parameters"]}
    return optax.partition(
        {group["name"]: transformation(case, group) for group in case.groups}, labels)


def whole(case):
    """The transformation of a case: the gradients of all groups at once, then group by group."""
    if not case.transform:
        return partition(case)
    first = eval(case.transform, {"optax": optax, "jax": jax, **case.settings})
    return optax.chain(first, partition(case))


def start_weights(case):
    """The named weights of a case before the first step."""
    names = [name for group in case.groups for name in group["parameters"]]
    return {name: jax.numpy.array(drive.starts()[name]) for name in names}


def gradients(case, step):
    """The named gradients of a case at a step."""
    names = [name for group in case.groups for name in group["parameters"]]
    return {name: jax.numpy.array(drive.gradients(step)[name]) for name in names}


def run(case):
    """The weights after every step."""
    weights = start_weights(case)
    optimizer = whole(case)
    state = optimizer.init(weights)
    results = {}
    for step in range(1, drive.STEPS + 1):
        updates, state = optimizer.update(gradients(case, step), state, weights)
        weights = optax.apply_updates(weights, updates)
        results[step] = weights
    return {"results": results}
