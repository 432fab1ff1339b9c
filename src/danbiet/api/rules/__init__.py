"""What programs outside may ask: Open311 GeoReport v2 (docs/open311.md)."""

from danbiet.common.actor import Refusal


class Wrong(Refusal):
    """A request that the specification answers with 400."""

    status = 400


class Unknown(Refusal):
    """What is named does not exist, or is not open to everybody: 404."""

    status = 404


class KeyRefused(Refusal):
    """No key, a wrong one, a revoked one, or one of another place: 403."""
