"""The report for the doctor: all that was told, the same on the page and in the PDF, whatever somebody wrote."""

import builtins
import datetime
import io
import re
import sys
from typing import Any

import pytest
from fastapi import FastAPI
from markupsafe import Markup
from starlette.testclient import TestClient

from unclench.diary import Kind, new_event
from unclench.diary.answers import AnswerSheet
from unclench.knowledge.load import Knowledge
from unclench.knowledge.spoken import in_language
from unclench.model.preferences import Country
from unclench.web.report.parts import Part, Report
from unclench.web.report.pdf import pdf_of
from unclench.web.report.told import Told, report_of

NOW = datetime.datetime(2026, 11, 24, 3, 0, tzinfo=datetime.UTC)
HOSTILE = (
    '#panic("read") #read("/etc/passwd") = Heading *bold* $1/0$ @nobody <label> \\ // gone /* gone */ '
    '<script>alert(1)</script> {{ 7*7 }} "quoted" `#panic("raw")` ]#panic()['
)


def told_lately(visitor: Any, count: int = 3, **entry: Any) -> None:
    visitor.walk(yes={"leg_symptoms", "takes_medicine"})
    for number in range(count):
        visitor.send("/diary", nonce=f"e{number}", pain_nrs=str(8 - number % 9), tightness_nrs="5", **entry)


def words_of(pdf: bytes) -> str:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return squeezed(" ".join(page.extract_text() for page in pages))


