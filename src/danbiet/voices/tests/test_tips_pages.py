"""The pages of tips and of vaults: no cookie, no trace, no session; and what each form says."""

from io import BytesIO

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from danbiet.common import codes
from danbiet.voices.models import TipLetter, Vault
from danbiet.voices.rules import boxes, sealing
from danbiet.voices.tests.vaulting import PASSPHRASES, code, in_use, pair, public, tip, vault_text
from tests.people import IN_2021, Cast, Country

OF = pair()
SEALED = "application/octet-stream"
pytestmark = pytest.mark.usefixtures("in_2021")


@pytest.fixture(autouse=True)
def no_counts() -> None:
    caches["memory"].clear()


@pytest.fixture
def vault(country: Country, cast: Cast, at_2021) -> Vault:
    holders = (cast.users["chair"], cast.users["inspector"])
    return in_use(country.district.unit, of=OF, holders=holders, admin=cast.users["admin"], at=at_2021)


def body(text: str = "Thu tiền.", typed: str = code()) -> bytes:
    opening = boxes.opening(typed)
    letter = sealing.Letter(text, opening.answer_key)
    return opening.box + sealing.seal(letter, key_a=public(OF).a, key_b=public(OF).b)


def filled(**changes: object) -> dict[str, object]:
    return {
        "shown": codes.grouped(code()), "typed": code().lower(), "text": "Thu tiền ở một cửa.", "understood": "on",
        **changes,
    }  # fmt: skip


def picture() -> SimpleUploadedFile:
    data = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CanaryPhone"
    Image.new("RGB", (40, 30), "red").save(data, "JPEG", exif=exif)
    return SimpleUploadedFile("anh-cua-toi.jpg", data.getvalue())


