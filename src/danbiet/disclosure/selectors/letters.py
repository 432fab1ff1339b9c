"""Letters to those who subscribed, as plain values in the language they chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danbiet.disclosure.models import Item, Subscription
from danbiet.disclosure.rules import ItemState
from danbiet.disclosure.selectors.receipts import letter_token

MOST_ITEMS = 30  # of one place in one letter; the rest is counted


@dataclass(frozen=True)
class Letter:
    """One letter, ready to be handed over."""

    to: str
    subject: str
    body: str
    headers: tuple[tuple[str, str], ...] = ()


def confirmation(row: Subscription, *, base_url: str) -> Letter:
    """The letter that asks whether the address really wants letters."""
    with translation.override(row.language):
        name = row.place.name
        body = "\n\n".join(
            (
                _("Có người, có lẽ là bạn, xin nhận thư mỗi khi {place} công khai điều mới.").format(place=name),
                _("Mở địa chỉ sau và bấm nút để bắt đầu nhận thư:"),
                base_url + reverse("disclosure:letters", args=[letter_token(row.salt)]),
                _("Không phải bạn thì bỏ qua thư này: không bấm, không có thư nào nữa, địa chỉ được xóa sau 7 ngày."),
            )
        )
        return Letter(row.email, _("Xác nhận nhận thư về {place}").format(place=name), body)


def addresses_due(*, on: date, at: datetime, most: int) -> list[str]:
    """Addresses that had no letter today and of whose places something is new."""
    fresh = Item.objects.filter(place=OuterRef("place"), published_at__gt=OuterRef("seen_at"), published_at__lte=at)
    rows = Subscription.objects.filter(Q(lettered_on=None) | Q(lettered_on__lt=on), confirmed_at__isnull=False)
    rows = rows.filter(Exists(fresh.filter(state=ItemState.PUBLISHED.value)))
    return list(rows.order_by("email").values_list("email", flat=True).distinct()[:most])


def rows_of(email: str) -> list[Subscription]:
    """The confirmed wishes of one address."""
    rows = Subscription.objects.filter(email=email, confirmed_at__isnull=False).select_related("place")
    return list(rows.order_by("place__sort_key", "pk"))


def news(rows: Sequence[Subscription], *, at: datetime, base_url: str) -> Letter | None:
    """One letter for everything new in the places of an address; None when nothing is."""
    parts = [(row, items) for row in rows if (items := _new(row, at))]
    if not parts:
        return None
    first = parts[0][0]
    with translation.override(first.language):
        count = sum(len(items) for _row, items in parts)
        blocks = [_block(row, items, base_url) for row, items in parts]
        stop = base_url + reverse("disclosure:letters", args=[letter_token(first.salt)])
        end = _("Thôi nhận thư, địa chỉ của bạn được xóa ngay: {url}").format(url=stop)
        subject = ngettext("{n} mục mới công khai", "{n} mục mới công khai", count).format(n=count)
        press = base_url + reverse("disclosure:stop_letters", args=[letter_token(first.salt)])
    headers = (("List-Unsubscribe", f"<{press}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return Letter(first.email, subject, "\n\n".join([*blocks, end]), headers)


def _new(row: Subscription, at: datetime) -> list[Item]:
    found = Item.objects.filter(
        place=row.place_id, state=ItemState.PUBLISHED.value, published_at__gt=row.seen_at, published_at__lte=at
    )
    return list(found.order_by("published_at", "pk"))


def _block(row: Subscription, items: Sequence[Item], base_url: str) -> str:
    lines = [f"{row.place.name}:"]
    lines += [
        f"- {item.title}\n  {base_url}{reverse('disclosure:item', args=[item.pk])}" for item in items[:MOST_ITEMS]
    ]
    if len(items) > MOST_ITEMS:
        lines.append(_("… và {n} mục nữa.").format(n=len(items) - MOST_ITEMS))
    return "\n".join(lines)


def subscription(token_hash: str) -> Subscription | None:
    """The subscription that a letter speaks of."""
    return Subscription.objects.filter(token=token_hash).select_related("place").first()
