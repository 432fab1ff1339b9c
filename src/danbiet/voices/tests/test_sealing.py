"""Sealing to two keys: what goes in comes out, any changed byte fails, one key alone opens nothing."""

from contextlib import suppress

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from danbiet.common import codes
from danbiet.voices.rules import boxes, keys, sealing
from danbiet.voices.rules.sealing import CannotOpen, Letter, LetterRefused, NotSealed
from danbiet.voices.tests.vaulting import code, pair, public

HOLDERS = pair()
OTHERS = pair()
PUBLIC = public(HOLDERS)
KEY = bytes(range(16))
h = bytes.fromhex
# RFC 9180, appendix A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode
RFC = {
    "info": "4f6465206f6e2061204772656369616e2055726e",
    "skRm": "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2",
    "enc": "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9"
    "8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4",
    "key": "868c066ef58aae6dc589b6cfdd18f97e",
    "nonce": "4e0bc5018beba4bf004cca59",
    "pt": "4265617574792069732074727574682c20747275746820626561757479",
    "ct": "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434",
}


def sealed(letter: Letter) -> bytes:
    return sealing.seal(letter, key_a=PUBLIC.a, key_b=PUBLIC.b)


def letter(text: str = "Thu tiền.", files: tuple[tuple[str, bytes], ...] = ()) -> Letter:
    return Letter(text, KEY, files)


letters = st.builds(
    letter,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    st.lists(st.tuples(st.sampled_from(["jpeg", "png"]), st.binary(max_size=2000)), max_size=3).map(tuple),
)


@given(letters)
def test_what_is_sealed_opens_with_both_keys_in_either_order(given_letter: Letter) -> None:
    data = sealed(given_letter)
    assert sealing.opened(data, keys=HOLDERS) == given_letter
    assert sealing.opened(data, keys=HOLDERS[::-1]) == given_letter
    assert len(data) in sealing.SEALED_SIZES


@given(st.integers(0, len(sealed(letter())) - 1), st.integers(1, 255))
def test_any_changed_byte_fails(at: int, change: int) -> None:
    data = bytearray(sealed(letter()))
    data[at] ^= change
    with pytest.raises((CannotOpen, NotSealed)):
        sealing.opened(bytes(data), keys=HOLDERS)


@pytest.mark.parametrize("keys_held", [(HOLDERS[0],), (HOLDERS[1],), (HOLDERS[0], OTHERS[1]), OTHERS, ()])
def test_one_key_alone_opens_nothing(keys_held: tuple[ec.EllipticCurvePrivateKey, ...]) -> None:
    with pytest.raises(NotSealed):
        sealing.opened(sealed(letter()), keys=keys_held)


def test_the_first_key_finds_only_what_the_second_must_open() -> None:
    data = sealed(letter("bí mật"))
    head = data[: sealing.HEAD_BYTES]
    inner = sealing.SUITE.decrypt(data[sealing.HEAD_BYTES :], HOLDERS[0], head)
    assert "bí mật".encode() not in inner
    with pytest.raises(InvalidTag):
        sealing.SUITE.decrypt(data[sealing.HEAD_BYTES :], HOLDERS[1], head)


def test_the_library_opens_the_vector_of_the_rfc() -> None:
    key = ec.derive_private_key(int(RFC["skRm"], 16), ec.SECP256R1())
    cipher, nonce = AESGCM(h(RFC["key"])), h(RFC["nonce"])
    assert cipher.encrypt(nonce, h(RFC["pt"]), b"Count-0").hex() == RFC["ct"]
    without_aad = h(RFC["enc"]) + cipher.encrypt(nonce, h(RFC["pt"]), b"")
    assert sealing.SUITE.decrypt(without_aad, key, h(RFC["info"])) == h(RFC["pt"])


def test_words_alone_all_have_one_size() -> None:
    sizes = {len(sealed(letter(text))) for text in ("", "a", "ệ" * sealing.TEXT_LENGTH, "\n" * 3000)}
    assert len(sizes) == 1


@pytest.mark.parametrize(
    "one",
    [letter("a" * 4001), letter(files=(("png", b""),) * 4), letter(files=(("png", b"a" * (3 * 1024**2 + 1)),))],
    ids=["long", "many", "large"],
)
def test_too_much_is_refused(one: Letter) -> None:
    with pytest.raises(LetterRefused):
        sealing.padded(one)


