"""What the citizen's voice keeps. Denunciations and tips lie in tables of their own, behind gates of their own."""

from danbiet.voices.models.cases import Case, Sender, Series
from danbiet.voices.models.denunciations import Denunciation, DenunciationStep
from danbiet.voices.models.intake import Follower, Sorting
from danbiet.voices.models.reception import Reception, ReceptionDay
from danbiet.voices.models.ties import Forwarding, Link, LocalTerm, Notice, Promise, Suspension
from danbiet.voices.models.timeline import Message, Photo, Step
from danbiet.voices.models.tips import Tip, TipLetter, Vault

__all__ = [
    "Case", "Denunciation", "DenunciationStep", "Follower", "Forwarding", "Link", "LocalTerm", "Message", "Notice",
    "Photo", "Promise", "Reception", "ReceptionDay", "Sender", "Series", "Sorting", "Step", "Suspension", "Tip",
    "TipLetter", "Vault",
]  # fmt: skip
