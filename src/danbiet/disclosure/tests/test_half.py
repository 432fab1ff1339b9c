"""A full disk, a dying process, a file erased while a backup runs: nothing is half, and the answer says so."""

import errno
import tarfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from danbiet.common import clock, files
from danbiet.disclosure.models import Item, Posting, Version
from danbiet.disclosure.services import items
from danbiet.disclosure.tests.papers import board, draft, published
from danbiet.ledger.models import Event
from danbiet.ledger.services.backing import _Tar
from danbiet.plans.tests.factories import picture
from tests.people import IN_2021, Cast, Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2021")]
AT = clock.moment(IN_2021)


def kept(folder: Path) -> set[Path]:
    return {path for path in (folder / "files").rglob("*") if path.is_file()}


def counted() -> tuple[int, ...]:
    return tuple(one.objects.count() for one in (Item, Version, Posting, Event))


def test_a_full_disk_is_told_by_every_page_that_takes_a_file(
    country: Country, cast: Cast, monkeypatch, tmp_path: Path
) -> None:
    place = country.dong_ngac.unit
    item, point = published(place, cast, at=AT), board(place)
    ward = Client(raise_request_exception=False)
    ward.force_login(cast.users["ward"])
    before, disk = counted(), kept(tmp_path)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("danbiet.common.files.os.fsync", full)
    for url, field, form in (
        (reverse("disclosure:new", args=[place.code]), "file", {"kind": "document", "title": "Kế hoạch"}),
        (reverse("disclosure:correct", args=[item.pk]), "file", {"reason": "Sửa"}),
        (
            reverse("disclosure:postings", args=[item.pk]),
            "proof",
            {"channel": "posting", "points": [point.pk], "up_on": "2021-09-21"},
        ),
    ):
        answer = ward.post(url, {**form, field: SimpleUploadedFile("a.jpg", picture(seed=4)), "token": url})
        assert (answer.status_code, "hết chỗ chứa" in answer.content.decode()) == (507, True), url
    assert (counted(), kept(tmp_path)) == (before, disk)


def test_an_act_that_dies_before_its_event_leaves_no_row(country: Country, cast: Cast, monkeypatch) -> None:
    item, before = draft(country.dong_ngac.unit, cast, at=AT), counted()

    def dies(**event: object) -> None:
        raise SystemExit(137)

    monkeypatch.setattr("danbiet.ledger.services.record", dies)
    version = Version.objects.select_related("item__place").get(item=item)
    with pytest.raises(SystemExit):
        items.publish(version, by=cast.actor("ward"), at=AT)
    with pytest.raises(SystemExit):
        draft(country.dong_ngac.unit, cast, at=AT, title="Thứ hai")
    assert counted() == before
    assert Version.objects.get(item=item).published_at is None


def test_a_file_erased_while_a_backup_runs_is_left_out(tmp_path: Path) -> None:
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w|") as archive:
        tar = _Tar(archive, datetime(2024, 5, 6, tzinfo=UTC))
        (tmp_path / "there").write_bytes(b"x")
        tar.put_file("files/there", tmp_path / "there")
        tar.put_file("files/gone", tmp_path / "gone")
    assert tar.files == 1
    with tarfile.open(fileobj=BytesIO(out.getvalue())) as archive:
        assert archive.getnames() == ["files/there"]


def test_a_file_that_went_is_told_and_never_500(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast, at=AT)
    files.path_of(item.versions.get().sha256).unlink()
    answer = Client(raise_request_exception=False).get(reverse("disclosure:file", args=[item.pk, 1]))
    assert (answer.status_code, b"</main>" in answer.content) == (410, True)
