"""Django settings. What an operator may set is an `ANXIN_…` variable, listed in docs/ops/settings.md."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF

from anxin.config.home import home, load_keys, subfolder

PACKAGE = Path(__file__).resolve().parents[1]
KEYS = load_keys()
SECRET_KEY = KEYS.django
DEBUG = os.environ.get("ANXIN_DEBUG", "") == "1"
ALLOWED_HOSTS = os.environ.get("ANXIN_HOSTS", "*" if DEBUG else "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("ANXIN_ORIGINS", "").split(",") if o]
PUBLIC_ADDRESS = os.environ.get("ANXIN_ADDRESS", "http://127.0.0.1:8000")
CODE_ADDRESS = (os.environ.get("ANXIN_CODE_ADDRESS") or PUBLIC_ADDRESS).rstrip("/")  # the issuer's origin
CODE_KEYS_FOLDER = home() / "keys" / "codes"  # private halves, encrypted
CODE_KEY_PASSPHRASE = os.environ.get("ANXIN_KEY_PASSPHRASE", "")
MESSAGE_ADAPTER = os.environ.get("ANXIN_MESSAGES", "")  # dotted name of what sends short messages; empty: kept only

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "anxin.web.design",  # before allauth: its templates go first
    "allauth",
    "allauth.account",
    "csp",
    "anxin.kernel.reference",
    "anxin.kernel.journal",
    "anxin.kernel.parties",
    "anxin.kernel.messages",
    "anxin.kernel.attachments",
    "anxin.kernel.deliveries",
    "anxin.kernel.access",
    "anxin.kernel.ledger",
    "anxin.kernel.evidence",
    "anxin.kernel.outcomes",
    "anxin.kernel.zones",
    "anxin.kernel.codes",
    "anxin.kernel.printing",
    "anxin.kernel.intake",
    "anxin.kernel.cases",
    "anxin.kernel.datasets",
    "anxin.kernel.peers",
    "anxin.modules.allotments",
    "anxin.modules.benefits",
    "anxin.modules.buyers",
    "anxin.modules.inquiries",
    "anxin.modules.tracing",
    "anxin.modules.unions",
    "anxin.web.phone",
    "anxin.web.console",
    "anxin.web.api",
    "anxin.web.check",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "anxin.web.design.compressed.CompressedFiles",
    "anxin.web.check.unvaried.UnvariedMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "anxin.web.design.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "anxin.config.urls"
WSGI_APPLICATION = "anxin.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "anxin.web.design.context.surroundings",
            ],
        },
    }
]


def database(address: str) -> dict[str, Any]:
    """Django's settings for `postgresql://user:pass@host:port/name?option=…` or a SQLite file path."""
    if address.startswith(("postgresql://", "postgres://")):
        parts = urlsplit(address)
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", parts.hostname or ""),
            "PORT": str(options.pop("port", parts.port or "")),
            "CONN_MAX_AGE": 60,
            "OPTIONS": options,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": address,
        # IMMEDIATE: a writer queues at BEGIN instead of failing half-way with "database is locked".
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 60,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
            " PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;",
        },
        "CONN_MAX_AGE": None,
        # A file, so that the parallel tests of one-agency-at-a-time see one database from many threads.
        "TEST": {"NAME": f"{address}.test"},
    }


DATABASES = {"default": database(os.environ.get("ANXIN_DATABASE") or str(home() / "anxin.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # counters and phones are shared: closing the browser signs out
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key"}
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/after-sign-in"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_ADDRESS.startswith("https://")
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Not "no-referrer": browsers then send "Origin: null" on our own forms, and every POST would be refused.
CSRF_FAILURE_VIEW = "anxin.web.design.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if PUBLIC_ADDRESS.startswith("https://") else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]  # each in its own language
LOCALE_PATHS = [
    *(str(PACKAGE / "web" / area / "locale") for area in ("design", "phone", "console", "api", "check")),
    str(PACKAGE / "kernel" / "locale"),
]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = subfolder("static")
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
UPLOAD_LIMIT_BYTES = int(os.environ.get("ANXIN_UPLOAD_LIMIT", str(50 * 1024 * 1024)))
WORKBOOK_MEMORY_BYTES = int(os.environ.get("ANXIN_WORKBOOK_MEMORY", str(1536 * 1024 * 1024)))  # to read one in
WORKBOOK_SECONDS = int(os.environ.get("ANXIN_WORKBOOK_SECONDS", "60"))  # of the processor, to read one
UPLOAD_FOLDER = home() / "uploads"
CARD_FOLDER = home() / "cards"  # printed cards, sealed, for a day
ATTACHMENT_FOLDER = home() / "attachments"  # photos and files of requests, sealed
FIRM_FOLDER = home() / "firms"  # firms abroad, found by their names
ATTACHMENT_LIMIT_BYTES = int(os.environ.get("ANXIN_ATTACHMENT_LIMIT", str(15 * 1024 * 1024)))  # one, as it comes
ATTACHMENTS_PER_CASE = int(os.environ.get("ANXIN_ATTACHMENTS_PER_CASE", "30"))
CASE_LIMIT_BYTES = int(os.environ.get("ANXIN_CASE_LIMIT", str(100 * 1024 * 1024)))  # of one case together, as kept
PHOTO_SIDE = int(os.environ.get("ANXIN_PHOTO_SIDE", "2560"))  # pixels of the long side, as kept
TARGETS_FILE = os.environ.get("ANXIN_TARGETS") or str(home() / "targets.yaml")  # systems that cases are delivered to
TRANSPORTS = {"webhook": "anxin.adapters.webhook.send", "open311": "anxin.adapters.open311.send"}
CARD_FONTS = os.environ.get("ANXIN_FONTS", "")
PUBLISHER = os.environ.get("ANXIN_PUBLISHER", "本平台主管部门")  # of the catalogue of public data
HELP_LINE = os.environ.get("ANXIN_HELP_LINE", "12345")
# Scans through the API from one client address; 0 lifts the limit. Phone pages limit what missed (web/phone/limits.py).
VISIT_DAYS = int(os.environ.get("ANXIN_VISIT_DAYS", "90"))  # for which a visit nobody commented on is kept
# Years after which an entry of the journal is emptied; 0: never. Reads: 浙江省公共信用信息管理条例, art. 20.
JOURNAL_READS_YEARS = int(os.environ.get("ANXIN_JOURNAL_READS_YEARS", "10"))
JOURNAL_ACTS_YEARS = int(os.environ.get("ANXIN_JOURNAL_ACTS_YEARS", "0"))
SCANS_PER_MINUTE = int(os.environ.get("ANXIN_SCANS_PER_MINUTE", "60"))
FIRM_QUESTIONS_PER_MINUTE = int(os.environ.get("ANXIN_FIRM_QUESTIONS_PER_MINUTE", "600"))
# Units of online checks (web/check/allowance.py): one that finds its code takes 1, one that finds none 20.
CHECKS_PER_MINUTE = int(os.environ.get("ANXIN_CHECKS_PER_MINUTE", "600"))
GATE_CHECKS_PER_MINUTE = int(os.environ.get("ANXIN_GATE_CHECKS_PER_MINUTE", "6000"))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"keys": {"()": "anxin.config.quiet.LeaveOutKeys"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["keys"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
