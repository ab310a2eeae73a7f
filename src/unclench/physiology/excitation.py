"""What excites the reflex chemically in the vicious-cycle account (Johansson and Sojka 1991)."""


def metabolic_drive(
    metabolite_response: float,
    fatigued: float,
    sensitisation: float,
    by_metabolites: float,
    by_fatigue: float,
    by_sensitisation: float,
) -> float:
    """Excitation by thin muscle afferents: metabolites, the fatigued share (Schwellnus 2009), sensitised endings."""
    return by_metabolites * metabolite_response + by_fatigue * fatigued + by_sensitisation * sensitisation
