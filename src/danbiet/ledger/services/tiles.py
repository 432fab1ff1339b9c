"""The inner nodes of the tree that are kept, filled up to a signed size."""

from collections.abc import Iterable, Iterator
from itertools import islice

from danbiet.ledger.models import Event, Node
from danbiet.ledger.rules import TILE, leaf, perfect

WIDTH = 1 << TILE
BATCH = 1000


def fill(*, size: int) -> None:
    """Keep every node of height 8, 16, 24 ... that is whole under `size` events.

    Begins where the last filling ended, whenever that was: heads signed before nodes were kept need nothing else.
    """
    height, below = TILE, size
    while below >= WIDTH:
        done, whole = Node.objects.filter(height=height).count(), below // WIDTH
        hashes = _hashes(height - TILE, first=done * WIDTH, last=whole * WIDTH)
        _keep(height, done, hashes)
        height, below = height + TILE, whole


def _keep(height: int, done: int, hashes: Iterable[bytes]) -> None:
    rows = (Node(height=height, position=done + number, hash=root) for number, root in enumerate(_roots(hashes)))
    while batch := list(islice(rows, BATCH)):
        Node.objects.bulk_create(batch)


def _roots(hashes: Iterable[bytes]) -> Iterator[str]:
    stream = iter(hashes)
    while tile := list(islice(stream, WIDTH)):
        yield perfect(tile).hex()


def _hashes(height: int, *, first: int, last: int) -> Iterator[bytes]:
    """The hashes of one height from position `first` up to `last`, in order; memory does not grow with them."""
    if height == 0:
        events = Event.objects.filter(seq__gt=first, seq__lte=last).order_by("seq").values_list("hash", flat=True)
        return (leaf(text) for text in events.iterator(chunk_size=5000))
    nodes = Node.objects.filter(height=height, position__gte=first, position__lt=last).order_by("position")
    return (bytes.fromhex(text) for text in nodes.values_list("hash", flat=True).iterator(chunk_size=5000))
