"""Documentation, pages and messages are in plain English: usual words, short sentences, links that work."""

import json
import re
from pathlib import Path

import pytest
from django.utils.text import slugify
from markdown_it import MarkdownIt

from tests.project.plain_language import PROJECT, RATCHET, counts, files, is_rewritten, phrases_in, sentences

WORDS_MAX = 34
# The beginning of each sentence that may be longer.
LONG: set[str] = set()

PAGES = list(files(".md"))
TEMPLATES = [name for name in files(".html") if is_rewritten(name)]
MODULES = [name for name in files(".py") if name.startswith("catalog/pages/")]


@pytest.mark.parametrize("name", [*PAGES, *TEMPLATES, *MODULES])
def test_text_has_none_of_the_phrases(name: str) -> None:
    assert phrases_in(name) == []


def test_other_texts_get_none_of_the_phrases() -> None:
    recorded = json.loads(RATCHET.read_text(encoding="utf-8"))

    now = counts()

    more = {name: phrases_in(name) for name, count in now.items() if count > recorded.get(name, 0)}
    assert more == {}, "Use the words of CONTRIBUTING.md"
    assert now == recorded, "Fewer: record it with python -m tests.project.plain_language"


@pytest.mark.parametrize("name", PAGES)
def test_sentences_are_short(name: str) -> None:
    long = [each for each in sentences(name) if len(each.split()) > WORDS_MAX]

    assert [each for each in long if not each.startswith(tuple(LONG) or ("\0",))] == []


def test_phrases_are_found_in_every_kind_of_text(tmp_path: Path) -> None:
    page, template, module = tmp_path / "a.md", tmp_path / "a.html", tmp_path / "a.py"
    page.write_text("# Anew\n\n`anew`\n\n| a |\n|---|\n| whoever is\ttold |\n\n```\nanew\n```\n")
    template.write_text('{% if anew %}<p class="anew">Open it anew.</p>{% endif %}')
    module.write_text('"""Anew it is."""\nx = "It was changed meanwhile."\ny = "anew"\n')

    assert phrases_in(str(page)) == ["Anew", "whoever", "told"]
    assert phrases_in(str(template)) == ["anew"]
    assert phrases_in(str(module)) == ["meanwhile"]


def links_of(name: str) -> list[str]:
    tokens = MarkdownIt("commonmark").enable("table").parse((PROJECT / name).read_text(encoding="utf-8"))
    inline = [each for token in tokens for each in token.children or ()]
    targets = [
        str(each.attrs.get("href") or each.attrs.get("src")) for each in inline if each.type in {"link_open", "image"}
    ]
    return [each for each in targets if not re.match(r"[a-z]+:|/", each)]


def anchors_of(file: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {slugify(re.sub(r"[`*]", "", each)) for each in headings}


@pytest.mark.parametrize("name", PAGES)
def test_links_between_files_lead_to_a_file_and_a_heading(name: str) -> None:
    for link in links_of(name):
        target, _, anchor = link.partition("#")
        file = (PROJECT / name).parent / target if target else PROJECT / name
        assert file.exists(), link
        if anchor:
            assert anchor in anchors_of(file), link
