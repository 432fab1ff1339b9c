"""How every form of voices is answered."""

from functools import partial

from danbiet.common.acting import answered
from danbiet.plans.services import once

act = partial(answered, once=once)
