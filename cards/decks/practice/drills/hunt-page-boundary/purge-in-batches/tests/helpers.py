from privacy.records import Record, RecordTable


class Impatient(RecordTable):
    """A table that stops answering somebody who never stops asking."""

    def expired(self, before, **query):
        assert self.queries < 2_000, "2000 queries and no end"
        return super().expired(before, **query)


def table_of(count, held=(), most_rows=100):
    """Records 1 to `count`, all long expired."""
    records = [
        Record(number, f"{number}@example.com", last_seen=0, on_hold=number in held) for number in range(1, count + 1)
    ]
    return Impatient(records, most_rows)
