"""What the documents promise: examples that run, links that lead somewhere, commands that exist."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import click
import pytest

from geo.cli import main

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_readme_examples_run(
    built_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "locator.gpkg").symlink_to(built_store)
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "README.md").read_text(encoding="utf-8").replace("```", "\n\n")
    examples = doctest.DocTestParser().get_doctest(text, {}, "README.md", "README.md", 0)
    assert len(examples.examples) == 5
    said: list[str] = []
    failed, _ = doctest.DocTestRunner().run(examples, out=said.append)
    assert failed == 0, "".join(said)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_files_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_exist_and_take_what_is_written(document: Path) -> None:
    """Parsed, not run."""
    for line in re.findall(r"^python -m geo (.+)$", document.read_text(encoding="utf-8"), re.M):
        words = shlex.split(line, comments=True)
        command: click.Command | None = main
        context = click.Context(main)
        while isinstance(command, click.Group):
            name = words.pop(0)
            command = command.get_command(context, name)
            assert command is not None, f"{name} of {line!r}"
        assert command is not None
        command.make_context(str(command.name), words)


def test_make_targets_that_documents_name_exist() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    for document in DOCUMENTS:
        named = re.findall(r"`?\bmake ([a-z]+)`|^make ([a-z]+)", document.read_text("utf-8"), re.M)
        assert {name for pair in named for name in pair if name} <= set(targets)
