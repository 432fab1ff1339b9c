from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "danbiet.ledger"
