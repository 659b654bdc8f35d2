"""The calls of docs/api.md do what it says, against the application on a port of this machine."""

import json
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from tests.conftest import ROOT
from web.operations import OPERATIONS

TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
WRITTEN = "http://127.0.0.1:8000"


def blocks(language):
    """The examples in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.M | re.S)


@pytest.fixture(scope="module")
def base(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_python_example_lists_every_village_of_the_province(base, capsys, locator):
    (example,) = blocks("python")
    exec(compile(example.replace(WRITTEN, base), "docs/api.md", "exec"), {})  # noqa: S102
    lines = capsys.readouterr().out.splitlines()
    places = locator.places
    inside = (places["kind"] == "village") & (places["province_2025_07_01"] == "01")
    assert len(lines) == int(inside.sum()) > 20  # more than one page
    assert all(re.fullmatch(r".+ \[10\d\.\d+, 2\d\.\d+\]", line) for line in lines)


def test_javascript_example_names_three_places(base):
    node = Path(sys.executable).parent / "node"
    if not node.exists():
        pytest.skip("no Node.js beside Python: pip install -r requirements.txt")
    (example,) = blocks("js")
    said = subprocess.run(
        [str(node), "--input-type=module", "-e", example.replace(WRITTEN, base)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert len(said.stdout.splitlines()) == 3


def test_curl_examples_are_answered(client, tmp_path):
    (block,) = blocks("sh")
    for line in block.splitlines():
        path = re.search(rf"'{WRITTEN}(.+?)'", line)[1]
        if "-F" in line:
            table = tmp_path / "persons.csv"
            table.write_text("code,persons\n00004,100\n", encoding="utf-8")
            with table.open("rb") as file:
                got = client.post(path, data={"demand": (file, table.name)})
        else:
            got = client.get(path)
        assert got.status_code == 200, (line, got.text[:200])


def test_costs_and_version_are_as_written():
    points = {path: entry.points for path, entry in OPERATIONS.items()}
    assert f"a journey {points['/api/plan']}, coverage {points['/api/coverage']}" in TEXT
    assert f"siting {points['/api/sites']}, five times" in TEXT
    facts = json.loads((ROOT / "tests/web/api/contract.json").read_text(encoding="utf-8"))
    assert "GET /api/nearest" in facts
