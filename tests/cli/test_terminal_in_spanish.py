"""The terminal speaks the language of ``--language`` or of its own variables; JSON keeps its keys and verdicts."""

import json
from collections.abc import Callable
from typing import Any


def decided(answer: Any) -> Any:
    rules = [(rule["rule"], rule["urgency"]) for rule in answer["fired"]]
    offers = {name: (offer["status"], offer["because"]) for name, offer in answer["offers"].items()}
    return answer["urgency"], rules, offers, answer["knowledge_hash"]


def test_json_in_spanish_differs_in_words_only(unclench: Callable[..., Any]) -> None:
    english = json.loads(unclench("assess", "examples/cauda_equina.yaml", "--json").stdout)
    spanish = json.loads(unclench("assess", "examples/cauda_equina.yaml", "--json", "--language", "es").stdout)
    assert (english["language"], spanish["language"]) == ("en", "es")
    assert decided(english) == decided(spanish)
    assert spanish.keys() == english.keys()
    assert spanish["seek_care"]["what_to_do"].startswith("Llame ahora al 911")


def test_the_report_follows_the_terminals_language(unclench: Callable[..., Any]) -> None:
    by_variable = unclench("assess", "examples/cauda_equina.yaml", language="es_MX.UTF-8")
    by_option = unclench("assess", "examples/cauda_equina.yaml", "--language", "es")
    assert by_variable.stdout == by_option.stdout
    assert "URGENCIA: pida ayuda ahora" in by_option.stdout.decode()
    assert "síndrome de la cola de caballo" in " ".join(by_option.stdout.decode().replace("│", " ").split())


def test_an_unknown_language_is_refused_by_name(unclench: Callable[..., Any]) -> None:
    refused = unclench("assess", "examples/cauda_equina.yaml", "--language", "tlh")
    assert refused.returncode == 2
    assert refused.stdout == b""
    said = refused.stderr.decode()
    assert "tlh" in said
    assert "es" in said
