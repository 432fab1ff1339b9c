"""The list of services, their attributes, and how the whole is found."""

from django.utils.translation import gettext as _

from danbiet.api.rules.catalogue import (
    CHANGED,
    NOTE,
    SERVICES,
    SPECIFICATION,
    TYPE,
    WANTS,
    WARD,
    WAYS,
    Service,
    service_of,
)
from danbiet.api.rules.written import FORMATS, Tree
from danbiet.common import clock
from danbiet.common.files import house
from danbiet.voices.models.labels import KINDS, SUBJECTS
from danbiet.voices.selectors.reading import who_sees

BASE = "/open311/v2"


def discovery() -> Tree:
    """Where the interface is, and how a key is got."""
    base = house().base_url
    return {
        "changeset": CHANGED,
        "contact": _("Ủy ban nhân dân dùng trang này: {url}").format(url=f"{base}/"),
        "key_service": _("Quản trị của nơi nhận cấp khóa tại {url}").format(url=f"{base}/open311/keys/"),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": base + BASE,
                "changeset": CHANGED,
                "type": "test" if clock.in_demo() else "production",
                "formats": [kind.partition(";")[0] for kind in FORMATS.values()],
            }
        ],
    }


def services() -> Tree:
    """Every service."""
    return [_service(one) for one in SERVICES.values()]


def called(one: Service) -> str:
    """The name of a service."""
    return f"{SUBJECTS[one.subject.value]} · {KINDS[one.kind.value]}"


def _service(one: Service) -> Tree:
    subject, kind = str(SUBJECTS[one.subject.value]), str(KINDS[one.kind.value])
    return {
        "service_code": one.code,
        "service_name": called(one),
        "description": _("{kind} về: {subject}. Không nhận khiếu nại, tố cáo.").format(kind=kind, subject=subject),
        "metadata": True,
        "type": TYPE,
        "keywords": ", ".join([*subject.lower().split(", "), kind.lower()]),
        "group": kind,
    }


def definition(code: str) -> Tree:
    """What is asked beside the usual arguments, and what a sender must be told before writing."""
    kind = service_of(code).kind
    ways = {
        "code": _("Tự xem bằng mã biên nhận"),
        "phone": _("Gọi hoặc nhắn tin"),
        "mail": _("Thư điện tử"),
        "group": _("Qua tổ trưởng tổ dân phố"),
        "loudspeaker": _("Qua loa và bảng tin"),
    }
    where = _("Khiếu nại, tố cáo không gửi ở đây: {url}. Đang nguy hiểm thì gọi 113, 114, 115.")
    told = who_sees(kind, _("nơi nhận"))
    said = f"{told} {where.format(url=f'{house().base_url}/voices/new/denounce/')}"
    return {
        "service_code": code,
        "attributes": [
            _attribute(1, NOTE, said, datatype="text", is_asked=False),
            _attribute(2, WARD, _("Mã phường, xã nơi có việc (5 chữ số), khi không có tọa độ"), datatype="string"),
            {
                **_attribute(3, WANTS, _("Muốn được trả lời bằng cách nào"), datatype="singlevaluelist"),
                "values": [{"key": key, "name": ways[key]} for key in WAYS],
            },
        ],
    }


def _attribute(order: int, code: str, label: str, *, datatype: str, is_asked: bool = True) -> dict[str, Tree]:
    return {
        "variable": is_asked,
        "code": code,
        "datatype": datatype,
        "required": False,
        "datatype_description": None,
        "order": order,
        "description": label,
    }
