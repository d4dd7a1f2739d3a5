"""What the routes and endpoints of one page work with, handed over together."""

from dataclasses import dataclass

from assistant.settings import Settings
from assistant.web.desk import Desk
from assistant.web.kept.conversations import Conversations
from assistant.web.people.limiting import Limits
from assistant.web.warm import Warm


@dataclass(frozen=True, slots=True)
class House:
    """The settings, the assistant on its way, and what is kept and counted for its users."""

    settings: Settings
    warm: Warm
    desk: Desk
    limits: Limits
    conversations: Conversations
