"""Django settings: one file, driven by the environment (docs/settings.md lists every variable)."""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from danbiet.config.environment import (
    database,
    flag,
    identity_provider,
    mail,
    refuse_unknown,
    secret_key,
    text,
    version,
    words,
)

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
    "danbiet.survey",
    "danbiet.disclosure",
    "danbiet.voices",
    "danbiet.reports",
    "danbiet.web",
    "danbiet.api",
    "danbiet.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "danbiet.config.quiet.Quiet",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "danbiet.config.open311.Spoken",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "danbiet.common.access.ActorMiddleware",
    "danbiet.config.signin.Guard",
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
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "danbiet.config.signin.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/desk/"
LOGIN_URL = "account_login"
SECOND_FACTOR_REQUIRED = flag("DANBIET_SECOND_FACTOR")
READ_FIRST = flag("DANBIET_READ_FIRST")
ACCOUNT_ADAPTER = "danbiet.config.signin.Door"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "danbiet.accounts.forms.LoginForm",
    "change_password": "danbiet.accounts.forms.ChangePasswordForm",
    "set_password": "danbiet.accounts.forms.SetPasswordForm",
    "reset_password": "danbiet.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "danbiet.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "danbiet.accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "danbiet.config.signin.SecondDoor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "danbiet.accounts.forms.CodeForm",
    "reauthenticate": "danbiet.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "danbiet.accounts.forms.ActivateAppForm",
    "add_webauthn": "danbiet.accounts.forms.AddPasskeyForm",
}
SOCIALACCOUNT_ADAPTER = "danbiet.config.signin.ProviderDoor"
SOCIALACCOUNT_PROVIDERS = identity_provider(text("DANBIET_OIDC_ISSUER").rstrip("/"))
OIDC_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(text("DANBIET_OIDC_ISSUER"))) if SOCIALACCOUNT_PROVIDERS else ""
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_counter",
        "KEY_FUNCTION": "danbiet.config.signin.daily_key",
    },
    # counters of the pages where strangers write: never on disk, forgotten with the process
    "memory": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "danbiet.config.signin.daily_key",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

MAIL = mail(text("DANBIET_MAIL_URL"))
globals().update(MAIL)
EMAIL_FILE_PATH = DATA_DIR / "outbox"
EMAIL_TIMEOUT = 20  # seconds; without one a mail server that takes a letter and never answers holds a worker for good
DEFAULT_FROM_EMAIL = text("DANBIET_MAIL_FROM", "danbiet@localhost")

HTTPS = BASE_URL.startswith("https://")
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
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
        "form-action": ["'self'", *([OIDC_ORIGIN] if OIDC_ORIGIN else [])],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"nothing_of_tips": {"()": "danbiet.config.quiet.NothingOfTips"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["nothing_of_tips"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
