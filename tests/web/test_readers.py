import pytest
from werkzeug.datastructures import MultiDict

from geo.coordinates import BBox
from web import readers
from web.errors import RefusedError
from web.i18n import Text
from web.params import LONGEST_SHOWN, read_all

ABOUT = Text("thử", "a trial")
K = readers.integer("k", 1, 100, ABOUT, default=10, example=5)
RADIUS = readers.number("within_km", 0, 3000, ABOUT, above=True, example=10)
LAT = readers.degrees("lat", 90, ABOUT, example=21.03)
LON = readers.degrees("lon", 180, ABOUT, example=105.85)
Q = readers.text("q", 200, ABOUT, required=True, example="Hội An")
KINDS = readers.choices("kind", {"outlet": 0, "village": 1}, ABOUT)
FORMAT = readers.choice("f", ("geojson", "topojson"), ABOUT, default="geojson")
WEAK = readers.flag("weak", ABOUT)
AREA = readers.box("bbox", ABOUT)


def read(parameter, value):
    return parameter.read(parameter.name, value)


@pytest.mark.parametrize(
    ("parameter", "written", "value"),
    [
        (K, "1", 1),
        (K, "100", 100),
        (K, "+5", 5),
        (RADIUS, "0.5", 0.5),
        (RADIUS, "1e3", 1000.0),
        (LAT, "-90", -90.0),
        (LON, "180", 180.0),
        (Q, "  Hội An ", "Hội An"),
        (KINDS, "village", (1,)),
        (KINDS, "outlet, village,outlet", (0, 1)),
        (FORMAT, "topojson", "topojson"),
        (WEAK, "true", True),
        (WEAK, "0", False),
        (AREA, "105.7,20.9,106.0,21.2", BBox(105.7, 20.9, 106.0, 21.2)),
    ],
)
def test_read_of_a_good_value_gives_it(parameter, written, value):
    assert read(parameter, written) == value


@pytest.mark.parametrize(
    ("parameter", "written", "says"),
    [
        (K, "0", "from 1 to 100"),
        (K, "1000000000", "from 1 to 100"),
        (K, "9" * 400, "from 1 to 100"),
        (K, "2.5", "whole number"),
        (K, "", "whole number"),
        (K, "٣", "whole number"),
        (K, "1_0", "whole number"),
        (RADIUS, "-1", "above 0 to 3000"),
        (RADIUS, "0", "above 0 to 3000"),
        (RADIUS, "nan", "above 0 to 3000"),
        (RADIUS, "inf", "above 0 to 3000"),
        (RADIUS, "1e99", "above 0 to 3000"),
        (LAT, "NaN", "no number of degrees"),
        (LAT, "21,03", "no number of degrees"),
        (LAT, "105.85", "look swapped"),
        (LAT, "1000", "beyond"),
        (LON, "181", "beyond"),
        (Q, "   ", "empty"),
        (Q, "x" * 10_240, "at most 200"),
        (Q, "Hà\x00Nội", "control characters"),
        (KINDS, "shop", "outlet, village"),
        (KINDS, "", "outlet, village"),
        (FORMAT, "shp", "geojson, topojson"),
        (WEAK, "maybe", "true or false"),
        (AREA, "1,2,3", "not four numbers"),
        (AREA, "106,21,105,20", "out of order"),
        (AREA, "nan,1,2,3", "not finite"),
    ],
)
def test_read_of_a_bad_value_is_refused_in_both_languages(parameter, written, says):
    with pytest.raises(RefusedError, match=says) as refused:
        read(parameter, written)
    assert refused.value.status == 400
    assert refused.value.words.vi != refused.value.words.en
    assert len(refused.value.words.vi) < 200 + LONGEST_SHOWN


DECLARED = {parameter.name: parameter for parameter in (K, Q)}


def test_read_all_without_an_optional_parameter_gives_its_default():
    values = read_all(DECLARED, MultiDict({"q": "Huế"}), {})
    assert (values[Q], values[K]) == ("Huế", 10)


def test_read_all_without_a_required_parameter_is_refused():
    with pytest.raises(RefusedError, match="q is missing; give it, such as q=Hội An"):
        read_all(DECLARED, MultiDict(), {})


def test_read_all_with_an_undeclared_parameter_names_those_there_are():
    with pytest.raises(RefusedError, match="no parameter 'limit'; there are k, q"):
        read_all(DECLARED, MultiDict({"q": "Huế", "limit": "3"}), {})


def test_read_all_with_a_parameter_twice_is_refused():
    with pytest.raises(RefusedError, match="k was given 2 times"):
        read_all(DECLARED, MultiDict([("q", "Huế"), ("k", "1"), ("k", "2")]), {})


def test_read_all_with_a_path_parameter_in_the_query_is_refused():
    code = readers.matching("code", "[0-9]{2}", ABOUT, in_path=True, example="01")
    assert read_all({"code": code}, MultiDict(), {"code": "01"})[code] == "01"
    with pytest.raises(RefusedError, match="no parameter 'code'"):
        read_all({"code": code}, MultiDict({"code": "02"}), {"code": "01"})
