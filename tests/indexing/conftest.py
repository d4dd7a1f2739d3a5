"""What several tests of indexes begin with."""

import pytest

from assistant.settings import Settings
from tests.carried import build, names, report
from tests.stores import write


@pytest.fixture
def filled(settings: Settings) -> Settings:
    """Thirty reports and their index."""
    write(settings, **{name: report(name) for name in names(30)})
    build(settings)
    return settings
