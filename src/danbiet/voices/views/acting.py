"""How every form of voices is answered."""

from functools import partial

from danbiet.common.acting import answered
from danbiet.plans.services import once, once_read

act = partial(answered, once=once)
act_on_file = partial(answered, once=once_read)
