"""The project's own vignettes: for every condition the rules are meant to catch, people as they come, and look-alikes.

One line is one person: who; age in years; hours since it began; pain 0-10; what is so (all else is "no"); the least and
the most urgent answer that a careful clinician could accept. The ranges are the authors' reading of the guidance cited
in the rules; no clinician has adjudicated them.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import FindingUse
from unclench.model.assessment import OfferStatus, Screening
from unclench.model.case import Answer, Unmentioned
from unclench.model.urgency import Urgency
from unclench.safety.intake import read_case
from unclench.safety.questions import reading_minutes, road
from unclench.safety.screen import screen

WORDS = {
    "now": Urgency.EMERGENCY_NOW,
    "today": Urgency.SAME_DAY,
    "days": Urgency.WITHIN_DAYS,
    "weeks": Urgency.GP_SOON,
    "self": Urgency.SELF_CARE,
}

DANGERS = """
pmr with gca, no headache; 74; 400; 5; jaw_or_arm_pain morning_stiffness_gt_30min generalised_muscle_pain; today; now
pmr alone; 71; 700; 5; morning_stiffness_gt_30min generalised_muscle_pain; weeks; days
gca headache and sight; 68; 100; 4; severe_headache visual_disturbance; today; now
myelitis early, band and numb legs; 31; 30; 4; band_like_pain bilateral_leg_symptoms leg_numbness_tingling; now; now
ces incomplete, only slow stream; 44; 48; 6; urinary_retention_or_hesitancy leg_pain leg_pain_below_knee; now; now
ces only reduced feeling of pee; 39; 20; 5; reduced_urinary_sensation; now; now
bilateral sciatica, second day; 47; 40; 7; leg_pain bilateral_leg_symptoms leg_pain_below_knee; now; now
bilateral claudication for years; 72; 17520; 5; bilateral_leg_symptoms leg_pain; days; today
mscc prostate, heavy legs; 70; 200; 5; cancer_current_or_past weakness_both_legs; now; now
breast cancer with thoracic pain; 58; 500; 5; cancer_current_or_past thoracic_pain; today; now
breast cancer years ago, strain; 61; 24; 4; cancer_current_or_past; weeks; days
myeloma, tired and progressive; 66; 1500; 6; pain_progressive pain_not_eased_by_rest; days; today
aneurysm, old smoker, collapse; 74; 2; 8; fainted_or_collapsed abdominal_pain smoker_ever; now; now
aneurysm looks like colic at 68; 68; 3; 9; flank_pain flank_pain_severe hypertension smoker_ever; now; now
aneurysm known, dull pain; 77; 60; 5; known_aaa; now; now
dissection eased, between blades; 52; 5; 3; sudden_severe_onset thoracic_pain hypertension; now; now
dissection with leg weakness; 58; 2; 8; sudden_severe_onset leg_weakness_one new_neuro_any; now; now
mi, between blades and clammy; 57; 1; 6; thoracic_pain sweating_clammy; now; now
mi in diabetic woman, sick and jaw; 66; 2; 4; jaw_or_arm_pain nausea_vomiting thoracic_pain diabetes; now; now
pe after flight; 38; 20; 6; thoracic_pain pleuritic_pain breathless recent_surgery_or_immobility; now; now
pe with calf, no breathless; 45; 30; 5; pleuritic_pain calf_swelling_one; now; now
pneumothorax tall young; 21; 2; 7; sudden_severe_onset pleuritic_pain breathless thoracic_pain; now; now
rib muscle catch; 29; 20; 4; thoracic_pain pleuritic_pain; days; today
dvt; 55; 70; 3; calf_swelling_one leg_pain; today; now
pyelonephritis; 29; 30; 6; flank_pain fever dysuria_frequency; today; now
pyelo pregnant; 26; 30; 6; flank_pain fever pregnant; now; now
pyelo diabetic; 60; 30; 6; flank_pain rigors diabetes; now; now
pyelo no fever; 33; 30; 5; flank_pain dysuria_frequency; today; now
stone without fever; 41; 5; 9; flank_pain_severe nausea_vomiting; today; now
stone with fever; 41; 9; 9; flank_pain_severe fever; now; now
ectopic; 30; 5; 6; possibly_pregnant abdominal_pain shoulder_tip_pain; now; now
ectopic mild; 30; 30; 4; possibly_pregnant vaginal_bleeding; today; now
shingles before rash; 63; 40; 6; band_like_pain skin_tingling_burning; today; today
shingles rash; 63; 40; 6; unilateral_blister_rash; today; today
rhabdo spin class; 27; 40; 7; dark_urine recent_hard_exertion muscle_swelling; now; now
rhabdo statin; 64; 100; 5; statin_or_fibrate generalised_weakness dark_urine; now; now
discitis low grade; 59; 600; 6; fever night_pain pain_progressive midline_bone_tenderness; today; now
discitis after bacteraemia no fever; 67; 500; 7; recent_bacterial_infection pain_progressive night_pain; today; now
abscess ivdu no fever; 35; 100; 8; iv_drug_use; today; now
abscess diabetic fever severe; 55; 70; 8; diabetes fever; now; now
fragility, bent only, 82; 82; 20; 7; thoracic_pain; today; today
fragility, silent 86 no trauma; 86; 100; 4; first_ever_episode; weeks; today
fragility on steroids 55; 55; 40; 8; long_term_steroids; today; now
fall from standing at 76; 76; 10; 6; minor_trauma; today; today
ankylosing fall; 50; 10; 6; known_axspa_or_dish minor_trauma; now; now
axial spa; 29; 9000; 4; onset_before_45 onset_before_35 waking_second_half_night better_with_movement; weeks; days
pancreatitis; 48; 8; 9; abdominal_pain_severe nausea_vomiting alcohol_3_or_more_daily; now; now
pancreatitis not called severe; 48; 8; 7; abdominal_pain nausea_vomiting alcohol_3_or_more_daily; now; now
cholecystitis; 44; 20; 6; abdominal_pain fever nausea_vomiting; today; now
cholangitis; 60; 20; 6; jaundice rigors; now; now
perforation; 57; 2; 9; sudden_severe_onset abdominal_pain; now; now
gi bleed on nsaid; 62; 72; 4; black_or_bloody_stools dizzy_faint; now; now
torsion; 17; 3; 8; testicular_pain_sudden; now; now
epidural haematoma; 71; 4; 8; anticoagulant sudden_severe_onset leg_weakness_one; now; now
retroperitoneal haematoma; 75; 30; 7; warfarin flank_pain dizzy_faint; now; now
overdose; 40; 100; 5; analgesic_over_max; now; now
opioid sleepy; 60; 100; 5; medicated_patch_area drowsy; now; now
opioid alone sleepy; 60; 100; 5; drowsy; today; now
child 8; 8; 30; 4; ; today; now
teen with night pain; 15; 500; 5; night_pain; today; now
teen gymnast five weeks; 14; 900; 4; recent_hard_exertion; weeks; today
teen strain; 16; 20; 4; recent_hard_exertion; self; weeks
pregnant backache; 30; 100; 4; pregnant; weeks; days
preterm labour; 31; 6; 5; pregnant pregnant_ge_28_weeks contractions; now; now
pre-eclampsia; 31; 20; 4; pregnant pregnant_ge_28_weeks severe_headache visual_disturbance; now; now
abruption; 33; 3; 7; pregnant_ge_28_weeks abdominal_pain vaginal_bleeding; now; now
suicidal; 30; 1000; 6; suicidal_thoughts; now; now
cocaine dissection; 34; 2; 8; stimulant_use sudden_severe_onset thoracic_pain; now; now
serotonin; 36; 8; 4; ssri_or_snri serotonergic_drug generalised_rigidity fever confusion; now; now
nms; 44; 40; 4; dopamine_blocker_recent generalised_rigidity fever; now; now
dystonia; 22; 6; 5; dopamine_blocker_recent neck_or_back_twisting; now; now
tetanus; 60; 30; 6; lockjaw back_arching_involuntary recent_wound; now; now
hypocalcaemia after thyroidectomy; 45; 12; 4; perioral_or_finger_tingling carpopedal_spasm; now; now
heat stroke; 28; 3; 4; heat_exposure confusion; now; now
heat cramps; 28; 3; 5; heat_exposure cramps_gt_1h; today; now
steroids, mid back after a cough; 66; 30; 6; long_term_steroids oral_steroid thoracic_pain; days; today
haemophilia, groin and back; 39; 20; 5; bleeding_disorder; days; now
haemophilia, cannot straighten the hip; 39; 20; 5; bleeding_disorder limp; today; now
haemophilia, side pain; 39; 20; 5; bleeding_disorder flank_pain; today; now
aneurysm in the family, 68; 68; 70; 4; family_history_aaa; days; now
furred leg arteries, 74; 74; 60; 5; peripheral_arterial_disease; days; now
hunched since a week, 58; 58; 170; 5; spine_shape_change; today; now
shingles still hidden; 59; 30; 5; thoracic_pain skin_tingling_burning; days; today
chemotherapy and fever; 62; 10; 5; immunosuppressed cancer_current_or_past fever; now; now
jaw clenched on ecstasy; 26; 5; 4; stimulant_use lockjaw; now; now
smoker, cough, thinner; 55; 1400; 5; unexplained_weight_loss night_pain thoracic_pain smoker_ever; days; today
tripped on the step at 66; 66; 10; 5; minor_trauma; days; today
erection gone with back pain; 65; 90; 5; sexual_dysfunction_new; today; now
sickle crisis; 24; 12; 8; sickle_cell_disease; now; now
addison vomiting; 50; 12; 4; adrenal_insufficiency nausea_vomiting; now; now
meningitis no rash; 20; 10; 6; neck_stiffness fever severe_headache; now; now
sah with back pain; 46; 4; 7; severe_headache sudden_severe_onset neck_stiffness; now; now
sepsis; 72; 20; 5; fever confusion; now; now
foot drop alone; 50; 30; 6; foot_drop leg_pain_below_knee; today; now
cervical myelopathy slow; 66; 3000; 3; hands_clumsy_new gait_unsteady_new; today; now
stroke; 70; 1; 2; face_droop; now; now
anaphylaxis; 33; 1; 3; anaphylaxis_signs; now; now
car crash; 30; 1; 5; major_trauma; now; now
nec fasc; 50; 30; 9; skin_infection_area pain_out_of_proportion; now; now
uveitis; 30; 100; 3; painful_red_eye; today; today
compartment; 26; 20; 9; pain_out_of_proportion muscle_swelling recent_hard_exertion; now; now
epidural needle headache; 35; 60; 5; recent_spinal_procedure severe_headache; now; now
guillain barre; 40; 60; 4; weakness_both_legs viral_illness_recent leg_numbness_tingling; now; now
hypercalcaemia; 68; 800; 5; confusion nausea_vomiting cancer_current_or_past; now; now
lung cancer pancoast; 62; 1200; 5; coughing_blood thoracic_pain; now; now
upper back and arm pain at 61; 61; 20; 5; thoracic_pain jaw_or_arm_pain smoker_ever; now; now
upper back and arm pain at 30; 30; 20; 5; thoracic_pain jaw_or_arm_pain; days; today
carried kidney pain in pregnancy; 28; 20; 5; pregnant flank_pain; today; now
endocarditis, weeks of chills; 48; 700; 5; rigors night_pain unexplained_weight_loss; today; now
psoas abscess, teenager limping with fever; 15; 90; 6; fever limp; today; now
opioid and drink; 50; 5; 4; sedated_or_intoxicated drowsy; now; now
long lie after a fall; 81; 12; 5; minor_trauma crush_or_long_lie; today; now
"""

LOOK_ALIKES = """
archetype locked back 8/10; 35; 1; 8; ; self; self
locked back 10/10 sudden; 42; 2; 10; sudden_severe_onset; self; weeks
locked back worse coughing; 38; 20; 8; pain_worse_cough_sneeze_strain; self; weeks
strain, night pain once; 33; 20; 6; night_pain; self; weeks
upper back after desk; 36; 100; 4; thoracic_pain; self; weeks
strain with hrt at 54; 54; 60; 5; ; self; self
strain hypertensive 50; 50; 20; 6; hypertension acei_or_arb; self; weeks
strain well treated diabetic; 58; 30; 5; diabetes; self; weeks
old stable sciatica flare; 45; 60; 5; known_disc_problem leg_pain; self; weeks
sciatica new; 45; 60; 6; leg_pain leg_pain_below_knee leg_numbness_tingling; weeks; days
sciatica severe new; 40; 60; 8; leg_pain leg_pain_below_knee leg_numbness_tingling new_neuro_any; weeks; today
chronic back pain flare; 48; 40000; 6; ; self; weeks
post viral aches; 30; 60; 3; viral_illness_recent generalised_muscle_pain; self; days
doms; 26; 40; 5; recent_hard_exertion generalised_muscle_pain; self; weeks
fit 64 strain; 64; 24; 6; ; self; weeks
72 strain mild; 72; 24; 4; ; self; weeks
72 strain strong; 72; 24; 7; ; weeks; days
period pain; 24; 10; 5; vaginal_bleeding; self; days
smoker strain 62; 62; 24; 5; smoker_ever hypertension; self; weeks
three weeks improving; 44; 500; 3; ; self; weeks
small slip, bruise; 29; 10; 5; minor_trauma visible_swelling_or_bruise_48h; self; weeks
small slip strong; 29; 10; 7; minor_trauma; self; days
statin and one-sided strain; 60; 20; 5; statin_or_fibrate; self; weeks
anxious tingling fingers; 25; 1; 5; perioral_or_finger_tingling; self; days
asthma strain; 30; 20; 5; asthma; self; self
aneurysm in the family, 26; 26; 20; 4; family_history_aaa; self; weeks
smoker and furred arteries, 52; 52; 20; 4; peripheral_arterial_disease smoker_ever; self; weeks
pulled to one side by spasm; 31; 24; 6; spine_shape_change; self; days
"""

WITHHELD = """
taking apixaban; 50; anticoagulant; ibuprofen naproxen aspirin topical_nsaid
asthma and nose polyps; 40; asthma nasal_polyps_with_asthma; ibuprofen naproxen aspirin topical_nsaid
early pregnancy; 30; possibly_pregnant; ibuprofen naproxen aspirin topical_nsaid heat stretch_knee_to_chest
blood pressure tablet and water tablet; 55; acei_or_arb diuretic; ibuprofen naproxen aspirin
lithium; 45; lithium; ibuprofen naproxen aspirin topical_nsaid
19 years old; 19; ; aspirin
flu last week; 30; viral_illness_recent; aspirin
shingles now; 50; unilateral_blister_rash; heat cold ibuprofen naproxen aspirin topical_nsaid
naproxen this morning; 40; other_nsaid_last_24h; ibuprofen naproxen aspirin topical_nsaid
co-codamol at lunch; 40; other_paracetamol_last_24h; acetaminophen
liver disease; 50; liver_disease; acetaminophen ibuprofen naproxen aspirin
four drinks a day; 50; alcohol_3_or_more_daily; acetaminophen ibuprofen naproxen aspirin
carbamazepine; 35; enzyme_inducer_or_tb_medicine; acetaminophen
dialysis; 60; dialysis; acetaminophen ibuprofen naproxen aspirin
Raynaud's; 40; raynaud; cold
sickle cell disease; 30; sickle_cell_disease; cold
numb skin; 60; impaired_sensation_area; cold heat
fentanyl patch; 50; medicated_patch_area; heat
fresh bruise; 30; visible_swelling_or_bruise_48h; heat
multiple sclerosis; 40; multiple_sclerosis; heat
drunk; 40; sedated_or_intoxicated; heat cold stretch_knee_to_chest gentle_movement
osteoporosis; 66; osteoporosis; stretch_knee_to_chest
71 years old; 71; ; stretch_knee_to_chest ibuprofen naproxen aspirin
known disc; 45; known_disc_problem; stretch_knee_to_chest
slipped vertebra; 45; spinal_instability_known; stretch_knee_to_chest gentle_movement
30 weeks pregnant; 30; pregnant pregnant_ge_28_weeks; stretch_knee_to_chest heat
foot drop; 50; foot_drop; stretch_knee_to_chest gentle_movement
cancer; 60; cancer_current_or_past; stretch_knee_to_chest heat
ten days of tablets; 40; days_used_ge_10; ibuprofen naproxen aspirin acetaminophen
16 years old; 16; ; ibuprofen naproxen aspirin acetaminophen topical_nsaid cold heat
heatwave; 40; heat_exposure; ibuprofen naproxen aspirin heat
several weak signs; 45; night_pain pain_not_eased_by_rest pain_progressive; stretch_knee_to_chest heat ibuprofen
headache and jaw pain at 62; 62; severe_headache jaw_or_arm_pain; stretch_knee_to_chest ibuprofen naproxen aspirin
fall on apixaban; 55; anticoagulant minor_trauma; stretch_knee_to_chest heat ibuprofen naproxen aspirin
osteoporosis and a sudden crack; 60; osteoporosis sudden_severe_onset; stretch_knee_to_chest gentle_movement heat
pain on breathing; 40; pleuritic_pain; stretch_knee_to_chest
muscle hard as wood; 30; muscle_swelling recent_hard_exertion; heat stretch_knee_to_chest ibuprofen
lately a blood infection; 45; recent_bacterial_infection; heat stretch_knee_to_chest
sore bone after a fall; 40; minor_trauma midline_bone_tenderness; stretch_knee_to_chest gentle_movement
"""
"""Who; age; what is so; the remedies that must not be offered."""

GIVEN = """
healthy; 35; ; ibuprofen naproxen aspirin acetaminophen topical_nsaid cold heat stretch_knee_to_chest
healthy, without tablets; 35; ; rest_position gentle_movement
diabetes with normal feeling; 50; diabetes; acetaminophen topical_nsaid cold heat stretch_knee_to_chest gentle_movement
asthma; 30; asthma; acetaminophen topical_nsaid cold heat stretch_knee_to_chest gentle_movement
taking apixaban; 50; anticoagulant; acetaminophen cold heat stretch_knee_to_chest gentle_movement
Raynaud's; 40; raynaud; ibuprofen acetaminophen topical_nsaid heat stretch_knee_to_chest
64 years old; 64; ; acetaminophen topical_nsaid cold heat stretch_knee_to_chest gentle_movement
weak kidneys; 60; kidney_disease; acetaminophen cold heat
heart failure; 66; heart_failure heart_disease; acetaminophen cold heat
pregnant; 30; pregnant; acetaminophen rest_position gentle_movement
leg pain above the knee; 40; leg_pain; ibuprofen acetaminophen topical_nsaid cold heat gentle_movement
known disc; 45; known_disc_problem; ibuprofen acetaminophen cold heat gentle_movement
osteoporosis; 66; osteoporosis; acetaminophen cold heat gentle_movement
fresh bruise; 30; visible_swelling_or_bruise_48h; acetaminophen cold
cancer with worrying pain; 60; cancer_current_or_past night_pain; acetaminophen rest_position
foot drop; 50; foot_drop; acetaminophen rest_position
flu; 30; fever generalised_muscle_pain; acetaminophen rest_position
"""
"""Who; age; what is so; remedies that must be on offer, so that caution does not become uselessness."""


WITHHELD_TODAY = ("stretch_knee_to_chest", "gentle_movement", "heat", "ibuprofen", "naproxen", "aspirin")


def rows(table: str) -> list[list[str]]:
    """The lines of a table as lists of trimmed cells."""
    return [[cell.strip() for cell in line.split(";")] for line in table.strip().splitlines()]


def named(table: str) -> list[object]:
    """The lines as test parameters that carry the first cell as their name."""
    return [pytest.param(*row[1:], id=row[0]) for row in rows(table)]


def answer(knowledge: Knowledge, age: str, so: str, hours: str = "20", pain: str = "5") -> Screening:
    raw = {
        "person": {"age_years": float(age), "weight_kg": 75},
        "episode": {"duration_hours": float(hours), "pain_nrs": float(pain)},
        "findings": dict.fromkeys(so.split(), "yes"),
    }
    return screen(read_case(raw, knowledge, unmentioned=Unmentioned.NO), knowledge).screening


@pytest.mark.parametrize(("age", "hours", "pain", "so", "least", "most"), [*named(DANGERS), *named(LOOK_ALIKES)])
def test_urgency(shipped: Knowledge, age: str, hours: str, pain: str, so: str, least: str, most: str) -> None:
    got = answer(shipped, age, so, hours, pain)
    assert WORDS[least] <= got.urgency <= WORDS[most], [rule.rule for rule in got.fired]


@pytest.mark.parametrize(("age", "so", "remedies"), named(WITHHELD))
def test_withheld(shipped: Knowledge, age: str, so: str, remedies: str) -> None:
    offers = answer(shipped, age, so).offers
    assert [remedy for remedy in remedies.split() if offers[remedy].status is OfferStatus.OFFERED] == []


@pytest.mark.parametrize(("age", "so", "remedies"), named(GIVEN))
def test_given(shipped: Knowledge, age: str, so: str, remedies: str) -> None:
    offers = answer(shipped, age, so).offers
    withheld = [(remedy, offers[remedy].because) for remedy in remedies.split() if offers[remedy].status != "offered"]
    assert withheld == []


def test_a_strong_pain_alone_is_what_a_spasm_is(shipped: Knowledge) -> None:
    for pain in range(11):
        assert answer(shipped, "40", "", "2", str(pain)).urgency is Urgency.SELF_CARE


def test_relief_and_triggers_never_lower_the_urgency(shipped: Knowledge) -> None:
    for danger in ("sudden_severe_onset thoracic_pain", "saddle_numbness", "fever iv_drug_use", "dark_urine"):
        plain = answer(shipped, "50", danger).urgency
        for comfort in (
            "better_with_movement",
            "recent_hard_exertion",
            "better_within_48h_nsaid",
            "known_disc_problem",
        ):
            assert answer(shipped, "50", f"{danger} {comfort}").urgency >= plain


@pytest.mark.parametrize("age", [30.0, 65.0])
def test_an_ordinary_strain_is_asked_little(shipped: Knowledge, age: float) -> None:
    raw = {"person": {"age_years": age}, "episode": {"duration_hours": 10, "pain_nrs": 6}}
    case = read_case(raw, shipped)
    danger = road(case, shipped, danger_only=True)
    assert len(road(case, shipped)) <= 12
    assert reading_minutes(danger) <= 2.0
    assert max(len(shown.questions) for shown in danger) <= 8


def test_every_question_is_short_and_every_grave_one_has_plainer_words(shipped: Knowledge) -> None:
    for finding in shipped.findings.values():
        assert len(finding.question.split()) <= 20, finding.id
        alone = read_case({"findings": {finding.id: "unsure"}}, shipped, unmentioned=Unmentioned.NO)
        if finding.derived_from is None and answer(shipped, "40", finding.id).urgency is Urgency.EMERGENCY_NOW:
            assert finding.plainer, finding.id
            assert screen(alone, shipped).screening.urgency >= Urgency.WITHIN_DAYS, finding.id


@pytest.mark.parametrize(("age", "pain"), [(64, 7), (45, 5)])
def test_whoever_should_be_seen_soon_is_not_given_what_could_harm(shipped: Knowledge, age: int, pain: int) -> None:
    """Every pair of findings: no stretch if within days; no heat, exercise or NSAID if today, save for eye and skin."""
    told = {"person": {"age_years": age, "weight_kg": 75}, "episode": {"duration_hours": 20, "pain_nrs": pain}}
    plain = read_case(told, shipped, unmentioned=Unmentioned.NO)
    signs = [f.id for f in shipped.findings.values() if f.derived_from is None and f.use is not FindingUse.GATEWAY]
    wrong = []
    for pair in combinations(signs, 2):
        got = screen(replace(plain, findings={**plain.findings, **dict.fromkeys(pair, Answer.YES)}), shipped).screening
        if got.urgency < Urgency.WITHIN_DAYS:
            continue
        today = {rule.rule for rule in got.fired if rule.urgency >= Urgency.SAME_DAY} - {"red_painful_eye", "shingles"}
        withheld = WITHHELD_TODAY if today else WITHHELD_TODAY[:1]
        offered = [remedy for remedy in withheld if got.offers[remedy].status is OfferStatus.OFFERED]
        if offered:
            wrong.append((pair, offered, sorted(today)))
    assert wrong == []


def test_no_rule_claims_a_review_that_never_happened(shipped: Knowledge) -> None:
    for rule in (*shipped.red_flags.values(), *shipped.contraindications.values()):
        assert rule.status == "draft"
        assert rule.reviewed is None


def test_a_follow_up_is_skipped_only_after_a_definite_no(shipped: Knowledge) -> None:
    opened = read_case({"person": {"age_years": 40}, "findings": {"breathing_trouble": "no"}}, shipped)
    assert opened.answer("severe_breathlessness") is Answer.NO
    unsure = read_case({"person": {"age_years": 40}, "findings": {"breathing_trouble": "unsure"}}, shipped)
    assert unsure.answer("severe_breathlessness") is Answer.NOT_ASKED
    said = {"breathing_trouble": "no", "severe_breathlessness": "yes"}
    both = read_case({"findings": said}, shipped, unmentioned=Unmentioned.NO)
    assert screen(both, shipped).screening.urgency is Urgency.EMERGENCY_NOW


@pytest.mark.parametrize("kind", ["red_flags", "contraindications"])
def test_the_page_names_every_rule_that_rests_on_general_knowledge(shipped: Knowledge, kind: str) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "safety" / "rules.md").read_text(encoding="utf-8")
    listed = page.split(f"<!-- memory {kind} -->")[1].split("<!-- end -->")[0].replace("\n", " ").split(",")
    rules = getattr(shipped, kind).values()
    assert sorted(name.strip() for name in listed) == sorted(r.id for r in rules if r.verified.startswith("memory"))
    assert f"({len(rules)})" in page
