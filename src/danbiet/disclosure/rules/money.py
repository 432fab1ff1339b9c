"""Sums of money as people say them: 12,3 tỷ, 450 triệu, 850 nghìn. Pure."""

from decimal import ROUND_HALF_UP, Decimal

SCALES = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"), (1, ""))


def scaled(amount: int) -> tuple[Decimal, str]:
    """The figure and its scale, in three figures: what is lost is at most half a per cent.

    >>> scaled(12_345_678_000), scaled(450_000_000), scaled(850), scaled(0)
    ((Decimal('12.3'), 'billion'), (Decimal('450'), 'million'), (Decimal('850'), ''), (Decimal('0'), ''))
    """
    size, scale = next(((size, scale) for size, scale in SCALES if abs(amount) >= size), (1, ""))
    exact = Decimal(amount) / size
    places = 2 if abs(exact) < 10 else 1 if abs(exact) < 100 else 0
    figure = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return Decimal(f"{figure:f}".rstrip("0").rstrip(".") if places else figure), scale
