KEYS = [f"key-{number}" for number in range(400)]


def mapping(ring):
    return {key: ring.get(key) for key in KEYS}


def moved(before, after):
    """Keys whose node has changed, with the old one and the new one."""
    return {key: (before[key], after[key]) for key in before if before[key] != after[key]}
