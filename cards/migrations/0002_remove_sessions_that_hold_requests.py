"""Until now a session could hold a whole request: the environment of the server, and what was typed (see CHANGELOG).

Sessions are signed and not encrypted, so each can be read, whichever key it was signed with. Those that hold a request
are removed, and those that can't be read, which nobody could use either; the rest stay signed in.
"""

import zlib

from django.core.signing import b64_decode
from django.db import migrations

HELD = b'"account_reauthentication_state"'
BATCH = 500


def _is_clean(session_data):
    payload = session_data.split(":")[0]
    try:
        data = b64_decode(payload.removeprefix(".").encode())
        text = zlib.decompress(data) if payload.startswith(".") else data
    except (ValueError, zlib.error):
        return False
    return text.startswith(b"{") and HELD not in text


def remove_sessions_that_hold_requests(apps, schema_editor):
    sessions = apps.get_model("sessions", "Session").objects.using(schema_editor.connection.alias)
    last = ""
    while rows := list(sessions.filter(pk__gt=last).order_by("pk").values_list("pk", "session_data")[:BATCH]):
        sessions.filter(pk__in=[key for key, session_data in rows if not _is_clean(session_data)]).delete()
        last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [("cards", "0001_initial"), ("sessions", "0001_initial")]
    operations = [migrations.RunPython(remove_sessions_that_hold_requests, migrations.RunPython.noop)]
