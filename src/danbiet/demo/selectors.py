"""What the data directory holds: nothing, the finished story, or something else; the key of the story's program."""

from enum import Enum

from danbiet.accounts.models import User
from danbiet.api.models import ApiKey
from danbiet.api.rules.keys import hashed
from danbiet.demo.rules import FINISHED, KEY
from danbiet.ledger.models import Event


class State(Enum):
    """What stands in the way of the demo."""

    EMPTY = "empty"
    FINISHED = "finished"
    OTHER = "other"


def state() -> State:
    """Finished is told by the story's last act; anything else that is not empty is somebody's data."""
    if Event.objects.filter(act=FINISHED).exists():
        return State.FINISHED
    return State.OTHER if Event.objects.exists() or User.objects.exists() else State.EMPTY


def key() -> str:
    """The key that the story's program sends with; empty before it was given and after it was taken back."""
    return KEY if ApiKey.objects.filter(key_hash=hashed(KEY), revoked_at=None).exists() else ""
