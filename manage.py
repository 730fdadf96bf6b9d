#!/usr/bin/env python
"""Django's command line: `python manage.py help` lists what prep adds to it."""

import os
import sys


def main() -> None:
    if "collectstatic" not in sys.argv:  # what is collected is for everybody, and a proxy may serve it
        os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prep.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
