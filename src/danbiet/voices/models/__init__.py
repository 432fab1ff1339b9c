"""What the citizen's voice keeps. Denunciations and tips lie in tables of their own, behind gates of their own."""

from danbiet.voices.models.denunciations import Denunciation, DenunciationStep
from danbiet.voices.models.tips import Tip, TipLetter, Vault

__all__ = ["Denunciation", "DenunciationStep", "Tip", "TipLetter", "Vault"]
