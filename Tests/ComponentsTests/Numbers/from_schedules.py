"""Values of the schedules of PyTorch, optax and pytorch_optimizer, over 0 ... 24 steps taken.

    { "library": ..., "script": ..., "schedules": [
      { "name": "torch CosineAnnealingLR",
        "call": "...", "settings": { ... }, "convention": "...", "values": [25 numbers] } ] }

`call` is the text that is evaluated, with `settings` bound by name. `values[k]` is the learning
rate after k steps were taken: the one that step k + 1 uses. A schedule driven by a metric has the
metrics: `metrics[k]` was told after step k + 1.
"""

import importlib.metadata
import warnings

import jax

jax.config.update("jax_enable_x64", True)

import optax
import pytorch_optimizer
import torch

COUNT = 25
TORCH = "torch.optim.lr_scheduler."
METRICS = [
    1.0, 0.9, 0.89, 0.895, 0.9, 0.7, 0.6999, 0.6998, 0.6997, 0.6996, 0.5, 0.6, 0.6, 0.6, 0.6,
    0.55, 0.52, 0.51, 0.5001, 0.4999, 0.4, 0.41, 0.42, 0.43, 0.44,
]


def torch_optimizer(settings):
    """An optimizer whose learning rate can be scheduled."""
    parameter = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
    parameter.grad = torch.zeros_like(parameter)
    return torch.optim.SGD([parameter], lr=settings["base"], momentum=0.9)


def torch_values(call, settings):
    """Every learning rate that a schedule of PyTorch's kind gives an optimizer."""
    optimizer = torch_optimizer(settings)
    libraries = {"torch": torch, "pytorch_optimizer": pytorch_optimizer}
    schedule = eval(call, {**libraries, "optimizer": optimizer, **settings})
    values = []
    for count in range(COUNT):
        values.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        schedule.step(*settings.get("metrics", ())[count : count + 1])
    return values


def optax_values(call, settings):
    """Every value of an optax schedule, in double precision."""
    schedule = eval(call, {"optax": optax, "jax": jax, **settings})
    return [float(schedule(jax.numpy.asarray(count))) for count in range(COUNT)]


def torch_schedule(name, arguments, convention="", **settings):
    return entry(name, f"{TORCH}{arguments}", {"base": 0.1, **settings}, convention, torch_values)


def optax_schedule(name, call, convention="", **settings):
    return entry(name, f"optax.{call}", settings, convention, optax_values)


def entry(name, call, settings, convention, values):
    result = {"name": name, "call": " ".join(call.split()), "settings": settings}
    if convention:
        result["convention"] = convention
    return result | {"values": values(call, settings)}


