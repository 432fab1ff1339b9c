"""What programs outside read, and which key opens what."""

from danbiet.api.models import ApiKey
from danbiet.api.rules import Wrong
from danbiet.api.rules.asked import MONTH, RECENT, asked, is_extended, page, window
from danbiet.api.rules.catalogue import service_of
from danbiet.api.rules.description import description
from danbiet.api.rules.keys import HOUR
from danbiet.api.rules.written import FORMATS, Tree, errors, written
from danbiet.api.selectors.keys import Spot, administered, key_by, key_for, keys_of, placed
from danbiet.api.selectors.requests import is_known, jurisdiction, listed, of_token, one, token, updates
from danbiet.api.selectors.services import called, definition, discovery, services
from danbiet.voices.selectors import pepper

__all__ = [
    "FORMATS", "HOUR", "MONTH", "RECENT", "ApiKey", "Spot", "Tree", "Wrong", "administered", "asked", "called",
    "definition", "description", "discovery", "errors", "is_extended", "is_known", "jurisdiction", "key_by", "key_for",
    "keys_of", "listed", "of_token", "one", "page", "pepper", "placed", "service_of", "services", "token", "updates",
    "window", "written",
]  # fmt: skip
