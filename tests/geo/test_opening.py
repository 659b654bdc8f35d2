import logging
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates import LonLat
from geo.errors import InvalidParameterError
from geo.opening import (
    LONGEST,
    MIDDLE,
    TIMEZONE,
    InvalidOpeningHoursError,
    OpeningTable,
    State,
    checked,
    spell_at,
)


def at(text):
    """A moment in the time of Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=TIMEZONE)


@pytest.mark.parametrize(
    ("hours", "moment", "state", "until"),
    [
        # Tuesday 24 November 2026 unless said otherwise.
        ("Mo-Su 08:00-22:00", "2026-11-24 07:59", "closed", "2026-11-24 08:00"),
        ("Mo-Su 08:00-22:00", "2026-11-24 08:00", "open", "2026-11-24 22:00"),
        ("Mo-Su 08:00-22:00", "2026-11-24 22:00", "closed", "2026-11-25 08:00"),
        ("Mo-Fr 07:30-11:30,13:30-17:00", "2026-11-24 12:00", "closed", "2026-11-24 13:30"),
        ("Mo-Fr 07:30-17:00", "2026-11-27 18:00", "closed", "2026-11-30 07:30"),
        ("18:00-02:00", "2026-11-25 01:00", "open", "2026-11-25 02:00"),
        ("24/7", "2026-11-24 03:00", "open", None),
        ("off", "2026-11-24 03:00", "closed", None),
        ("Sa,Su 06:00-12:00 unknown", "2026-11-28 07:00", "unknown", "2026-11-28 12:00"),
        ("08:00-20:00; PH off", "2026-09-02 10:00", "closed", "2026-09-03 08:00"),
        ("08:00-20:00; 2026 Feb 15-21 off", "2026-02-17 10:00", "closed", "2026-02-22 08:00"),
        ("2026 Dec 20-2026 Dec 31 09:00-18:00", "2026-11-24 10:00", "closed", "2026-12-20 09:00"),
        ("2099 Mo 10:00-12:00", "2026-11-24 10:00", "closed", None),
    ],
)
def test_spell_at_a_moment_gives_the_state_and_the_next_change(hours, moment, state, until):
    spell = spell_at(hours, at(moment))
    assert spell.state == state
    assert spell.until == (until and at(until))


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=-8))])
def test_spell_at_a_moment_of_another_time_zone_is_of_vietnam(zone):
    spell = spell_at("08:00-22:00", at("2026-11-24 21:59").astimezone(zone))
    assert (spell.state, spell.until) == (State.OPEN, at("2026-11-24 22:00"))
    assert str(spell.until.tzinfo) == "Asia/Ho_Chi_Minh"
    assert spell_at("08:00-22:00", at("2026-11-24 22:00").astimezone(zone)).state is State.CLOSED


def test_spell_at_dusk_depends_on_the_position():
    noon = at("2026-12-21 12:00")
    north = spell_at("sunrise-sunset", noon, position=LonLat(105.0, 23.3)).until
    south = spell_at("sunrise-sunset", noon, position=LonLat(105.0, 8.6)).until
    assert timedelta(minutes=20) < south - north < timedelta(minutes=40)


def test_spell_at_hours_with_a_comment_carries_it():
    assert spell_at('Mo-Su 08:00-17:00 "gọi trước"', at("2026-11-24 10:00")).comment == "gọi trước"


def test_spell_at_a_moment_without_a_zone_is_refused():
    with pytest.raises(InvalidParameterError, match="no time zone: write one, such as 2026-11-24T"):
        spell_at("24/7", datetime(2026, 11, 24, 10))


@pytest.mark.parametrize(
    "hours",
    ["", "  ", "8h-22h", "Thứ hai 08:00-17:00", "Mo-Su 25:00-26:70", "<script>", "x" * 10_240],
)
def test_checked_of_what_is_no_opening_hours_is_refused_in_one_short_line(hours):
    with pytest.raises(InvalidOpeningHoursError, match="such as") as refused:
        checked(hours)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 200


def test_checked_of_too_long_hours_says_how_long_they_may_be():
    with pytest.raises(InvalidOpeningHoursError, match=f"not 1 to {LONGEST}"):
        checked("; ".join(["Mo-Su 08:00-22:00"] * 20))


HOURS = ["Mo-Fr 07:30-17:00", "24/7", "18:00-02:00", "Mo-Su 08:00-22:00; PH off", "sunrise-sunset"]


@given(
    st.lists(st.sampled_from([*HOURS, None, ""]), max_size=12),
    st.lists(
        st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(TIMEZONE)),
        min_size=1,
        max_size=8,
    ),
)
def test_open_at_moments_in_any_order_equals_each_asked_alone(hours, moments):
    spots = [LonLat(104.0 + row, 10.0 + row) for row in range(len(hours))]
    table = OpeningTable(hours, spots)
    for moment in moments:
        alone = [
            bool(text) and spell_at(text, moment, position=spot).state is State.OPEN
            for text, spot in zip(hours, spots, strict=True)
        ]
        assert table.open_at(moment).tolist() == alone


def test_open_at_with_unreadable_hours_logs_them_and_takes_them_as_unknown(caplog):
    with caplog.at_level(logging.WARNING):
        table = OpeningTable(["8h-22h", "24/7"], [MIDDLE, MIDDLE])
    assert "8h-22h" in caplog.text
    np.testing.assert_array_equal(table.open_at(at("2026-11-24 10:00")), [False, True])


def test_open_at_without_places_is_empty():
    answer = OpeningTable([], []).open_at(at("2026-11-24 10:00"))
    assert (answer.shape, answer.dtype) == ((0,), np.bool_)
