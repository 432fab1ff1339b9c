"""Django settings: one file, driven by the environment (docs/settings.md lists every variable)."""

import os
import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parents[1]
KNOWN = {
    "DATA_DIR", "SECRET_KEY", "HOSTS", "BASE_URL", "DEMO", "TODAY", "SIGNING_KEY_FILE", "EVENTS",
    "MAIL_URL", "MAIL_FROM", "OIDC_ISSUER", "OIDC_CLIENT", "OIDC_SECRET", "OIDC_NAME", "CHROMIUM", "REQUIRE_ALL",
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
    """One connection; SQLite with immediate transactions, a busy timeout and a write-ahead log."""
    settings = dict(dj_database_url.parse(url, conn_max_age=60))
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
        }
    return settings


refuse_unknown()
VERSION = version()
DEBUG = False
DEMO = flag("DANBIET_DEMO")
TODAY = text("DANBIET_TODAY")
if TODAY and not DEMO:
    raise ImproperlyConfigured("DANBIET_TODAY is allowed only with DANBIET_DEMO=1")
DATA_DIR = Path(text("DANBIET_DATA_DIR", "var")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = secret_key(DATA_DIR, demo=DEMO)
BASE_URL = text("DANBIET_BASE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = words("DANBIET_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []
SIGNING_KEY_FILE = Path(text("DANBIET_SIGNING_KEY_FILE", str(DATA_DIR / "keys" / "signing_key.pem")))
ORIGIN = urlsplit(BASE_URL).netloc

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "danbiet.common",
    "danbiet.ledger",
    "danbiet.places",
    "danbiet.accounts",
    "danbiet.scores",
    "danbiet.plans",
    "danbiet.reports",
    "danbiet.web",
    "danbiet.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "danbiet.common.access.ActorMiddleware",
    "danbiet.common.access.RefusalMiddleware",
]
ROOT_URLCONF = "danbiet.config.urls"
WSGI_APPLICATION = "danbiet.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "danbiet.common.access.page_context",
            ],
        },
    }
]
DATABASES = {"default": database(text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_REDIRECT_URL = "/desk/"
LOGIN_URL = "account_login"

MAIL = mail(text("DANBIET_MAIL_URL"))
globals().update(MAIL)
EMAIL_FILE_PATH = DATA_DIR / "outbox"
DEFAULT_FROM_EMAIL = text("DANBIET_MAIL_FROM", "danbiet@localhost")

HTTPS = BASE_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "danbiet.web.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
