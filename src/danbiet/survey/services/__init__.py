"""Everything that can happen to a wave: one function per act, one transaction, one event."""

from danbiet.survey.models import Wave
from danbiet.survey.rules.waves import Kind
from danbiet.survey.services.answers import NothingToErase, Upload, erase_data, take_in_data
from danbiet.survey.services.making import Design, Heading, WaveBusy, WrongWave, attach_design, create_wave
from danbiet.survey.services.publishing import NotPublishable, publish_results
from danbiet.survey.services.running import (
    NotWaiting,
    Stopped,
    abandon_run,
    ask_run,
    estimate_wave,
    may_wait,
    stop_run,
)
from danbiet.survey.services.sampling import AlreadyAnnounced, Announcement, announce_sample, draw_sample

__all__ = [
    "AlreadyAnnounced", "Announcement", "Design", "Heading", "Kind", "NotPublishable", "NotWaiting", "NothingToErase",
    "Stopped", "Upload", "Wave", "WaveBusy", "WrongWave", "abandon_run", "announce_sample", "ask_run", "attach_design",
    "create_wave", "draw_sample", "erase_data", "estimate_wave", "may_wait", "publish_results", "stop_run",
    "take_in_data",
]  # fmt: skip
