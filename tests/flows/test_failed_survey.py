"""A survey that fails tells the operator what happened, where, and what to do; it needs no server."""

from __future__ import annotations

import pytest

from flows import survey_site
from guiyi.errors import SourceDown
from tasks import survey


def test_a_survey_that_failed_says_what_happened_where_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object) -> None:
        raise SourceDown("old.example.test does not answer")

    made: dict[str, str] = {}
    monkeypatch.setattr(survey_site, "look_at_site", down)
    monkeypatch.setattr(survey, "create_markdown_artifact", lambda text, key: made.update({key: text}))
    with pytest.raises(SourceDown):
        survey_site.survey_site.fn("http://old.example.test/(a)", "old")
    for said in ("http://old.example.test/(a)", "SourceDown", "does not answer", "👉", "Retry"):
        assert said in made["survey-old"]
