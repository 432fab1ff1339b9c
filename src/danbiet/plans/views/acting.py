"""How every form of plans is answered."""

from functools import partial

from danbiet.common.acting import answered
from danbiet.plans import services

act = partial(answered, once=services.once)
act_on_file = partial(answered, once=services.once_read)