def pages_of(pdf: bytes) -> int:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    """Without the spaces: where a line is broken differs between page and paper."""
    return re.sub(r"\s|\xad", "", text.replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff"))


def text_of(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", Markup(re.sub(r"<svg.*?</svg>", "", main, flags=re.S)).striptags())


def report_with(*parts: Part, title: str = "Title", language: str = "en-GB", paper: str = "a4") -> Report:
    return Report(title, "about", language, paper, parts, ("foot",))


def test_everything_that_was_told_is_there(visitor: Any, client: TestClient, knowledge: Knowledge) -> None:
    told_lately(visitor, did=["ice_massage"], movement="some", sleep="badly", note="Better after a walk.")
    visitor.send("/medicine", nonce="d1", product="Nurofen", hours_ago="2", mg="400")
    text = text_of(client.get("/report").text)
    for said in (
        "Age: 34",
        "Sex: Male",
        "Height: 180 cm",
        "Lower back",
        "Lifting or carrying",
        "How long it had hurt: 3 h",
        "Urgency: You can look after this at home",
        "Yes: Pain, numbness or tingling in a leg",
        "Chest pain, pressure or tightness;",
        "Worst pain: November 24",
        "pain 8; tightness 5; I move a little; Slept badly",
        "Nurofen400 mg",
        f"{knowledge.remedies['ice_massage'].title}: 3 times",
        "Better after a walk.",
        "no clinician has reviewed it",
        knowledge.hash[:16],
    ):
        assert said in text, said


def test_an_open_new_sign_stands_before_what_the_danger_check_said(visitor: Any, client: TestClient) -> None:
    told_lately(visitor, 1, new_signs="no")
    assert "Does not hold any more" not in client.get("/report").text
    visitor.send("/diary", nonce="n2", pain_nrs="9", new_signs="yes")
    report = text_of(client.get("/report").text)
    verdict = report[report.index("What the danger check said") :]
    open_sign, urgency = verdict.index("Nobody has looked closer yet"), verdict.index("Urgency before that")
    assert open_sign < urgency < verdict.index("Danger signs that were asked about")
    assert "Does not hold any more: On November 24, 03:00" in verdict


def test_asked_denied_and_unsure_are_kept_apart(visitor: Any, client: TestClient, knowledge: Knowledge) -> None:
    visitor.walk(yes={"leg_symptoms"}, unsure={"chest_pain"})
    answers: dict[str, str] = {}
    for event in client.get("/export").json()["events"]:
        answers |= event["body"].get("findings", {})
    assert answers["chest_pain"] == "unsure"
    page = client.get("/report").text
    section = page.split("Danger signs that were asked about</h2>")[1].split("</section>")[0]
    told = dict(re.findall(r"<strong>(.*?):</strong> (.*?)</p>", section))
    findings = in_language(knowledge, "en-US").findings
    for label, answer in (("Yes", "yes"), ("Not sure", "unsure"), ("No", "no")):
        danger = [
            findings[one].question.rstrip("?")
            for one, given in answers.items()
            if given == answer and knowledge.groups[findings[one].group].danger and not findings[one].derived_from
        ]
        assert danger
        assert sorted(str(Markup(told[label]).unescape()).split("; ")) == sorted(danger)


def test_page_and_pdf_say_the_same(visitor: Any, client: TestClient) -> None:
    told_lately(visitor, did=["ice_massage"], note="Better after a walk.")
    visitor.send("/medicine", nonce="d1", product="Nurofen", hours_ago="2", mg="400")
    answer = client.get("/report.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    paper = words_of(answer.content)
    page = client.get("/report").text
    shown = re.findall(
        r"<(?:h1|h2|strong|td|th scope=\"col\"|li)>(.*?)</", page[page.index("<main") : page.index("</main>")]
    )
    assert len(shown) > 30
    for words in [str(Markup(one).unescape()) for one in shown]:
        assert squeezed(words) in paper, words


def test_the_pdf_is_tagged_for_screen_readers_and_fits_one_page(visitor: Any, client: TestClient) -> None:
    told_lately(visitor, 12, did=["ice_massage"], note="Better after a walk.", movement="some", sleep="well")
    for number in range(12):
        visitor.send("/medicine", nonce=f"d{number}", product="Nurofen", hours_ago=str(number), mg="400")
    pdf = client.get("/report.pdf").content
    assert b"pdfuaid:part>1<" in pdf
    assert pages_of(pdf) == 1
    with_letter_paper = client.get("/report.pdf", headers={"cookie": "unclench_country=us"}).content
    assert pages_of(with_letter_paper) == 1


def test_a_long_story_flows_on_to_a_second_page_and_loses_nothing() -> None:
    rows = tuple((f"{number}:00", f"Medicine {number}", "400 mg") for number in range(60))
    lines = tuple((f"Day {number}", "word " * 60) for number in range(12))
    long = report_with(Part("Many", column=1, head=("a", "b", "c"), rows=rows), Part("Notes", column=2, lines=lines))
    pdf = pdf_of(long, NOW)
    assert pages_of(pdf) >= 2
    text = words_of(pdf)
    for number in range(60):
        assert f"Medicine{number}" in text
    for number in range(12):
        assert f"Day{number}:" in text


def test_what_somebody_wrote_is_text_and_nothing_else(visitor: Any, client: TestClient) -> None:
    told_lately(visitor, note=HOSTILE)
    visitor.send("/medicine", nonce="d1", product="#panic() <b>x</b> *y* $z$", hours_ago="2", mg="400")
    page = client.get("/report")
    assert "<script>alert" not in page.text
    assert "<b>x</b>" not in page.text
    answer = client.get("/report.pdf")
    assert answer.status_code == 200
    assert b"pdfuaid:part>1<" in answer.content
    paper = words_of(answer.content)
    assert squeezed(HOSTILE) in paper
    assert squeezed("#panic() <b>x</b> *y* $z$") in paper


@pytest.mark.parametrize("place", ["title", "label", "cell", "item", "says"])
def test_no_place_of_the_report_reads_markup(place: str) -> None:
    part = Part(
        "Part",
        lines=((HOSTILE if place == "label" else "label", "value"),),
        head=("a",),
        rows=((HOSTILE if place == "cell" else "cell",),),
        items=(HOSTILE if place == "item" else "item",),
        picture='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>' if place == "says" else "",
        picture_says=HOSTILE,
    )
    pdf = pdf_of(report_with(part, title=HOSTILE if place == "title" else "Title"), NOW)
    assert b"pdfuaid:part>1<" in pdf
    assert place == "says" or squeezed(HOSTILE) in words_of(pdf)


@pytest.mark.parametrize("note", ["🙂 🦴", "背中が痛い", "ظهري يؤلمني", "\U000e0041\ue000\uffff", "a\u0000b\u202ec"])
def test_letters_without_a_font_still_give_a_pdf(note: str) -> None:
    assert pdf_of(report_with(Part("Notes", lines=(("when", note),))), NOW).startswith(b"%PDF-")


def test_spanish_and_american_paper(visitor: Any, client: TestClient) -> None:
    told_lately(visitor)
    spanish = client.get("/report", headers={"accept-language": "es"})
    assert "Dolor de espalda: informe para el médico" in spanish.text
    assert "Señales de peligro" in spanish.text
    paper = client.get("/report.pdf", headers={"accept-language": "es"}).content
    assert squeezed("Dolor de espalda: informe para el médico") in words_of(paper)
    assert re.search(rb"/Lang ?\(es", paper)


def test_nothing_told_is_said_so_and_is_no_error(client: TestClient) -> None:
    assert "Nothing is written down yet" in client.get("/report").text
    assert client.get("/report.pdf").status_code == 200


def test_an_unfinished_danger_check_is_called_unfinished(visitor: Any, client: TestClient) -> None:
    address = visitor.start()
    visitor.answer(address, set(), set(), {})
    assert "not finished" in text_of(client.get("/report").text)


def test_without_the_part_that_makes_pdfs_the_page_says_what_to_do(
    visitor: Any, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_lately(visitor)
    real = builtins.__import__

    def without_typst(name: str, *rest: Any, **more: Any) -> Any:
        if name == "typst":
            raise ModuleNotFoundError(name=name)
        return real(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "typst", raising=False)
    monkeypatch.setattr(builtins, "__import__", without_typst)
    answer = client.get("/report.pdf")
    assert answer.status_code == 501
    assert "Print the report page" in answer.text
    assert "secret" not in answer.text


def test_guided_sessions_are_counted_with_how_they_ended(knowledge: Knowledge) -> None:
    def happened(session: str, what: str, minutes: int, outcome: str | None = None) -> Any:
        body = {"session": session, "remedy": "ice_massage", "what": what, "active_ms": minutes * 60_000}
        return new_event("anna", Kind.SESSION, {**body, "outcome": outcome}, NOW)

    events = (
        happened("a", "began", 0),
        happened("a", "over", 5, "finished"),
        happened("b", "began", 0),
        happened("b", "over", 2, "skin"),
        new_event("anna", Kind.SESSION, {"remedy": None, "what": 7}, NOW),  # what nobody can read counts as not there
    )
    made = report_of(Told(events, AnswerSheet(), None), knowledge, Country.UK, NOW)
    (part,) = [one for one in made.parts if one.title == "What was tried"]
    title = knowledge.remedies["ice_massage"].title
    ends = "finished (1 time); stopped because of the skin (1 time)"
    assert part.items == (f"{title}, guided: 2 times; 7 min in all; {ends}",)


def test_undone_entries_and_doses_are_not_reported(visitor: Any, client: TestClient, read: Any) -> None:
    visitor.send("/diary", nonce="n1", pain_nrs="9", note="a slip of the finger")
    visitor.send("/medicine", nonce="d1", product="Slipofene", hours_ago="1", mg="400")
    assert "a slip of the finger" in client.get("/report").text
    assert "Slipofene" in client.get("/report").text
    for event in client.get("/export").json()["events"]:
        where, name = ("/diary/undo", "entry") if event["kind"] == "entry" else ("/medicine/undo", "dose")
        visitor.send(where, **{name: event["id"]})
    text = client.get("/report").text
    assert "a slip of the finger" not in text
    assert "Slipofene" not in text


def test_result_and_diary_lead_to_the_report(visitor: Any, client: TestClient, read: Any) -> None:
    told_lately(visitor)
    for address in ("/result", "/diary"):
        assert "/report" in read(client.get(address).text).links
    assert "/report.pdf" in read(client.get("/report").text).links


def test_the_report_is_about_the_person_chosen_and_nobody_else(visitor: Any, client: TestClient, app: FastAPI) -> None:
    told_lately(visitor, note="annas own words")
    with TestClient(app, follow_redirects=False, headers={"accept-language": "en-US"}) as other:
        assert "annas own words" not in other.get("/report").text
        assert "annasownwords" not in words_of(other.get("/report.pdf").content)
