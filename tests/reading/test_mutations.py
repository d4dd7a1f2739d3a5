"""Files that were changed at random are read, or refused with a reason; nothing else comes of them.

MUTATIONS=n in the environment reads n of them, others each time, in place of the same 2,000.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from assistant.errors import ReportUnreadable
from assistant.reading.apart import Apart, Limits
from assistant.reading.formats import FORMATS
from assistant.reading.source import Source, read_source
from tests.reading.mutations import BYTE_KINDS, PIECE_KINDS, SUFFIXES, Change, by_bytes, by_pieces, sound
from tests.reading.soundness import faults_in, is_reason

MUTATIONS = int(os.environ.get("MUTATIONS", "2000"))
EACH = -(-MUTATIONS // (2 * len(SUFFIXES)))
FAILED = ("takes longer than", "needs more than", "the process that read it ended", "the program lacks")
UNFORESEEN = "made in a way that is not known"

share = st.floats(0, 1, exclude_max=True)
# Nothing is made smaller after a failure: a file that hangs would hang again each time.
many = settings(
    max_examples=EACH,
    deadline=None,
    derandomize="MUTATIONS" not in os.environ,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def some(kinds: tuple[str, ...]) -> st.SearchStrategy[list[Change]]:
    one = st.builds(Change, st.sampled_from(kinds), share, share, st.integers(0, 10**6))
    return st.lists(one, min_size=1, max_size=6)


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart(Limits(timeout_s=10, memory_mb=1000)) as one:
        yield one


def fault(apart: Apart, suffix: str, data: bytes) -> str:
    """What is wrong with how a file was read, or with the reason why it was not; "" when nothing is."""
    try:
        reading = apart(read_source, Source(f"changed{suffix}", {}), data)
    except ReportUnreadable as error:
        reason = str(error)
        told = is_reason(reason) and not reason.startswith(FAILED) and UNFORESEEN not in reason
        return "" if told else reason or "no reason"
    return "; ".join(faults_in(reading))


def test_no_format_is_left_out() -> None:
    assert {FORMATS[suffix].module for suffix in SUFFIXES} == {known.module for known in FORMATS.values()}
    assert 2 * len(SUFFIXES) * EACH >= MUTATIONS


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("suffix", SUFFIXES)
@many
@given(which=st.integers(0, 9), changes=some(BYTE_KINDS))
def test_whatever_becomes_of_its_bytes(apart: Apart, suffix: str, which: int, changes: list[Change]) -> None:
    files = sound(suffix)
    data = by_bytes(files[which % len(files)], changes)
    note(f"{len(data)} bytes")
    assert fault(apart, suffix, data) == ""


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("suffix", SUFFIXES)
@many
@given(which=st.integers(0, 9), changes=some(PIECE_KINDS))
def test_whatever_becomes_of_its_pieces(apart: Apart, suffix: str, which: int, changes: list[Change]) -> None:
    files = sound(suffix)
    data = by_pieces(suffix, files[which % len(files)], changes)
    note(f"{len(data)} bytes")
    assert fault(apart, suffix, data) == ""


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_unchanged_it_is_read_and_changes_change_it(apart: Apart, suffix: str) -> None:
    for data in sound(suffix):
        if FORMATS[suffix].module != "doc":
            assert apart(read_source, Source(f"sound{suffix}", {}), data).reports
        for kind in BYTE_KINDS:
            assert by_bytes(data, [Change(kind, 0.3, 0.6, 77)]) != data
        changes = [Change(kind, 0.1, 0.8, number) for kind in PIECE_KINDS for number in range(24)]
        assert len({by_pieces(suffix, data, [change]) for change in changes} - {data}) > len(PIECE_KINDS)
