"""Django's SQLite backend, able to run on pysqlite3's connections as well as on the standard library's."""

from django.db.backends.sqlite3 import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    # Django asks the connection (getlimit), which pysqlite3 does not offer. This is SQLite's own default
    # (SQLITE_MAX_VARIABLE_NUMBER since 3.32), which neither build changes.
    max_query_params = 32_766


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
