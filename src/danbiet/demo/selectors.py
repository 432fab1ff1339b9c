"""What the data directory holds: nothing, the finished story, or something else."""

from enum import Enum

from danbiet.accounts.models import User
from danbiet.demo.rules import FINISHED
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
