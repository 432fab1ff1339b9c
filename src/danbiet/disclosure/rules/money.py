"""Sums of money as people say them: 12,3 tỷ, 450 triệu, 850 nghìn. Pure."""

from decimal import ROUND_HALF_UP, Decimal

SCALES = ((10**9, "billion", 2), (10**6, "million", 1), (10**3, "thousand", 0), (1, "", 0))


def scaled(amount: int) -> tuple[Decimal, str]:
    """The figure and its scale, three figures or so: what is lost is under half a per cent from 100 of a unit on.

    >>> scaled(12_345_678_000), scaled(450_000_000), scaled(850)
    ((Decimal('12.35'), 'billion'), (Decimal('450'), 'million'), (Decimal('850'), ''))
    """
    for size, scale, places in SCALES:
        if abs(amount) >= size:
            exact = Decimal(amount) / size
            figure = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            return (figure.to_integral_value() if figure == figure.to_integral_value() else figure), scale
    return Decimal(0), ""
