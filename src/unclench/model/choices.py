"""What each word means that a scenario may use: mechanisms, cohorts, postures, what is cold or warm, painkillers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from unclench.model.scenario import Cohort, ColdSource, Drug, HeatSource, Mechanism, Posture

CHOICES: Mapping[type[StrEnum], Mapping[str, str]] = {
    Mechanism: {
        Mechanism.VICIOUS_CYCLE: "Contraction, metabolites and pain keep each other up; the model's own.",
        Mechanism.GUARDING_ONLY: "The injury alone keeps the reflex up; what the muscle itself does is left out.",
        Mechanism.PAIN_ADAPTATION: "Pain holds the muscle back and its neighbours stiffen; nothing locks.",
    },
    Cohort: {
        Cohort.POOLED: (
            "Everybody with acute back pain whom cohorts followed: the middle of the literature (Menezes Costa 2012, "
            "Wallwork 2024)."
        ),
        Cohort.NEW_EPISODE: (
            "People who are seen with a new bout after a month without pain, as in the PACE trial (Williams 2014); "
            "they mend sooner. In the run is who has moderate pain or more at time zero, locked or not."
        ),
        Cohort.FIRST_DAYS: "People seen within three days of the onset (Coste 1994, 2004); most are well in two weeks.",
    },
    Posture: {
        Posture.LYING_SIDE: "On the side.",
        Posture.LYING_CALVES_RAISED: "On the back with the calves on a chair.",
        Posture.LYING_PRONE: "On the belly.",
        Posture.SITTING: "Without a back rest.",
        Posture.STANDING: "Relaxed. **What everybody does unless a posture is given.**",
        Posture.WALKING: "Walking about.",
        Posture.BENDING: "Bent forward.",
    },
    ColdSource: {
        ColdSource.ICE_CUBE_MOVING: "Ice massage: a block or cup of ice moved over the skin.",
        ColdSource.ICE_CUBE_STILL: "The same held in one place.",
        ColdSource.ICE_PACK_WRAPPED: "A pack of ice in thin cloth; it melts.",
        ColdSource.ICE_PACK_WET: "A bag of ice and water, bare or through a wet cloth: never colder than the water.",
        ColdSource.FROZEN_PEAS: "A bag of frozen peas, which hold less latent heat and touch at fewer points than ice.",
        ColdSource.GEL_PACK_BARE: "A gel pack on the skin. It does not melt, so its temperature decides.",
        ColdSource.GEL_PACK_WRAPPED: "The same in thin cloth.",
    },
    HeatSource: {
        HeatSource.TOWEL_COMPRESS: (
            "A warm wet towel. **Under plastic and a dry towel unless told otherwise** (`plastic`, `dry_towel`)."
        ),
        HeatSource.HEAT_WRAP: "A wrap that makes its own heat and stays at `source_c` once it has warmed up.",
        HeatSource.HOT_PACK: "A hot clinic pack through its usual layers of towel; it cools down.",
    },
    Drug: {
        Drug.IBUPROFEN: "Followed as `ibuprofen_mg_l`.",
        Drug.NAPROXEN: "Followed as `naproxen_mg_l`.",
        Drug.ASPIRIN: (
            "Followed as salicylate, which it becomes within minutes: level `salicylate_mg_l`, half-life that of "
            "salicylate (hours, and longer after more), not the minutes of aspirin itself."
        ),
        Drug.ACETAMINOPHEN: "Paracetamol. Followed as `acetaminophen_mg_l`.",
    },
}
"""By kind and word, a sentence each."""
