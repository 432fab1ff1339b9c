"""What disclosure keeps."""

from danbiet.disclosure.models.items import Item, Sight, Version
from danbiet.disclosure.models.obligations import Charge, Obligation
from danbiet.disclosure.models.postings import Point, Posting

__all__ = ["Charge", "Item", "Obligation", "Point", "Posting", "Sight", "Version"]
