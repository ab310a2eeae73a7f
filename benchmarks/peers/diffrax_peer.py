"""Diffrax on the episode: everybody at once under ``vmap``, compiled by XLA, double precision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from benchmarks.peers.episode import PHASES, ROWS, Array, Episode, times_s
from benchmarks.peers.jax_twin import jax_twin

from unclench.physiology import spasm

TESTED = (spasm.I_MECHANISM, spasm.I_STRETCH_SPEED, spasm.I_STRETCH_AMOUNT)
"""Inputs on which the equations branch: plain numbers here, the same for everybody."""


def solver(episode: Episode, rtol: float, method: str, count: int) -> Callable[[], Array]:
    """A call that solves the episode for the first ``count`` people: (people, times, compared states).

    Every phase is given equally many moments, the last repeated, so that XLA compiles once.
    """
    import diffrax
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    rates = jax_twin(spasm.spasm_rates)

    def field(_: Any, state: Any, about: Any) -> Any:
        inputs, numbers = about
        named = [0.0 if i in TESTED else inputs[i] for i in range(len(spasm.INPUTS))]
        slope: list[Any] = [0.0] * len(spasm.STATES)
        rates(state, named, numbers, slope)
        return jnp.stack([jnp.asarray(each, jnp.float64) for each in slope])

    def phase(state: Any, inputs: Any, numbers: Any, when: Any) -> Any:
        return diffrax.diffeqsolve(
            diffrax.ODETerm(field),
            getattr(diffrax, method)(),
            when[0],
            when[-1],
            None,
            state,
            (inputs, numbers),
            saveat=diffrax.SaveAt(ts=when),
            stepsize_controller=diffrax.PIDController(rtol=rtol, atol=0.01 * rtol),
            max_steps=100_000,
        ).ys

    many = jax.jit(jax.vmap(phase, in_axes=(0, 0, 0, None)))
    numbers, inputs = jnp.asarray(episode.numbers[:count]), jnp.asarray(episode.inputs[:, :count])
    moments = [times_s(first, last) for first, last, _, _ in PHASES]
    most = max(len(when) for when in moments)
    padded = [jnp.asarray(np.pad(when, (0, most - len(when)), "edge")) for when in moments]

    def run() -> Array:
        state, found = jnp.asarray(episode.starts[:count]), []
        for index, when in enumerate(moments):
            path = many(state, inputs[index], numbers, padded[index])[:, : len(when)]
            state = path[:, -1]
            found.append(path if index == len(moments) - 1 else path[:, :-1])
        return np.asarray(jnp.concatenate(found, axis=1))[:, :, ROWS]

    return run