@pytest.mark.parametrize("address", ["/tips/", "/tips/021/", "/tips/box/", "/tips/999/", "/tips/021/?further=1"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_page_of_tips_leaves_nothing_behind(
    vault, cast: Cast, django_assert_max_num_queries, address, prefix
) -> None:
    client = Client()
    client.force_login(cast.users["ward"])
    with django_assert_max_num_queries(3):
        answer = client.get(prefix + address)
    assert answer.status_code == (404 if "999" in address else 200)
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.has_header("Vary")
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert "Cán bộ phường" not in answer.content.decode()


def test_a_phone_leaves_a_sealed_letter(client: Client, vault: Vault) -> None:
    assert client.post("/tips/021/", body(), content_type=SEALED).status_code == 204
    assert sealing.opened(bytes(TipLetter.objects.get().sealed), keys=OF).text == "Thu tiền."


@pytest.mark.parametrize("data", [b"", b"x" * 40, body()[:-1], body()[32:]])
def test_what_is_not_sealed_is_refused(client: Client, vault: Vault, data: bytes) -> None:
    answer = client.post("/tips/021/", data, content_type=SEALED)
    assert answer.status_code == 422
    assert not TipLetter.objects.exists()


def test_without_javascript_the_server_seals_in_memory(client: Client, vault: Vault) -> None:
    answer = client.post("/tips/021/", filled(pictures=[picture(), picture()]))
    assert answer.status_code == 200
    assert "Đã nhận" in answer.content.decode()
    assert code() not in answer.content.decode()
    letter = sealing.opened(bytes(TipLetter.objects.get().sealed), keys=OF)
    assert letter.text == "Thu tiền ở một cửa."
    assert [kind for kind, _ in letter.files] == ["jpeg", "jpeg"]
    assert all(b"CanaryPhone" not in data for _, data in letter.files)


def test_without_javascript_a_large_picture_is_made_small_in_memory(client: Client, vault: Vault) -> None:
    data, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6  # lies on its side
    Image.effect_noise((2400, 1800), 60).save(data, "JPEG", quality=96, exif=exif)
    assert len(data.getvalue()) > sealing.FILES_BYTES
    sent = [SimpleUploadedFile("a.jpg", data.getvalue())]
    assert client.post("/tips/021/", filled(pictures=sent)).status_code == 200
    letter = sealing.opened(bytes(TipLetter.objects.get().sealed), keys=OF)
    assert [Image.open(BytesIO(one)).size for _, one in letter.files] == [(1200, 1600)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": ""}, "bắt buộc"),
        ({"text": f"Mã {code()}"}, "Trong thư có mã"),
        ({"typed": code(3)}, "chưa giống"),
        ({"typed": "abc"}, "13 ký tự"),
        ({"understood": ""}, "bắt buộc"),
        ({"pictures": [SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")]}, "không nhận tệp loại PDF"),
        ({"pictures": [picture() for _ in range(4)]}, "Gửi nhiều nhất 3 ảnh"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(client: Client, vault: Vault, changes, said: str) -> None:
    answer = client.post("/tips/021/", filled(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert codes.grouped(code()) in answer.content.decode()
    assert not TipLetter.objects.exists()


def test_an_empty_box_and_a_wrong_code_look_the_same(client: Client, vault: Vault) -> None:
    tip(vault, of=OF, typed=code(1), on=IN_2021)
    pages = [client.post("/tips/box/", {"typed": code(one)}).content for one in (1, 2)]
    assert pages[0] == pages[1]
    assert b"Ch\xc6\xb0a c\xc3\xb3 tr\xe1\xba\xa3 l\xe1\xbb\x9di" in pages[0]
    sizes = {
        len(client.post("/tips/box/", boxes.opening(code(one)).box, content_type=SEALED).content) for one in (1, 2)
    }
    assert sizes == {boxes.SLOTS * boxes.SLOT_BYTES}
    assert client.post("/tips/box/", {"typed": "123"}).status_code == 422
    assert client.post("/tips/box/", b"123", content_type=SEALED).status_code == 422


def test_floods_are_slowed_and_forgotten_with_the_process(client: Client, vault: Vault) -> None:
    statuses = [client.post("/tips/box/", {"typed": ""}, REMOTE_ADDR="203.0.113.9").status_code for _ in range(31)]
    assert statuses == [422] * 30 + [429]
    assert client.post("/tips/box/", {"typed": ""}, REMOTE_ADDR="203.0.113.10").status_code == 422
    assert caches["memory"].__class__.__name__ == "LocMemCache"


def test_a_post_too_large_is_not_even_read(client: Client, vault: Vault) -> None:
    assert client.post("/tips/021/", b"x" * (5 * 1024**2 + 1), content_type=SEALED).status_code == 413


def test_files_never_touch_the_disk(client: Client, vault: Vault, monkeypatch, settings) -> None:
    import tempfile

    def refused(*args: object, **options: object) -> None:
        raise AssertionError("a temporary file")

    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refused)
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refused)
    assert client.post("/tips/021/", filled(pictures=[picture()])).status_code == 200


def test_an_administrator_installs_and_the_holders_confirm(client: Client, country: Country, cast: Cast) -> None:
    client.force_login(cast.users["admin"])
    assert client.get("/voices/vaults/new/").status_code == 200
    sent = {
        "place": country.district.unit.pk, "holder_a": cast.users["chair"].pk, "holder_b": cast.users["inspector"].pk,
    }  # fmt: skip
    bad = client.post("/voices/vaults/new/", {**sent, "file": SimpleUploadedFile("v.json", b"\xff\xfe")})
    assert bad.status_code == 422
    answer = client.post("/voices/vaults/new/", {**sent, "file": SimpleUploadedFile("v.json", vault_text(OF).encode())})
    vault = Vault.objects.get()
    assert answer["Location"] == f"/voices/vaults/{vault.pk}/"
    for name, words in zip(("chair", "inspector"), public(OF).fingerprints, strict=True):
        client.force_login(cast.users[name])
        assert "Xác nhận khóa của bạn" in client.get(f"/voices/vaults/{vault.pk}/").content.decode()
        wrong = client.post(f"/voices/vaults/{vault.pk}/confirm/", {"typed": "1234"})
        assert wrong.status_code == 422
        assert "không khớp" in wrong.content.decode()
        assert client.post(f"/voices/vaults/{vault.pk}/confirm/", {"typed": words}).status_code == 302
    assert "Quận Bắc Từ Liêm" in client.get("/tips/").content.decode()
    client.force_login(cast.users["admin"])
    assert client.post(f"/voices/vaults/{vault.pk}/retire/").status_code == 302
    assert "Chưa nơi nào nhận" in client.get("/tips/").content.decode()


def test_holders_fetch_record_and_put_back(client: Client, vault: Vault, cast: Cast) -> None:
    tip(vault, of=OF, typed=code(), on=IN_2021)
    client.force_login(cast.users["chair"])
    page = client.get(f"/voices/vaults/{vault.pk}/").content.decode()
    number = TipLetter.objects.get().tip_id
    assert f"T-{number}" in page
    fetched = client.post(f"/voices/vaults/{vault.pk}/fetch/")
    assert fetched["Content-Disposition"].startswith("attachment")
    assert b"danbiet.tips" in fetched.content
    step = client.post(f"/voices/vaults/{vault.pk}/step/", {"tip": number, "step": "to_inspection"})
    assert step.status_code == 302
    for tip_number in (999, "9" * 23):
        sent = {"tip": tip_number, "step": "opened"}
        assert client.post(f"/voices/vaults/{vault.pk}/step/", sent).status_code == 422
    file = SimpleUploadedFile("a.json", b"{}")
    assert client.post(f"/voices/vaults/{vault.pk}/put/", {"file": file}).status_code == 422


@pytest.mark.parametrize(
    ("name", "get", "fetch", "step"),
    [
        ("chair", 200, 200, 422), ("inspector", 200, 200, 422), ("admin", 200, 403, 422), ("planner", 404, 404, 404),
        ("ward", 404, 404, 404), ("wardchair", 404, 404, 404), ("city", 404, 404, 404), ("stranger", 404, 404, 404),
        ("grouphead", 404, 404, 404), ("analyst", 404, 404, 404), ("resident", 404, 404, 404),
        ("ward2", 404, 404, 404), ("", 302, 302, 302),
    ],
)  # fmt: skip
def test_who_gets_at_a_vault(client, vault, cast, name, get, fetch, step) -> None:
    if name:
        client.force_login(cast.users[name])
    assert client.get(f"/voices/vaults/{vault.pk}/").status_code == get
    assert client.post(f"/voices/vaults/{vault.pk}/fetch/").status_code == fetch
    assert client.post(f"/voices/vaults/{vault.pk}/step/", {"tip": "", "step": ""}).status_code == step
    assert client.get("/voices/vaults/new/").status_code == (200 if name == "admin" else 403 if name else 302)


def test_the_passphrases_of_the_tests_are_long_enough() -> None:
    assert all(len(words) >= 16 for words in PASSPHRASES)
