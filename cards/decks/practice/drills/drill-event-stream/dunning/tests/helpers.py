from dunning import Event, plan


def event(day, kind, invoice="in_1", seq=0, name=None):
    return Event(name or f"evt_{invoice}_{day}_{seq}_{kind}", day, invoice, kind, seq)


def planned(*events, horizon=99, **options):
    """The actions as pairs of day and kind; of one invoice."""
    return [(action.day, action.kind) for action in plan(events, horizon, **options)]


USUAL = [(1, "retry"), (3, "retry"), (5, "retry"), (7, "final_retry"), (8, "mark_uncollectible")]
