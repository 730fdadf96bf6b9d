from funnel import Event, funnel

STEPS = ["open", "card", "pay"]


def events_of(**sessions):
    """`events_of(a="open@1 card@2")`."""
    found = []
    for session, text in sessions.items():
        for number, item in enumerate(text.split()):
            step, _, at = item.partition("@")
            found.append(Event(f"{session}{number}", session, step, int(at)))
    return found


def reached(events, **options):
    return [step.reached for step in funnel(events, STEPS, **options)]
