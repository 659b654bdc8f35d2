"""Both catalogues are whole, and the templates say nothing that is not in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

WEB = Path(__file__).parents[2] / "web"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"encoding": "utf-8"}}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w+)\}")
NAMES = {"English", "Tiếng Việt", "Be Vietnam Pro"}
"""Words that are the same in both languages: each language's own name."""


def said() -> set[str]:
    """Every message in the code and the templates, by its singular."""
    found = extract_from_dir(str(WEB), METHODS, OPTIONS)
    return {message[0] if isinstance(message, tuple) else message for _, _, message, *_ in found}


def catalogue(language: str) -> Catalog:
    with (WEB / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> Iterator[Message]:
    return (message for message in catalogue(language) if message.id)


def forms(text: object) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (str(text),)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_catalogue_has_every_message_and_no_other(language: str) -> None:
    assert {forms(message.id)[0] for message in messages(language)} == said()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_catalogue_translates_every_message_in_every_form(language: str) -> None:
    missing = [
        message.id
        for message in messages(language)
        if not all(forms(message.string)) or "fuzzy" in message.flags
    ]
    assert not missing


@pytest.mark.parametrize("language", ["vi", "en"])
def test_catalogue_keeps_the_placeholders(language: str) -> None:
    for message in messages(language):
        wanted = {match for text in forms(message.id) for match in PLACEHOLDER.findall(text)}
        for text in forms(message.string):
            assert set(PLACEHOLDER.findall(text)) <= wanted, message.id
        # The plural form, which Vietnamese alone has, says every number and name.
        assert set(PLACEHOLDER.findall(forms(message.string)[-1])) == wanted, message.id


@pytest.mark.parametrize("language", ["vi", "en"])
def test_catalogue_has_nothing_that_its_compiler_holds_against_it(language: str) -> None:
    faults = [str(fault) for _, found in catalogue(language).check() for fault in found]
    assert faults == []


def test_catalogue_in_vietnamese_differs_from_english() -> None:
    same = [message.id for message in messages("vi") if message.id == message.string]
    assert not same


@pytest.mark.parametrize("path", sorted((WEB / "templates").glob("*.html")), ids=lambda p: p.name)
def test_templates_say_nothing_outside_the_catalogue(path: Path) -> None:
    # Names of classes are not said to anybody.
    source = re.sub(r"{% block body_class %}.*?{% endblock %}", "", path.read_text())
    tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(source)
    # Output that follows becomes a mark, so that a tag cut by an expression stays one tag.
    text = "".join(
        part.data if isinstance(part, nodes.TemplateData) else "\x00"
        for output in tree.find_all(nodes.Output)
        for part in output.nodes
    )
    text = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", text, flags=re.S)
    text = re.sub(r"<[^<>]*>", " ", text)
    words = re.findall(r"[^\W\d_]{2,}(?: [^\W\d_]+)*", text)
    assert not [word for word in words if word not in NAMES]


WORDS = {"_", "gettext", "ngettext"}
WORD = re.compile(r"[^\W\d_]{2,}")


def name_of(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def is_said(node: ast.AST) -> bool:
    """Whether it takes words from the catalogue."""
    return isinstance(node, ast.Call) and name_of(node.func) in WORDS


def glued(tree: ast.AST) -> Iterator[str]:
    """Messages that are no literal, and sentences put together from a message and further words."""
    for node in ast.walk(tree):
        if is_said(node):
            plain = (ast.Constant,)
            texts = node.args[: 2 if name_of(node.func) == "ngettext" else 1]  # type: ignore[attr-defined]
            if not all(isinstance(text, plain) and isinstance(text.value, str) for text in texts):
                yield f"line {node.lineno}: a message that is no literal"  # type: ignore[attr-defined]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            sides = (node.left, node.right)
            if any(map(is_said, sides)):
                yield f"line {node.lineno}: a message put together by an operator"
        if isinstance(node, ast.JoinedStr):
            parts = [each.value for each in node.values if isinstance(each, ast.FormattedValue)]
            own = "".join(str(each.value) for each in node.values if isinstance(each, ast.Constant))
            # A dash or brackets between two messages are no words.
            if any(map(is_said, parts)) and WORD.search(own):
                yield f"line {node.lineno}: a message among further words {own!r}"


@pytest.mark.parametrize(
    "path", sorted(WEB.rglob("*.py")), ids=lambda path: str(path.relative_to(WEB))
)
def test_code_puts_no_message_together(path: Path) -> None:
    # There the functions are defined that others give literals to.
    found = glued(ast.parse(path.read_text())) if path.name != "wording.py" else ()
    assert not list(found)


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ('gettext("a place")', 0),
        ("f\"{gettext('a')} – {title}\"", 0),
        ('gettext("a " + kind)', 1),
        ('gettext(f"a {kind}")', 1),
        ('gettext("has") + " " + name', 1),
        ("f\"{gettext('a place')} near {name}\"", 1),
        ('ngettext("one", words, 2)', 1),
    ],
)
def test_glued_finds_what_is_put_together(code: str, count: int) -> None:
    assert len(list(glued(ast.parse(code)))) == count


@pytest.mark.parametrize("path", sorted((WEB / "templates").glob("*.html")), ids=lambda p: p.name)
def test_templates_put_no_message_together(path: Path) -> None:
    tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(path.read_text())

    def said_in(node: nodes.Node) -> bool:
        return any(
            isinstance(call.node, nodes.Name) and call.node.name in WORDS
            for call in node.find_all(nodes.Call)
        )

    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in WORDS:
            texts = call.args[: 2 if call.node.name == "ngettext" else 1]
            assert all(isinstance(text, nodes.Const) for text in texts), call.lineno
    for kind in (nodes.Concat, nodes.Add, nodes.Mod):
        for node in tree.find_all(kind):
            assert not said_in(node), node.lineno
