"""The services: a matter and what is wanted, reported or proposed. Complaints and denunciations are none of them."""

from dataclasses import dataclass

from danbiet.api.rules import Unknown
from danbiet.common.actor import say
from danbiet.voices.rules import Kind, Subject

CHANGED = "2026-11-26T12:00:00+07:00"  # moved on whenever a service or its attributes change
TYPE = "batch"  # any of them may answer with a token: what was written decides, not the service
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
KINDS = (Kind.REPORT, Kind.PETITION)
WARD, WANTS, NOTE = "WARD", "WANTS", "NOTE"
WAYS = ("code", "phone", "mail", "group", "loudspeaker")


@dataclass(frozen=True)
class Service:
    """One entry of the list."""

    subject: Subject
    kind: Kind

    @property
    def code(self) -> str:
        return f"{self.subject.value}-{self.kind.value}"


SERVICES = {one.code: one for subject in Subject for kind in KINDS for one in (Service(subject, kind),)}


def service_of(code: str) -> Service:
    """The service of a code."""
    if code not in SERVICES:
        raise Unknown(say("Không có dịch vụ nào mang mã {code}."), code=code[:60])
    return SERVICES[code]
