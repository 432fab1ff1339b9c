"""The files somebody brings to have a publication checked."""

import hashlib
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from danbiet.common.access import told
from danbiet.common.formats import LIMIT
from danbiet.ledger.rules import reading
from danbiet.ledger.rules.reading import LARGER, Unreadable
from danbiet.ledger.rules.verifying import Verified, verify

LARGEST_LIST = 8 * 1024 * 1024  # some 100,000 items, a second of work; the browser and the command read more


class VerifyForm(forms.Form):
    """A receipt and its file; the key that is trusted; a head that was kept and a status list, if any."""

    receipt = forms.FileField(label=_("Biên nhận"), help_text=_("Tải ở trang của mục công khai, tên receipt.json."))
    file = forms.FileField(
        label=_("Tệp cần kiểm"), help_text=_("Đúng tệp đã tải về hoặc được gửi cho, chưa mở ra lưu lại.")
    )
    key = forms.FileField(
        label=_("Khóa bạn tin"),
        required=False,
        help_text=_("key.json bạn đã giữ, hoặc tải ở đây rồi so số với bảng tin."),
    )
    head = forms.FileField(
        label=_("Dấu ký bạn giữ"), required=False, help_text=_("Để biết có ai ghi lùi ngày hay viết lại sổ hay không.")
    )
    status = forms.FileField(
        label=_("Danh sách tình trạng"), required=False, help_text=_("Để biết tệp còn hiệu lực, đã thay hay đã rút.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("receipt", "key", "head", "status"):
            self.fields[name].widget.attrs["accept"] = ".json,application/json"

    def clean_receipt(self) -> reading.Object | None:
        return _read(self.cleaned_data["receipt"], reading.read_receipt)

    def clean_key(self) -> reading.Object | None:
        return _read(self.cleaned_data["key"], reading.read_key)

    def clean_head(self) -> reading.Object | None:
        return _read(self.cleaned_data["head"], reading.read_head)

    def clean_status(self) -> reading.Object | None:
        return _read(self.cleaned_data["status"], reading.read_status, limit=LARGEST_LIST)

    def clean_file(self) -> "UploadedFile[Any]":
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        _refuse_larger(upload, LIMIT)
        return upload

    def verified(self) -> Verified:
        """The answer for a form that is valid."""
        cleaned, digest = self.cleaned_data, hashlib.sha256()
        for chunk in cleaned["file"].chunks():
            digest.update(chunk)
        return verify(
            cleaned["receipt"], digest.hexdigest(), cleaned["file"].size,
            keys=[cleaned["key"]] if cleaned["key"] else [], head=cleaned["head"], status=cleaned["status"],
        )  # fmt: skip


def _read(
    upload: "UploadedFile[Any] | None", read: Callable[..., reading.Object], *, limit: int = reading.SMALL
) -> reading.Object | None:
    """The proof in an upload; nothing where none was chosen."""
    if not upload:
        return None
    _refuse_larger(upload, limit)
    try:
        return read(upload.read(), name=upload.name)
    except Unreadable as error:
        raise ValidationError(told(error)) from error


def _refuse_larger(upload: "UploadedFile[Any]", limit: int) -> None:
    if (upload.size or 0) > limit:
        raise ValidationError(told(Unreadable(LARGER, name=upload.name, limit=limit // 1024**2)))
