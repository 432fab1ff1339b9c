"""What disclosure keeps."""

from danbiet.disclosure.models.items import Item, Sight, Version
from danbiet.disclosure.models.obligations import Charge, Obligation
from danbiet.disclosure.models.postings import Point, Posting
from danbiet.disclosure.models.requests import Amendment, Request
from danbiet.disclosure.models.talk import Comment, Consultation, Subscription

__all__ = [
    "Amendment", "Charge", "Comment", "Consultation", "Item", "Obligation", "Point", "Posting", "Request", "Sight",
    "Subscription", "Version",
]  # fmt: skip
