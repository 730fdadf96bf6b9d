"""The floor that `make bench` measures prep against: Django with sessions, users and CSRF, and nothing else."""

from prep.settings import *  # noqa: F403

ROOT_URLCONF = "floor_urls"
# `manage.py serve` needs the tables of accounts; the view does not.
ACCOUNTS = ["allauth", "allauth.account", "allauth.mfa", "allauth.usersessions"]
INSTALLED_APPS = ["cards", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", *ACCOUNTS]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
