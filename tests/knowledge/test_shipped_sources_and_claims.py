"""The shipped references and the article's claims: complete, honest about how they were read, and published."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import pytest

from unclench.knowledge import schema
from unclench.knowledge.article import VERDICTS, article_page, citation
from unclench.knowledge.describe import describe, list_sheets
from unclench.knowledge.documents import read_located
from unclench.knowledge.editor_schemas import SCHEMAS, editor_schemas, write_editor_schemas
from unclench.knowledge.files import KINDS, SHEET_LIMIT_BYTES, read_files
from unclench.knowledge.load import DATA, Knowledge, load
from unclench.model.invalid import InvalidInput

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def test_there_is_one_claim_for_each_number(knowledge: Knowledge) -> None:
    assert sorted(claim.number for claim in knowledge.claims.values()) == list(range(1, 16))


def test_every_claim_but_the_rule_of_conduct_has_a_model_face(knowledge: Knowledge) -> None:
    assert [claim.number for claim in knowledge.claims.values() if claim.model_face is None] == [14]


def test_no_claim_rests_on_memory(knowledge: Knowledge) -> None:
    for claim in knowledge.claims.values():
        assert not claim.verified.value.startswith("memory")
        assert all(knowledge.sources[source].level != "memory" for source in claim.sources)


def test_every_source_that_was_read_says_where(knowledge: Knowledge) -> None:
    for source in knowledge.sources.values():
        if source.level in ("primary", "secondary"):
            assert source.url or source.doi or source.read_at or source.note, source.id
        for address in [*source.read_at, *([source.url] if source.url else [])]:
            parts = urlsplit(address)
            assert parts.scheme in ("http", "https"), source.id
            assert "." in parts.netloc, source.id
        if source.doi:
            assert re.fullmatch(r"10\.\d{4,9}/\S+", source.doi), source.id


def test_no_two_sources_are_the_same_paper(knowledge: Knowledge) -> None:
    dois = [source.doi.lower() for source in knowledge.sources.values() if source.doi]
    assert len(dois) == len(set(dois))


def test_the_published_page_of_claims_is_up_to_date(knowledge: Knowledge) -> None:
    page = (ROOT / "docs" / "article.md").read_text(encoding="utf-8")
    assert page == article_page(knowledge), "run scripts/article_page.py"


def test_the_page_has_a_row_and_a_section_for_every_claim(knowledge: Knowledge) -> None:
    page = article_page(knowledge)
    for number in range(1, 16):
        assert page.count(f"| [A{number}](#a{number}) |") == 1
        assert page.count(f"\n## A{number}\n") == 1
    assert set(VERDICTS) == set(schema.Claim.model_json_schema()["properties"]["verdict"]["enum"])


def test_a_citation_links_to_the_paper() -> None:
    source = schema.Source(
        id="x", title="Title", issuer="Issuer", year=2020, doi="10.1/a(b)", level="primary", year_estimated=True
    )
    assert citation(source) == "[Title](https://doi.org/10.1/a%28b%29). Issuer, about 2020."


def test_the_editor_schemas_are_current() -> None:
    shipped = {path.name: path.read_text(encoding="utf-8") for path in SCHEMAS.glob("*.schema.json")}
    assert shipped == editor_schemas(), "run scripts/editor_schemas.py"


def test_writing_the_editor_schemas_brings_a_folder_up_to_date(tmp_path: Path) -> None:
    write_editor_schemas(tmp_path / "schemas")
    assert {
        path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "schemas").iterdir()
    } == editor_schemas()


def test_the_editor_schemas_accept_what_ships_and_refuse_a_misspelt_key() -> None:
    files, _ = read_files(DATA)
    checkers = {
        kind: jsonschema.Draft202012Validator(json.loads(editor_schemas()[f"{kind}.schema.json"])) for kind in KINDS
    }
    for kind, checker in checkers.items():
        for name in [name for name in files if name.startswith(f"{kind}/")][:12]:
            sheet = read_located(files[name], name, SHEET_LIMIT_BYTES).value
            assert checker.is_valid(sheet), name
            assert not checker.is_valid(sheet | {"mispelt": 1}), name


def test_anything_can_be_looked_up_by_its_id(knowledge: Knowledge) -> None:
    listed = list_sheets(knowledge)
    assert len(listed) == sum(len(getattr(knowledge, kind)) for kind in KINDS)
    for row in listed:
        found = describe(knowledge, row["id"])
        assert row["kind"] in [found["kind"], *(other["kind"] for other in found["also"])]
        json.dumps(found, allow_nan=False)


def test_a_claim_is_found_by_its_number_and_brings_its_sources(knowledge: Knowledge) -> None:
    found = describe(knowledge, "A8")
    assert found["id"] == "lie_down_first"
    assert [source["id"] for source in found["sources"]][:1] == ["dahm_2010_bed_rest"]
    assert describe(knowledge, "a8") == found | {"id": "lie_down_first"}


def test_an_unknown_id_or_kind_gets_a_suggestion(knowledge: Knowledge) -> None:
    with pytest.raises(InvalidInput, match="did you mean lie_down_first"):
        describe(knowledge, "lie_down_frist")
    with pytest.raises(InvalidInput, match="did you mean claims"):
        list_sheets(knowledge, "claim")
