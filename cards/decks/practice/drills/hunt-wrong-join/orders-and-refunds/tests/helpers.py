from reports.load import load
from reports.schema import open_database


def database_of(*lines):
    """A database with Ann (1), Bob (2) and these lines of the export."""
    database = open_database()
    load(database, ["customer,1,Ann", "customer,2,Bob", *lines])
    return database
