"""The tree over the record's events (RFC 6962), grown leaf by leaf and proven leaf by leaf."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

TILE = 8  # of the inner nodes, only those of height 8, 16, 24 are kept: each stands for 256 below it


class PathDoesNotFit(ValueError):
    """A path has not the length that its index and tree size ask for."""


def leaf(event_hash: str) -> bytes:
    """RFC 6962: SHA-256(0x00 ‖ the 32 bytes of the event's hash)."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(event_hash)).digest()


def node(left: bytes, right: bytes) -> bytes:
    """RFC 6962: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """An RFC 6962 tree kept as the peaks of its perfect subtrees: a leaf costs two hashes, whatever the size."""

    def __init__(self, size: int = 0, peaks: Iterable[str] = ()) -> None:
        self.size = size
        self.heights = [bytes.fromhex(peak) for peak in peaks]
        if len(self.heights) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has not {len(self.heights)} peaks")

    def add(self, event_hash: str) -> None:
        """Append one event."""
        peak, size = leaf(event_hash), self.size
        while size & 1:
            peak, size = node(self.heights.pop(), peak), size >> 1
        self.heights.append(peak)
        self.size += 1

    @property
    def peaks(self) -> list[str]:
        """The peaks in hex, largest first."""
        return [peak.hex() for peak in self.heights]

    @property
    def root(self) -> str:
        """The root in hex; that of an empty tree is SHA-256 of nothing."""
        if not self.heights:
            return hashlib.sha256().hexdigest()
        return joined(self.heights).hex()


def joined(peaks: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees that stand side by side, largest first."""
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node(peak, root)
    return root


def perfect(hashes: Sequence[bytes]) -> bytes:
    """The root over 1, 2, 4 ... hashes of one height."""
    row = list(hashes)
    while len(row) > 1:
        row = [node(left, right) for left, right in zip(row[::2], row[1::2], strict=True)]
    return row[0]


def inclusion_path(index: int, size: int, subtree: Callable[[int, int], bytes]) -> list[str]:
    """The sibling hashes from a leaf up to the root of a tree of `size` leaves, in hex (RFC 6962, 2.1.1).

    `subtree(height, position)` is the hash of the perfect subtree of 2**height leaves that begins at leaf
    position * 2**height: at most two for each height are asked for.
    """
    if not 0 <= index < size:
        raise PathDoesNotFit(f"leaf {index} of {size}")
    return [joined([subtree(*part) for part in _parts(*span)]).hex() for span in reversed(list(_siblings(index, size)))]


def root_from_path(leaf_hash: bytes, index: int, size: int, path: Sequence[str]) -> str:
    """The root that a leaf and its path lead to, in hex (RFC 9162, 2.1.3.2); PathDoesNotFit when it cannot be one."""
    if not 0 <= index < size:
        raise PathDoesNotFit(f"leaf {index} of {size}")
    at, last, root = index, size - 1, leaf_hash
    for sibling in map(bytes.fromhex, path):
        if last == 0:
            raise PathDoesNotFit(f"{len(path)} hashes are too many")
        if at & 1 or at == last:
            root = node(sibling, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node(root, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise PathDoesNotFit(f"{len(path)} hashes are too few")
    return root.hex()


def _siblings(index: int, size: int) -> Iterator[tuple[int, int]]:
    """The ranges of leaves beside the way from the root down to a leaf."""
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + (1 << (end - begin - 1).bit_length() - 1)
        if index < middle:
            yield middle, end
            end = middle
        else:
            yield begin, middle
            begin = middle


def _parts(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """A range of leaves as perfect subtrees (height, position), largest first."""
    while begin < end:
        height = (end - begin).bit_length() - 1
        yield height, begin >> height
        begin += 1 << height
