"""Co-contraction: in the pain-adaptation account, muscles round a sore part tense together (Lund 1991)."""


def co_contraction_target(pain: float, most: float, half_pain: float) -> float:
    """Co-contraction (fraction of MVC) that ``pain`` (0-10) calls for, ``most`` at extreme pain."""
    squared = pain * pain
    return most * squared / (squared + half_pain * half_pain)


def co_contraction_rate(co_contraction: float, target: float, guarding_s: float) -> float:
    """Rate of change of co-contraction in 1/s with time constant ``guarding_s``."""
    return (target - co_contraction) / guarding_s
