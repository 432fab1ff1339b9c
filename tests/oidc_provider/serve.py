"""serve.py PORT REDIRECT_URI: make the database, the client and the person, then serve."""

import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


def prepare(redirect_uri: str) -> None:
    from django.contrib.auth.models import User
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    User.objects.create_user("lan", "admin@example.vn", "mat-khau-o-noi-khac", first_name="Nguyễn Thị Lan")
    Application.objects.create(
        name="danbiet", client_id="danbiet", client_secret="bi-mat", client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE, redirect_uris=redirect_uri,
        algorithm=Application.RS256_ALGORITHM,
    )  # fmt: skip


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.oidc_provider.settings"
    django.setup()
    prepare(sys.argv[2])
    make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), handler_class=Quiet).serve_forever()
