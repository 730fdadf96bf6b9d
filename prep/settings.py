"""Django settings of prep. Everything a deployment may change comes from the environment: see README.md."""

import re
import sqlite3
import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from prep import environment as env
from prep.logs import LOGGERS

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules

# Where and for whom ---------------------------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG")
DATA_DIR = env.private_folder(Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve())
PORT = env.number("PORT", 8000)
BIND = env.text("BIND", "127.0.0.1")
SITE_URL = env.text("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
SITE = urlsplit(SITE_URL)
if SITE.scheme not in {"http", "https"} or not SITE.hostname:
    raise ImproperlyConfigured(f"SITE_URL must be an address such as https://prep.example.org, not {SITE_URL!r}.")
HTTPS = SITE.scheme == "https"
# The loopback names lead every visitor to their own machine: they are ours only while the site is on this one.
SITE_IS_LOCAL = SITE.hostname in {"localhost", "127.0.0.1", "::1"}
OWN_HOSTS = env.LOOPBACK_HOSTS if SITE_IS_LOCAL else [SITE.hostname]
ALLOWED_HOSTS = list(dict.fromkeys([*OWN_HOSTS, *env.words("ALLOWED_HOSTS")]))
LOCAL = set(ALLOWED_HOSTS) == set(env.LOOPBACK_HOSTS) and BIND in {"127.0.0.1", "::1", "localhost"}
SECRET_KEY = env.secret_key(DATA_DIR, local=LOCAL or DEBUG)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
WORKERS = env.number("WORKERS", 0)  # 0: as many as there are cores
CSRF_TRUSTED_ORIGINS = [SITE_URL, *env.words("CSRF_TRUSTED_ORIGINS")] if HTTPS else env.words("CSRF_TRUSTED_ORIGINS")

# Limits, all in one place (what a text may hold stands beside the parser: cards/markdown.py) --------------------------

# So many new cards that every day of the third week stays under half an hour: tests/scheduling/test_workload.py lives
# through the built-in tracks. Six come close enough for a longer deck to pass it, seven pass it.
NEW_PER_DAY, REVIEWS_PER_DAY = 5, 200
MOST_PER_DAY = 9_999
MOST_STRETCHES_AWAY = 10  # of days away that a learner has said
PRACTICE_MINUTES_PER_WEEK = 90
MORE_NEW = 10  # new cards that one press adds to a day
LONGEST_REVIEW_SECONDS = 3_600
CLOCK_AHEAD_MINUTES = 5  # a review made elsewhere may be this far in our future
DUE_WINDOW = 1_000  # the queue ranks, and counts, this many of the longest-waiting due cards
# Of a longer log, another scheduler's planning takes more than a third of a second, and is done beside the workers.
REPLANNED_AT_ONCE = 20_000  # reviews
# Of an account with more in it, deleting takes too long for a request, and is done beside the workers.
DELETED_AT_ONCE = 20_000  # reviews; rows with a text of the learner's count ten times
FITS_PER_DAY = 3  # of the memory model to one learner, in 24 hours
OWN_CARDS, OWN_CARDS_BYTES = 20_000, 24 * 2**20  # a learner's, deleted ones included
OWN_DECKS, OWN_DECKS_EVER = 200, 1_000  # a learner's in use; and with deleted ones
NOTE_CHARACTERS = 10_000
STORIES, STORY_VERSIONS = 60, 30  # of a learner; of each story, the latest ones: 36 million characters at the most
MOCKS_A_DAY, MOCK_CHARACTERS = 6, 4_000  # whole loops that a learner may begin; of what is typed in a talk, a question
REHEARSALS_A_DAY, PLANS_A_DAY = 40, 60  # that a learner may begin, and agree on
STORY_CHARACTERS, STORY_QUESTIONS = 20_000, 100  # of all its texts together; that it is said to answer
TAGS_PER_CARD, TAG_CHARACTERS = 20, 50
READING_SECONDS = 15  # of each worker's processor that a learner's saving and previewing may take in a minute
# Of a drill, a learner's code at one moment. Lines: a page lays each beside the solution's, and draws it as a row.
CODE_BYTES, CODE_LINES, CODE_FILES = 256 * 1024, 4_000, 40
SNAPSHOTS_PER_DRILL, SNAPSHOT_BYTES_PER_DRILL = 40, 2**20  # a learner's; beyond these the oldest go
SEARCH_CHARACTERS, SEARCH_WORDS = 200, 20
SEARCH_RANKED = 1_000  # of more cards that a search finds, the newest are ranked, and those that ask about its words
SEARCH_GUESSES = 3  # words of a search that may be misspelt, and what is tried in place of each
SEARCH_VOCABULARY = 20_000  # words that are compared with a misspelt one
CARDS_PER_PAGE, RESULTS_PER_PAGE = 50, 20
MISSED_CARDS = 30  # that the list of what is missed most shows
EXPORTS_PER_HOUR = 4  # of all that a learner has; counted by all workers together
PRINTED_CHARACTERS = 8 * 2**20  # of HTML that a list has on paper: longer ones are several documents
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FREE_DISK_SHARE = 0.05  # /readyz reports "not ready" below this
QUERY_CHARACTERS = 4_096
HEAD_BYTES = 32_768  # of a request: its first line and its headers
# Of the process that trains the model on one log: some tenths of a second and 50 MB for 40,000 reviews.
FIT_SECONDS, FIT_BYTES = 60, 1_500 * 2**20
BODY_SECONDS, BODY_BYTES_PER_SECOND = 10, 16_384  # a body has ten seconds, and one more for each 16 KiB
DISCARD_SECONDS = 2  # what is left of a refused body is taken in for so long, so that the refusal can be read

# Django ---------------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "cards",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "prep.apps.StaticFiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cards.middleware.compressed",
    "cards.middleware.ContentSecurityPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cards.middleware.closed",
    "cards.middleware.told",
    "cards.middleware.monitored",
    "cards.middleware.limited",
    "cards.middleware.at_site_url",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "cards.accounts.sessions.SignedIn",
    "cards.middleware.private",
    "cards.middleware.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cards.accounts.reauthentication.Reauthentication",
    "cards.middleware.Collision",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "prep.urls"
WSGI_APPLICATION = "prep.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cards.context_processors.header",
            ],
            "builtins": ["django.templatetags.static", "cards.templatetags.cards", "cards.templatetags.stencils"],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
