"""Django's own apps where prep wants them otherwise."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """static/ holds Python too, which browsers run; what importing it leaves behind here is nobody's to fetch."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "__pycache__"]
