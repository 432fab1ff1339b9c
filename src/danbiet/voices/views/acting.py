"""How every form of voices is answered."""

from functools import partial

from danbiet.common.acting import answered
from danbiet.voices import services

act = partial(answered, once=services.once)
