"""What the environment says: typed readers that fail loudly, so that no mistyped variable is a silent default."""

import os
import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parents[1]
KNOWN = {
    "DATA_DIR", "SECRET_KEY", "HOSTS", "BASE_URL", "DEMO", "TODAY", "SIGNING_KEY_FILE", "EVENTS",
    "MAIL_URL", "MAIL_FROM", "OIDC_ISSUER", "OIDC_CLIENT", "OIDC_SECRET", "OIDC_NAME", "SECOND_FACTOR", "READ_FIRST",
    "CHROMIUM", "REQUIRE_ALL", "TEST_PLACES",
}  # fmt: skip


def text(name: str, default: str = "") -> str:
    """Return the variable, or what the file named by NAME_FILE holds."""
    from_file = os.environ.get(f"{name}_FILE")
    if from_file and name.removeprefix("DANBIET_") + "_FILE" not in KNOWN:
        try:
            return Path(from_file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error
    return os.environ.get(name, default)


def flag(name: str) -> bool:
    """Return a yes/no variable; anything but 0, 1 or nothing stops the start."""
    value = text(name, "0")
    if value not in {"", "0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}")
    return value == "1"


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def refuse_unknown() -> None:
    """A mistyped variable would be a silent default, so it stops the start."""
    for name in os.environ:
        short = name.removeprefix("DANBIET_")
        if name.startswith("DANBIET_") and not {short, short.removesuffix("_FILE")} & KNOWN:
            raise ImproperlyConfigured(f"unknown variable {name}")


def secret_key(data_dir: Path, *, demo: bool) -> str:
    """The key by setting; without one, a demo or a first run keeps its own in keys/."""
    given = text("DANBIET_SECRET_KEY")
    if given:
        return given
    path = data_dir / "keys" / "secret_key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(os.urandom(48).hex())
    return path.read_text(encoding="ascii")


def mail(url: str) -> dict[str, object]:
    """EMAIL_* settings from smtp[s]://user:password@host:port; without one, mail is kept in outbox/."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("DANBIET_MAIL_URL must look like smtp://user:password@host:587")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parse_qs(parts.query).get("tls") != ["0"],
    }


def version() -> str:
    """The newest version that CHANGELOG.md names, shipped beside the package as well."""
    for path in (PACKAGE.parents[1] / "CHANGELOG.md", PACKAGE / "CHANGELOG.md"):
        if path.exists():
            found = re.search(r"^## (\d+\.\d+\.\d+)", path.read_text(encoding="utf-8"), re.MULTILINE)
            if found:
                return found[1]
    return "0"


def database(url: str) -> dict[str, object]:
    """One connection; SQLite with immediate transactions, busy timeout, write-ahead log; PostgreSQL without JIT."""
    settings = dict(dj_database_url.parse(url, conn_max_age=60))
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-65536;"
            "PRAGMA secure_delete=ON;",  # what is erased leaves the file too (decision 0158)
        }
    elif settings["ENGINE"] == "django.db.backends.postgresql":
        # compiling a plan costs more than any of these queries takes
        given = settings.get("OPTIONS")
        settings["OPTIONS"] = {**(given if isinstance(given, dict) else {}), "options": "-c jit=off"}
    return settings


def identity_provider(issuer: str) -> dict[str, object]:
    """allauth's description of the OpenID Connect provider; empty where none is set."""
    if not issuer:
        return {}
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1"}:
        raise ImproperlyConfigured("DANBIET_OIDC_ISSUER must be an https address")
    app = {
        "provider_id": "oidc",
        "name": text("DANBIET_OIDC_NAME", parts.hostname or ""),
        "client_id": text("DANBIET_OIDC_CLIENT"),
        "secret": text("DANBIET_OIDC_SECRET"),
        "settings": {"server_url": issuer, "issuer": issuer, "fetch_userinfo": False, "scope": ["openid", "profile"]},
    }
    if not app["client_id"] or not app["secret"]:
        raise ImproperlyConfigured("DANBIET_OIDC_ISSUER needs DANBIET_OIDC_CLIENT and DANBIET_OIDC_SECRET[_FILE]")
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