def torch_schedules():
    rises = "periodic: rises again after its end"
    recursive = "PyTorch multiplies step by step, so the last digits drift from the closed form"
    return [
        torch_schedule("torch ConstantLR",
                       "ConstantLR(optimizer, factor=factor, total_iters=steps)",
                       factor=0.5, steps=5),
        torch_schedule("torch StepLR", "StepLR(optimizer, step_size=every, gamma=factor)",
                       every=3, factor=0.5),
        torch_schedule("torch MultiStepLR",
                       "MultiStepLR(optimizer, milestones=milestones, gamma=factor)",
                       milestones=[3, 7, 16], factor=0.1),
        torch_schedule("torch ExponentialLR", "ExponentialLR(optimizer, gamma=factor)", recursive,
                       factor=0.9),
        torch_schedule("torch CosineAnnealingLR",
                       "CosineAnnealingLR(optimizer, T_max=steps, eta_min=end)",
                       f"{rises}; {recursive}", steps=10, end=0.01),
        torch_schedule("torch LinearLR",
                       """LinearLR(optimizer, start_factor=startFactor, end_factor=endFactor,
                       total_iters=steps)""", recursive, startFactor=0.25, endFactor=1.0, steps=4),
        torch_schedule("torch LinearLR, falling",
                       """LinearLR(optimizer, start_factor=startFactor, end_factor=endFactor,
                       total_iters=steps)""", recursive, startFactor=1.0, endFactor=0.1, steps=10),
        torch_schedule("torch PolynomialLR",
                       "PolynomialLR(optimizer, total_iters=steps, power=power)", recursive,
                       steps=10, power=2.0),
        torch_schedule("torch OneCycleLR",
                       """OneCycleLR(optimizer, max_lr=peak, total_steps=steps,
                       pct_start=warmUpShare, anneal_strategy="cos", div_factor=startDivisor,
                       final_div_factor=endDivisor, three_phase=False)""",
                       "start = peak / startDivisor, end = start / endDivisor, reached after "
                       "steps - 1 steps; PyTorch refuses to go past it",
                       peak=1.0, steps=26, warmUpShare=0.3, startDivisor=25.0, endDivisor=1e4),
        torch_schedule("torch OneCycleLR, linear, three phases",
                       """OneCycleLR(optimizer, max_lr=peak, total_steps=steps,
                       pct_start=warmUpShare, anneal_strategy="linear", div_factor=startDivisor,
                       final_div_factor=endDivisor, three_phase=True)""",
                       peak=1.0, steps=26, warmUpShare=0.3, startDivisor=25.0, endDivisor=1e4),
        *(torch_schedule(f"torch CyclicLR, {mode}",
                         """CyclicLR(optimizer, base_lr=base, max_lr=peak, step_size_up=up,
                         step_size_down=down, mode=mode, gamma=factor, cycle_momentum=False)""",
                         "exp_range multiplies by factor^steps, counted over all cycles"
                         if mode == "exp_range" else "", peak=1.0, up=3, down=5, mode=mode,
                         factor=0.9)
          for mode in ("triangular", "triangular2", "exp_range")),
        torch_schedule("torch CosineAnnealingWarmRestarts",
                       """CosineAnnealingWarmRestarts(optimizer, T_0=steps, T_mult=multiplier,
                       eta_min=end)""", "restarts exactly at the end of a cycle",
                       steps=3, multiplier=2, end=0.01),
        torch_schedule("torch SequentialLR, linear then exponential",
                       """SequentialLR(optimizer, milestones=[warmUp], schedulers=[
                       torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=startFactor,
                       end_factor=1.0, total_iters=warmUp),
                       torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=factor)])""",
                       "the next schedule begins at its own 0", startFactor=0.25, warmUp=4,
                       factor=0.9),
        torch_schedule("torch SequentialLR, linear then cosine",
                       """SequentialLR(optimizer, milestones=[warmUp], schedulers=[
                       torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=startFactor,
                       end_factor=1.0, total_iters=warmUp),
                       torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps,
                       eta_min=end)])""", "the next schedule begins at its own 0",
                       startFactor=0.1, warmUp=5, steps=20, end=0.001),
        torch_schedule("torch ChainedScheduler, constant and exponential",
                       """ChainedScheduler([
                       torch.optim.lr_scheduler.ConstantLR(optimizer, factor=constantFactor,
                       total_iters=steps),
                       torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=factor)])""",
                       "a product", constantFactor=0.1, steps=4, factor=0.9),
        torch_schedule("torch LambdaLR, inverse square root",
                       """LambdaLR(optimizer, lambda k: min((k + 1) ** -0.5,
                       (k + 1) * warmUp ** -1.5))""",
                       "Noam without the width factor, at t = k + 1", warmUp=5),
    ]


def other_schedules():
    wsd = """pytorch_optimizer.get_wsd_schedule(optimizer, warmUp, stable, decay,
        min_lr_ratio=endShare, cooldown_type=shape)"""
    plateau = f"""{TORCH}ReduceLROnPlateau(optimizer, factor=factor, patience=patience,
        threshold=threshold, threshold_mode=mode, cooldown=cooldown, min_lr=smallest)"""
    fall = ("warm-up from 0; linear, 1-sqrt and 1-square fall to 0 and then jump to endShare, "
            "cosine falls to endShare")
    patient = ("after more than patience metrics without one better than the best by the "
               "threshold, the rate is multiplied; during the cool-down none is counted")
    inverse = f"{TORCH}LambdaLR(optimizer, lambda k: 1 / (1 + decay * k))"
    return [
        *(entry(f"pytorch_optimizer get_wsd_schedule, {shape}", wsd,
                dict(base=0.1, warmUp=4, stable=8, decay=10, endShare=0.1, shape=shape), fall,
                torch_values)
          for shape in ("linear", "1-sqrt", "1-square", "cosine")),
        entry("torch LambdaLR, inverse time", inverse, dict(base=0.1, decay=0.2), "", torch_values),
        entry("torch ReduceLROnPlateau, relative", plateau,
              dict(base=0.1, factor=0.5, patience=2, threshold=1e-3, mode="rel", cooldown=1,
                   smallest=0.02, metrics=METRICS), patient, torch_values),
        entry("torch ReduceLROnPlateau, absolute", plateau,
              dict(base=0.1, factor=0.1, patience=1, threshold=0.01, mode="abs", cooldown=0,
                   smallest=0.0, metrics=METRICS), patient, torch_values),
    ]


