"""The diary: entries, the trend beside what was expected, what the dates raise, and the short danger check."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from unclench.diary import Kind
from unclench.diary.clock import clock_doubts
from unclench.diary.entries import KeptEntry, check_moment, entries, read_entry
from unclench.diary.expected import latest_expected
from unclench.diary.thresholds import following, looked_body
from unclench.diary.undoing import taken_back
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.reading import mapping_at
from unclench.web.api_answers import versioned
from unclench.web.diary_charts import USUAL_COURSE, trend
from unclench.web.diary_forms import sheet_of_signs
from unclench.web.diary_pages import OF_ENTRIES
from unclench.web.follow_up_pages import keep_signs, signs_looked_at, where_they_stand
from unclench.web.forms import ANSWERS
from unclench.web.own_api.asking import About, AboutHere, KeyHere, Sender, SentJson, named_by, only, truth
from unclench.web.own_api.described import ENTRY, REACHED, SIGNS, answers, described
from unclench.web.own_api.plainly import entry_json, expected_json, following_json, trend_json
from unclench.web.own_api.routes import own_router
from unclench.web.taking_back import bring_back, take_back

router = own_router("/people/{person}", "diary")


@router.get("/diary", responses=answers(404))
def diary(about: AboutHere) -> JSONResponse:
    """Every entry, the trend beside what was expected, and what the dates say."""
    services = about.services
    events = services.store.events(about.visit.id)
    kept = entries(events)
    doubts = clock_doubts(events, kept)
    stand = following(events, services.now(), services.knowledge)
    expected, usual = latest_expected(events), services.knowledge.follow_ups[USUAL_COURSE]
    told = {
        "entries": [entry_json(one, doubts) for one in kept],
        "taken_out": [{"id": one.id, "at": one.at.isoformat()} for one in taken_back(events, Kind.ENTRY)],
        "trend": trend_json(trend(kept, expected, stand.spell, usual.pain_course)),
        "expected": expected_json(expected),
        "usual_course": [one.model_dump() for one in usual.pain_course],
        "dates": following_json(stand),
    }
    return JSONResponse(versioned(told, services.knowledge))


@router.post("/diary/entries", responses=answers(201, 404), dependencies=[Sender], openapi_extra=described(ENTRY))
def add_entry(about: AboutHere, sent: SentJson, key: KeyHere) -> JSONResponse:
    """Keep one entry, once for each key. ``happened_at`` is when it was so; without it, now."""
    services = about.services
    entry = read_entry(sent, services.knowledge.remedies)
    check_moment(entry, services.now())
    kept, is_new = about.once(Kind.ENTRY, entry.as_body(), "entry", key)
    now = _found(about, kept.id) or entries([kept])[0]  # it may have been taken out since
    return JSONResponse(_told(about, now), 201 if is_new else 200)


@router.get("/diary/entries/{entry}", responses=answers(404))
def show_entry(about: AboutHere, entry: str) -> JSONResponse:
    """One entry."""
    return JSONResponse(_entry_answer(about, entry))


@router.put("/diary/entries/{entry}", responses=answers(404), dependencies=[Sender], openapi_extra=described(ENTRY))
def change_entry(about: AboutHere, entry: str, sent: SentJson) -> JSONResponse:
    """Word an entry anew, as a whole; the old wording stays among the events. The same words again change nothing."""
    kept, services = _entry(about, entry), about.services
    changed = read_entry(sent, {*services.knowledge.remedies, *kept.entry.did})
    if changed.happened_at != kept.entry.happened_at:  # what was told long ago may stay as it is
        check_moment(changed, services.now())
    if changed != kept.entry:
        services.record(about.visit, Kind.CHANGED, {"event": kept.id, "entry": changed.as_body()})
    return JSONResponse(_entry_answer(about, entry))


@router.delete("/diary/entries/{entry}", status_code=204, responses=answers(204, 404), dependencies=[Sender])
def take_entry_out(about: AboutHere, entry: str) -> Response:
    """Take an entry out of the diary; it can be brought back."""
    take_back(about.visit, entry, Kind.ENTRY, about.services)
    return Response(status_code=204)


@router.post("/diary/entries/{entry}/restore", responses=answers(404), dependencies=[Sender])
def bring_entry_back(about: AboutHere, entry: str) -> JSONResponse:
    """Bring an entry back that was taken out."""
    bring_back(about.visit, entry, Kind.ENTRY, about.services)
    return JSONResponse(_entry_answer(about, entry))


@router.get("/diary/signs", responses=answers(404))
def signs(about: AboutHere) -> JSONResponse:
    """The danger questions that matter again with every look."""
    knowledge = about.services.knowledge
    asked = [
        {"finding": one, "question": knowledge.findings[one].question, "means": knowledge.findings[one].means}
        for one in sheet_of_signs(knowledge).asks
    ]
    return JSONResponse(versioned({"questions": asked}, knowledge))


@router.post("/diary/signs", responses=answers(404), dependencies=[Sender], openapi_extra=described(SIGNS))
def answer_signs(about: AboutHere, sent: SentJson, key: KeyHere) -> JSONResponse:
    """Keep the answers to all of them. An answer can only make the advice more urgent; then the check goes on."""
    visit, services = about.visit, about.services
    told = mapping_at(only(sent, "findings").get("findings"), "findings")
    asked = sheet_of_signs(services.knowledge).asks
    for finding in {**dict.fromkeys(asked), **told}:
        if finding not in asked:
            raise InvalidInput("findings", finding, one_of(asked))
        if told.get(finding) not in ANSWERS:
            raise InvalidInput(f"findings.{finding}", told.get(finding), one_of(ANSWERS))
    name = about.event_key("signs", key, Kind.LOOKED, signs_looked_at(told))
    with named_by(key):
        after = keep_signs(visit, dict(told), services, name)
    answer = {"check_again": after is not None, "dates": following_json(where_they_stand(visit, services))}
    return JSONResponse(versioned(answer, services.knowledge))


@router.post("/dates/{sheet}", responses=answers(404), dependencies=[Sender], openapi_extra=described(REACHED))
def answer_date(about: AboutHere, sheet: str, sent: SentJson, key: KeyHere) -> JSONResponse:
    """Answer the question of one date; a no raises the advice until a later entry shows otherwise."""
    services = about.services
    reached = "yes" if truth(only(sent, "reached"), "reached") else "no"
    about.once(Kind.LOOKED, looked_body(sheet, reached, services.knowledge), "looked", key)
    stand = where_they_stand(about.visit, services)
    return JSONResponse(versioned({"dates": following_json(stand)}, services.knowledge))


def _found(about: About, entry_id: str) -> KeptEntry | None:
    kept = entries(about.services.store.events(about.visit.id, OF_ENTRIES))
    return next((one for one in kept if one.id == entry_id), None)


def _entry(about: About, entry_id: str) -> KeptEntry:
    """Raises HTTPException: of what is not theirs, nobody learns whether it exists."""
    found = _found(about, entry_id)
    if found is None:
        raise HTTPException(404)
    return found


def _entry_answer(about: About, entry_id: str) -> dict[str, object]:
    return _told(about, _entry(about, entry_id))


def _told(about: About, kept: KeptEntry) -> dict[str, object]:
    doubts = clock_doubts(about.services.store.events(about.visit.id), [kept])
    return versioned(entry_json(kept, doubts), about.services.knowledge)
