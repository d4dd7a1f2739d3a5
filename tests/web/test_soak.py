"""Many users at once, for a short while; `make soak` does it for longer, and writes the figures."""

import psutil

from assistant import Settings
from tests.benchmarks.soak import USERS, Seen, asked, crowd, questions
from tests.web.serving import served
from tests.web.test_uploads import server_of

_MOST_GROWTH_MB = 60  # of half a gigabyte; a question that were kept whole would take more over so many


def test_many_users_at_once_meet_with_no_error_and_memory_stays(sample_settings: Settings) -> None:
    with served(sample_settings, web_max_waiting="64") as address:
        process = psutil.Process(server_of(address))
        first = crowd(address, 8, most=1000)
        before = process.memory_info().rss
        seen = crowd(address, 12, most=1000)
        after = process.memory_info().rss
        assert first.errors == seen.errors == []
        assert len(seen.whole_s) >= USERS
        assert (after - before) / 1e6 < _MOST_GROWTH_MB
        calm = Seen()
        asked(address, questions()[0], calm)
        assert calm.errors == [] and len(calm.whole_s) == 1
