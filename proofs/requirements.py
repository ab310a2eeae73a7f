"""What the rules must achieve, whatever they look like: written down apart from the fact-sheets, and proved of them.

Each line restates one thing from a label or guideline. If somebody drops a condition or a rule, the proof of the line
fails and shows a person who would have been let through.
"""

from __future__ import annotations

from dataclasses import dataclass

ORAL_NSAIDS = ("ibuprofen", "naproxen", "aspirin")
NSAIDS = (*ORAL_NSAIDS, "topical_nsaid")
TABLETS = (*ORAL_NSAIDS, "acetaminophen")


@dataclass(frozen=True)
class NeverOffered:
    """With all of ``present`` (certain or unsure), none of ``remedies`` is offered."""

    present: tuple[str, ...]
    remedies: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class AtLeastAs:
    """With all of ``present`` certain, the urgency is at least this level (0 self-care .. 4 emergency)."""

    present: tuple[str, ...]
    level: int
    source: str


LABEL = "US drug facts labels and NHS advice on who can take it"


def _each(findings: str, remedies: tuple[str, ...], source: str) -> list[NeverOffered]:
    return [NeverOffered((finding,), remedies, source) for finding in findings.split()]


NEVER_OFFERED: list[NeverOffered] = [
    *_each("pregnant possibly_pregnant pregnant_ge_28_weeks", NSAIDS, "FDA 2020 and MHRA 2023 on NSAIDs in pregnancy"),
    *_each("allergy_nsaid_or_aspirin nsaid_triggered_asthma nasal_polyps_with_asthma", NSAIDS, LABEL),
    *_each("other_nsaid_last_24h", NSAIDS, "one NSAID at a time: US and UK labels"),
    *_each("asthma hypertension heartburn_or_stomach_problems", ORAL_NSAIDS, LABEL),
    *_each("peptic_ulcer_ever gi_bleed_ever nsaid_gi_perforation_ever", ORAL_NSAIDS, LABEL),
    *_each("anticoagulant warfarin antiplatelet_other bleeding_disorder", ORAL_NSAIDS, LABEL),
    *_each("heart_failure kidney_disease single_kidney_or_ckd dialysis liver_disease", ORAL_NSAIDS, LABEL),
    *_each("heart_disease stroke_or_tia_ever recent_or_planned_heart_surgery", ("ibuprofen", "naproxen"), LABEL),
    *_each("lithium methotrexate ciclosporin_or_tacrolimus", ORAL_NSAIDS, "UK leaflets: interactions"),
    *_each("ssri_or_snri oral_steroid alcohol_3_or_more_daily age_ge_60", ORAL_NSAIDS, "US label: bleeding warning"),
    NeverOffered(("acei_or_arb", "diuretic"), ORAL_NSAIDS, "Lapi 2013, Dreischulte 2015: acute kidney injury"),
    *_each("low_dose_aspirin", ("ibuprofen", "naproxen"), "FDA 2006 on ibuprofen and aspirin"),
    *_each("viral_illness_recent age_lt_20 gout g6pd_deficiency breastfeeding", ("aspirin",), "aspirin labels: Reye"),
    *_each("age_lt_18", (*TABLETS, "topical_nsaid"), "stricter than every label"),
    *_each("days_used_ge_10", TABLETS, "US labels: 10 days for pain"),
    *_each("allergy_paracetamol other_paracetamol_last_24h liver_disease", ("acetaminophen",), LABEL),
    *_each("alcohol_3_or_more_daily weight_lt_50kg warfarin", ("acetaminophen",), LABEL),
    *_each("cold_urticaria raynaud cryoglobulinaemia cold_agglutinin_or_pch", ("cold",), "cryotherapy guidance"),
    *_each("impaired_sensation_area cannot_feel_or_report", ("cold", "heat"), "burns and cold injury in numb skin"),
    *_each("visible_swelling_or_bruise_48h acute_bleeding_area", ("heat",), "heat guidance: no heat on a fresh bleed"),
    *_each("rubefacient_or_gel_recent medicated_patch_area", ("heat",), "heat wrap labels"),
    *_each("open_wound_area skin_infection_area", ("cold", "heat"), "heat and cold guidance"),
    *_each(
        "osteoporosis fragility_fracture_ever known_disc_problem leg_pain_below_knee peripheralisation",
        ("stretch_knee_to_chest",),
        "Brooke-Wavell 2022; leg pain that moves down",
    ),
    *_each("recent_spinal_surgery spinal_instability_known", ("stretch_knee_to_chest",), "surgeon's plan only"),
    *_each(
        "major_trauma spine_shape_change midline_bone_tenderness", ("stretch_knee_to_chest", "gentle_movement"), "NHS"
    ),
]


def _emergencies(findings: str, source: str) -> list[AtLeastAs]:
    return [AtLeastAs((finding,), 4, source) for finding in findings.split()]


AT_LEAST_AS: list[AtLeastAs] = [
    *_emergencies(
        "saddle_numbness urinary_retention_or_hesitancy urinary_incontinence_new reduced_urinary_sensation "
        "bowel_incontinence_new reduced_rectal_sensation weakness_both_legs leg_coordination_loss",
        "GIRFT cauda equina pathway 2023; NHS back pain",
    ),
    *_emergencies(
        "face_droop one_sided_weakness_sudden speech_problem_sudden severe_breathlessness coughing_blood "
        "major_trauma vomiting_blood black_or_bloody_stools testicular_pain_sudden pulsatile_abdomen "
        "anaphylaxis_signs analgesic_over_max lockjaw seizure poison_ingestion",
        "NHS: when to call 999",
    ),
    AtLeastAs(("suicidal_thoughts",), 3, "NHS: urgent help for mental health"),
    AtLeastAs(("foot_drop",), 3, "Lothian: new foot drop"),
    AtLeastAs(("fever", "iv_drug_use"), 4, "spinal infection"),
    AtLeastAs(("fever", "immunosuppressed"), 3, "spinal infection"),
    AtLeastAs(("fever", "confusion"), 4, "sepsis: NICE"),
    AtLeastAs(("cancer_current_or_past", "weakness_both_legs"), 4, "NICE metastatic cord compression"),
    AtLeastAs(("cancer_current_or_past", "night_pain"), 3, "NICE metastatic cord compression"),
    AtLeastAs(("sudden_severe_onset", "chest_pain"), 4, "aortic dissection: HSIB"),
    AtLeastAs(("known_aaa",), 4, "ruptured aneurysm"),
    AtLeastAs(("pregnant", "vaginal_bleeding"), 3, "NHS: bleeding in pregnancy"),
    AtLeastAs(("flank_pain", "fever"), 3, "NICE pyelonephritis"),
    AtLeastAs(("osteoporosis", "minor_trauma"), 3, "fragility fracture"),
    AtLeastAs(("calf_swelling_one",), 3, "NICE deep vein thrombosis"),
    AtLeastAs(("unilateral_blister_rash",), 3, "shingles: antivirals within 72 h"),
    AtLeastAs(("recent_hard_exertion", "dark_urine"), 4, "rhabdomyolysis"),
    AtLeastAs(("age_lt_18",), 1, "children: see a doctor"),
]