APPEND_SLASH = True
FORMS_URLFIELD_ASSUME_HTTPS = True
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []

# Database -------------------------------------------------------------------------------------------------------------

# SQLite: an acknowledged review survives a power cut (synchronous=FULL), writers queue instead of failing (IMMEDIATE).
# The checkpointer of `manage.py serve` keeps the log short; the automatic checkpoint at 16 MiB is the net below it.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; "
    "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-20000; PRAGMA wal_autocheckpoint=4000; PRAGMA mmap_size=0;"
)
DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'prep.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=None, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    Path(DATABASES["default"]["NAME"]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    DATABASES["default"] |= {
        "ENGINE": "prep.sqlite",
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
    }
else:
    # Every hot read leads with the learner, so one plan serves all: planning the queue's statement anew each time took
    # three times as long as running it. The plan is made again when PostgreSQL's statistics change.
    DATABASES["default"]["ENGINE"] = "prep.postgresql"
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "server_side_binding": True,
        "prepare_threshold": 2,
        "options": "-c statement_timeout=15000 -c synchronous_commit=on -c plan_cache_mode=force_generic_plan",
    }
SQLITE_VERSION = sqlite3.sqlite_version_info

# Shared by all processes: rate limits must count across workers.
CACHES = {
    "default": {
        "BACKEND": "prep.cache.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# Accounts -------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "cards.Learner"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "cards.accounts.passwords.MaximumLengthValidator"},
    {"NAME": "cards.accounts.passwords.ContextWordsValidator"},
]
MAIL_HOST = env.text("EMAIL_HOST")
ACCOUNT_ADAPTER = "cards.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_FORMS = {"signup": "cards.forms.accounts.SignupForm"}
# Nobody can confirm an address while mail only goes to a file: it is asked for, not insisted on.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if MAIL_HOST else "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]  # no code by mail: who reads the mail is not yet who signed in
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_USERNAME_BLACKLIST = ["admin", "root", "prep", "settings", "accounts"]
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[prep] "
ACCOUNT_USERNAME_MIN_LENGTH = 2
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE.scheme
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
MFA_ADAPTER = "cards.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # passkeys on http://localhost
MFA_FORMS = {
    "add_webauthn": "cards.forms.accounts.AddPasskeyForm",
    "authenticate_webauthn": "cards.forms.accounts.AuthenticatePasskeyForm",
    "edit_webauthn": "cards.forms.accounts.RenamePasskeyForm",
    "login_webauthn": "cards.forms.accounts.LoginPasskeyForm",
    "reauthenticate_webauthn": "cards.forms.accounts.ReauthenticatePasskeyForm",
}
MFA_TOTP_ISSUER = "prep"
MFA_ALLOW_UNVERIFIED_EMAIL = not MAIL_HOST

# Mail -----------------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"prep <prep@{SITE.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_SECURITY = env.text("EMAIL_SECURITY", "starttls")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": MAIL_HOST,
            "port": env.number("EMAIL_PORT", 587),
            "username": env.text("EMAIL_HOST_USER"),
            "password": env.text("EMAIL_HOST_PASSWORD"),
            "use_tls": MAIL_SECURITY == "starttls",
            "use_ssl": MAIL_SECURITY == "tls",
            "timeout": 10,
        },
    }
    if MAIL_HOST
    else {
        "BACKEND": "prep.mail.ReadableFiles",
        "OPTIONS": {"file_path": str(DATA_DIR / "mail")},
    }
}

# Static files ---------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "prep.storage.HashedStaticFiles"
    },
}
HASHED_FILE = re.compile(r"\.[0-9a-f]{12}\.")
# Large files that carry their version in the folder, and lie beside their compressed forms: see prep/storage.py.
AS_THEY_ARE = "vendor/pyodide/"
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG or TESTING


def WHITENOISE_IMMUTABLE_FILE_TEST(path: str, url: str) -> bool:  # noqa: N802 - WhiteNoise's name
    return bool(HASHED_FILE.search(url)) or url.startswith(f"{STATIC_URL}{AS_THEY_ARE}")


# Security -------------------------------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # data: is the QR code of two-step sign-in
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "cards.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# The prefix binds a cookie to this host, and browsers only take it over HTTPS.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "sessionid"
DEVICE_COOKIE_NAME = "__Host-device" if HTTPS else "device"
THEME_COOKIE_NAME = "__Host-theme" if HTTPS else "theme"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
SECURE_SSL_REDIRECT = HTTPS
SECURE_SSL_HOST = SITE.netloc if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by monitors on the machine itself, behind the proxy
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and ALLAUTH_TRUSTED_PROXY_COUNT else None

# Logs: to standard error, without what learners wrote -----------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "prep.logs.Discreet"}, "one_line": {"()": "prep.faults.OneLine"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["one_line", "discreet"]},
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        **{name: {"filters": ["discreet"]} for name in LOGGERS},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
