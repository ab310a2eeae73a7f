"""Injury or disc irritation: a driver that excites pain endings and reflexes until it heals."""

SECONDS_A_DAY = 86_400.0


def driver_rate(driver: float, heals: float, healing_days: float) -> float:
    """Rate of change of the driver (0-1) in 1/s: exponential healing, or none when ``heals`` is 0."""
    return -heals * driver / (healing_days * SECONDS_A_DAY)


def injured_driver(driver: float, severity: float) -> float:
    """The driver right after an injury of ``severity`` 0-1: never less than it was."""
    return max(driver, severity)


def injured_inflammation(inflammation: float, severity: float, at_once: float) -> float:
    """Inflammation right after an injury: ``at_once`` times the severity is added at the moment of injury."""
    return inflammation + at_once * severity


def loaded_driver(driver: float, load: float) -> float:
    """How hard the driver pulls on reflexes: half of it always, half in step with spinal ``load`` (standing = 1)."""
    return driver * 0.5 * (1.0 + load)
