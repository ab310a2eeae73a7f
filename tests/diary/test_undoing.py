"""Taking back and bringing back, in any order: the last tap decides, and a second one adds nothing."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.diary import Event, Kind, new_event
from unclench.diary.entries import Entry, entries
from unclench.diary.undoing import UnknownEvent, bringing_back, taken_back, taking_back

NOW = datetime.fromisoformat("2026-11-24T03:00:00+00:00")


@given(taps=st.lists(st.tuples(st.booleans(), st.integers(0, 2)), max_size=20))
def test_the_last_tap_on_each_entry_decides(taps: list[tuple[bool, int]]) -> None:
    events = [new_event("anna", Kind.ENTRY, Entry(float(pain)).as_body(), NOW) for pain in range(3)]
    ids, shown = [event.id for event in events], dict.fromkeys(range(3), True)
    for bring, which in taps:
        if bring:
            appended = bringing_back(events, ids[which])
        else:
            undoing = taking_back(events, ids[which])
            appended = [] if undoing is None else [undoing]
        assert len(appended) == (shown[which] is not bring)
        events += [new_event("anna", Kind.UNDONE, body, NOW, key) for body, key in appended]
        shown[which] = bring
        assert [kept.id for kept in entries(events)] == [ids[place] for place in range(3) if shown[place]]
        assert [out.id for out in taken_back(events, Kind.ENTRY)] == [
            ids[place] for place in range(3) if not shown[place]
        ]
    assert len({event.key for event in events}) == len(events)


def test_two_taps_at_once_have_one_key() -> None:
    events: list[Event] = [new_event("anna", Kind.ENTRY, Entry(6.0).as_body(), NOW)]
    assert taking_back(events, events[0].id) == taking_back(events, events[0].id)


def test_only_what_is_there_can_be_taken_back_and_no_undoing_by_itself() -> None:
    events: list[Event] = [new_event("anna", Kind.ENTRY, Entry(6.0).as_body(), NOW)]
    undo = taking_back(events, events[0].id)
    assert undo is not None
    events.append(new_event("anna", Kind.UNDONE, *undo[:1], NOW, undo[1]))
    for unknown in ("", "0" * 32, events[1].id):
        with pytest.raises(UnknownEvent):
            taking_back(events, unknown)
        with pytest.raises(UnknownEvent):
            bringing_back(events, unknown)
