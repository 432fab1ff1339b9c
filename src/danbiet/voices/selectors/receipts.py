"""The secret that makes a receipt code's hash useless to whoever reads the database alone."""

from django.utils.crypto import salted_hmac


def pepper() -> bytes:
    """Made from the installation's own secret; read at the edge and passed on. With another secret no code opens."""
    return salted_hmac("danbiet.voices.receipt", "pepper", algorithm="sha256").digest()
