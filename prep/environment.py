"""What prep takes from its environment. The table in README.md describes each variable."""

import os
import secrets
import stat
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    return text(name).lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    value = text(name)
    if value and not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value) if value else default


def words(name: str) -> list[str]:
    return [word.strip() for word in text(name).split(",") if word.strip()]


def private_folder(path: Path) -> Path:
    """The folder, made if need be, and closed to all but its owner, whoever made it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = path.stat().st_mode
    if mode & 0o077:
        if mode & stat.S_ISVTX:  # as /tmp has it: others keep their files there as well
            raise ImproperlyConfigured(f"{path} is a folder for everybody. DATA_DIR must be one of prep's own.")
        try:
            path.chmod(0o700)
        except PermissionError as error:
            raise ImproperlyConfigured(f"{path} can be read by others, and is not ours to close.") from error
    return path


def secret_key(data_dir: Path, *, local: bool) -> str:
    """SECRET_KEY from the environment, or, on an instance that only this machine can reach, a generated one.

    The generated key lies in the data folder with mode 600, so that sign-ins survive a restart.
    """
    given = text("SECRET_KEY")
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters.")
        return given
    if not local:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. prep makes its own only while it serves nobody but this machine "
            "(no SITE_URL, no ALLOWED_HOSTS, BIND on loopback) or with DEBUG on."
        )
    return _kept_key(private_folder(data_dir) / "secret_key")


def _kept_key(path: Path) -> str:
    try:
        # O_EXCL: of two processes that start at once, one writes the key and the other reads it.
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        path.chmod(0o600)
    key = path.read_text().strip()
    if len(key) < 50:
        raise ImproperlyConfigured(f"{path} holds no usable key. Delete it to have a new one made.")
    return key
