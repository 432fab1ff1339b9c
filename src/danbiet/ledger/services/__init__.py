"""What can happen to the record: an event appended, an opening erased, a head signed, all of it carried elsewhere."""

from danbiet.ledger.services.backing import backup, contents
from danbiet.ledger.services.heads import sign_head
from danbiet.ledger.services.recording import NothingToErase, NotInTransaction, erase, record
from danbiet.ledger.services.restoring import restore
from danbiet.ledger.services.running import note_tick, once
from danbiet.ledger.services.signing import renew_key
from danbiet.ledger.services.statuses import sign_status

__all__ = [
    "NotInTransaction",
    "NothingToErase",
    "backup",
    "contents",
    "erase",
    "note_tick",
    "once",
    "record",
    "renew_key",
    "restore",
    "sign_head",
    "sign_status",
]