@settings(max_examples=50)
@given(st.binary(max_size=200).map(lambda data: data.ljust(sealing.SIZES[0], b"\0")))
def test_whatever_a_stranger_sealed_is_a_letter_or_a_sentence(content: bytes) -> None:
    with suppress(CannotOpen):
        sealing.opened(sealing.sealed(content, key_a=PUBLIC.a, key_b=PUBLIC.b), keys=HOLDERS)


@pytest.mark.parametrize("data", [b"", b"DBT1", b"x" * min(sealing.SEALED_SIZES)])
def test_what_is_no_sealed_tip_is_refused(data: bytes) -> None:
    with pytest.raises(NotSealed):
        sealing.key_ids(data)


def test_a_code_gives_the_same_box_however_it_is_typed_and_another_code_another() -> None:
    one = boxes.opening(code(1))
    assert one == boxes.opening(codes.grouped(code(1)).lower())
    assert one != boxes.opening(code(2))
    assert one.answer_key not in (one.box[:16], one.box[16:])


def test_an_answer_opens_with_its_code_alone_and_every_box_has_one_size() -> None:
    answers = [boxes.seal_answer(text, answer_key=KEY) for text in ("Đã nhận.", "ệ" * boxes.ANSWER_LENGTH)]
    assert {len(one) for one in answers} == {boxes.SLOT_BYTES}
    full, empty = boxes.slots(answers), boxes.slots([])
    assert len(full) == len(empty) == boxes.SLOTS * boxes.SLOT_BYTES
    assert boxes.open_slots(full, answer_key=KEY) == ["Đã nhận.", "ệ" * boxes.ANSWER_LENGTH]
    assert boxes.open_slots(full, answer_key=bytes(16)) == boxes.open_slots(empty, answer_key=KEY) == []


def test_a_box_gives_its_latest_answers() -> None:
    answers = [boxes.seal_answer(str(one), answer_key=KEY) for one in range(9)]
    assert boxes.open_slots(boxes.slots(answers), answer_key=KEY) == ["3", "4", "5", "6", "7", "8"]


@pytest.mark.parametrize("text", ["", "  ", "a" * 2001])
def test_an_empty_or_long_answer_is_refused(text: str) -> None:
    with pytest.raises(boxes.AnswerRefused):
        boxes.seal_answer(text, answer_key=KEY)


@pytest.mark.parametrize("written", [str, codes.grouped, str.lower, lambda one: " ".join(one), lambda one: f"({one})"])
def test_a_code_in_the_words_is_refused_however_it_is_written(written) -> None:
    with pytest.raises(boxes.CodeInside):
        boxes.check_words(f"Mã của tôi là {written(code())} nhé", code=code())
    boxes.check_words("Thu 1234567890123 đồng", code=code())


def test_a_key_file_opens_with_its_passphrase_alone() -> None:
    key = keys.new_key()
    file = keys.wrapped(key, holder="A", passphrase="mot hai ba bon nam", cost=2**10)
    again = keys.unwrapped(file, passphrase="mot hai ba bon nam")
    assert again.private_numbers() == key.private_numbers()
    for changed in (
        {"wrapped": "00" * 48}, {"holder": "B"}, {"key_id": "00" * 8}, {"cost": 2**11}, {"salt": "00" * 16},
    ):  # fmt: skip
        with pytest.raises(keys.WrongPassphrase):
            keys.unwrapped({**file, **changed}, passphrase="mot hai ba bon nam")
    with pytest.raises(keys.WrongPassphrase):
        keys.unwrapped(file, passphrase="mot hai ba bon nan")


@pytest.mark.parametrize(
    "changed", [{"kind": "x"}, {"version": 2}, {"cost": 2**30}, {"cost": 3}, {"nonce": "00"}, {"salt": "zz"}]
)
def test_what_is_no_key_file_is_refused(changed: dict[str, object]) -> None:
    file = keys.wrapped(keys.new_key(), holder="A", passphrase="mot hai ba bon nam", cost=2**10)
    with pytest.raises(keys.KeyRefused):
        keys.unwrapped({**file, **changed}, passphrase="mot hai ba bon nam")


def test_keys_cost_an_attacker_half_a_second_and_128_megabytes_a_guess() -> None:
    assert keys.COST * 8 * 128 == 128 * 1024**2


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind":"danbiet.vault","version":1,"keys":[]}', "[" * 10000])
def test_what_is_no_vault_file_is_refused(text: str) -> None:
    with pytest.raises(keys.KeyRefused):
        keys.read_vault(text)