def optax_schedules():
    return [
        optax_schedule("optax constant_schedule", "constant_schedule(value)", value=0.1),
        optax_schedule("optax cosine_decay_schedule",
                       "cosine_decay_schedule(peak, steps, alpha=endShare, exponent=exponent)",
                       "stays at its end", peak=1.0, steps=10, endShare=0.1, exponent=1.0),
        optax_schedule("optax cosine_decay_schedule, exponent 2",
                       "cosine_decay_schedule(peak, steps, alpha=endShare, exponent=exponent)",
                       peak=0.01, steps=20, endShare=0.1, exponent=2.0),
        optax_schedule("optax linear_schedule",
                       "linear_schedule(start, end, steps, transition_begin=begin)",
                       start=1.0, end=0.1, steps=10, begin=0),
        optax_schedule("optax linear_schedule, begin",
                       "linear_schedule(start, end, steps, transition_begin=begin)",
                       start=1.0, end=0.1, steps=6, begin=3),
        optax_schedule("optax exponential_decay",
                       """exponential_decay(start, every, factor, transition_begin=begin,
                       staircase=staircase)""",
                       start=1.0, every=5, factor=0.5, begin=0, staircase=False),
        optax_schedule("optax exponential_decay, staircase",
                       """exponential_decay(start, every, factor, transition_begin=begin,
                       staircase=staircase)""",
                       start=1.0, every=5, factor=0.5, begin=0, staircase=True),
        optax_schedule("optax exponential_decay, begin, end",
                       """exponential_decay(start, every, factor, transition_begin=begin,
                       staircase=staircase, end_value=end)""",
                       start=1.0, every=4, factor=0.5, begin=2, staircase=False, end=0.1),
        optax_schedule("optax polynomial_schedule",
                       "polynomial_schedule(start, end, power, steps, transition_begin=begin)",
                       start=1.0, end=0.1, power=2.0, steps=10, begin=0),
        optax_schedule("optax polynomial_schedule, begin",
                       "polynomial_schedule(start, end, power, steps, transition_begin=begin)",
                       start=1.0, end=0.1, power=0.5, steps=12, begin=5),
        optax_schedule("optax warmup_constant_schedule",
                       "warmup_constant_schedule(start, peak, warmUp)",
                       start=0.0, peak=1.0, warmUp=5),
        optax_schedule("optax warmup_cosine_decay_schedule",
                       "warmup_cosine_decay_schedule(start, peak, warmUp, steps, end_value=end)",
                       "steps counts the warm-up too", start=0.0, peak=1.0, warmUp=3, steps=10,
                       end=0.1),
        optax_schedule("optax warmup_cosine_decay_schedule, long",
                       "warmup_cosine_decay_schedule(start, peak, warmUp, steps, end_value=end)",
                       "steps counts the warm-up too", start=0.0, peak=0.01, warmUp=5, steps=20,
                       end=0.0),
        optax_schedule("optax warmup_exponential_decay_schedule",
                       """warmup_exponential_decay_schedule(start, peak, warmUp, every, factor)""",
                       start=0.0, peak=1.0, warmUp=3, every=5, factor=0.5),
        optax_schedule("optax piecewise_constant_schedule",
                       "piecewise_constant_schedule(start, {3: factors[0], 7: factors[1]})",
                       "factors, not levels", start=1.0, boundaries=[3, 7], factors=[0.5, 0.1]),
        *(optax_schedule(f"optax piecewise_interpolate_schedule, {kind}",
                         """piecewise_interpolate_schedule(kind, start, {4: factors[0],
                         8: factors[1]})""",
                         "factors, not levels", kind=kind, start=1.0, boundaries=[4, 8],
                         factors=[0.5, 0.1])
          for kind in ("linear", "cosine")),
        optax_schedule("optax cosine_onecycle_schedule",
                       """cosine_onecycle_schedule(steps, peak, pct_start=warmUpShare,
                       div_factor=startDivisor, final_div_factor=endDivisor)""",
                       "end = start / endDivisor; stays at its end",
                       steps=20, peak=1.0, warmUpShare=0.3, startDivisor=25.0, endDivisor=1e4),
        optax_schedule("optax linear_onecycle_schedule",
                       """linear_onecycle_schedule(steps, peak, pct_start=warmUpShare,
                       pct_final=finalShare, div_factor=startDivisor,
                       final_div_factor=endDivisor)""",
                       steps=20, peak=1.0, warmUpShare=0.3, finalShare=0.85, startDivisor=25.0,
                       endDivisor=1e4),
        optax_schedule("optax join_schedules, warm-up, stable, decay",
                       """join_schedules([optax.linear_schedule(0.0, peak, warmUp),
                       optax.constant_schedule(peak), optax.linear_schedule(peak, 0.0, decay)],
                       [warmUp, warmUp + stable])""",
                       "each schedule counts from its own 0", peak=1.0, warmUp=3, stable=12,
                       decay=6),
        optax_schedule("optax sgdr_schedule",
                       """sgdr_schedule([dict(init_value=0.0, peak_value=peak, warmup_steps=warmUp,
                       decay_steps=first, end_value=end), dict(init_value=0.0, peak_value=peak / 2,
                       warmup_steps=warmUp, decay_steps=second, end_value=end)])""",
                       "a cycle ends where the next one's warm-up begins; stays at its end",
                       peak=1.0, warmUp=2, first=8, second=12, end=0.1),
    ]


def document():
    warnings.simplefilter("ignore")
    return {
        "library": f"torch {torch.__version__.split('+')[0]}, optax {optax.__version__}, "
        f"pytorch_optimizer {importlib.metadata.version('pytorch_optimizer')}",
        "script": "make_numbers.py schedules",
        "schedules": torch_schedules() + optax_schedules() + other_schedules(),
    }
