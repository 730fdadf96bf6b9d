"""Every rule for built-in decks that can be checked without running their code: `manage.py lint_decks`."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from statistics import median

from cards.exchange.deckfiles.deckfile import write_deck
from cards.exchange.deckfiles.folder import duplicates, read_decks
from cards.exchange.deckfiles.ids import id_problems
from cards.exchange.deckfiles.lint.cards import card_problems, prose_words, text_findings
from cards.exchange.deckfiles.lint.questions import MOST_DEMANDS, demands, to_read
from cards.exchange.deckfiles.problems import Problem
from cards.exchange.drafts import CardDraft, DeckDraft, TopicDraft
from cards.kinds import KINDS
from cards.stages import STAGES

FEWEST_CARDS_OF_A_SEED = 2
MEDIAN_ANSWER_WORDS = 45
PRIMER_WORDS = range(80, 181)
"""Five to ten lines as wide as those of this file."""
WITHOUT_ADDRESS = ("SELF", "PGEXP", "SEED")
"""Sources that need no address: our own advice, our own runs, and the guide whose title says why it is not linked."""


def lint_decks(folder: Path, today: date) -> list[Problem]:
    """Everything wrong with the decks in this folder, in the order of files and lines."""
    decks, problems = read_decks(folder)
    # A card that cannot be read would seem to be gone, so ids wait until everything can be.
    ids = id_problems(folder, decks) if not problems else ()
    return sorted({*problems, *deck_problems(decks, today), *_not_canonical(decks, problems), *ids})


def deck_problems(decks: list[DeckDraft], today: date) -> Iterator[Problem]:
    for deck in decks:
        for card in deck.cards:
            yield from card_problems(card, today)
        yield from _texts(deck)
        yield from _sources(deck, today)
        yield from _parts(deck, decks)
    yield from duplicates(decks)
    yield from _links(decks)
    yield from _coverage(decks)


def _texts(deck: DeckDraft) -> Iterator[Problem]:
    for _, message in text_findings(deck.description, 1):
        yield Problem(deck.file, 1, f"description: {message}")
    for topic in deck.topics:
        yield from _primer(topic)
        yield from _long_answers(topic)
        if not topic.cards:
            yield Problem(topic.file, 1, "the topic has no cards", "warning")
        for _, message in text_findings(topic.primer, 1):
            yield Problem(topic.file, 1, f"primer: {message}")


def _primer(topic: TopicDraft) -> Iterator[Problem]:
    expected = f"expected {PRIMER_WORDS.start} to {PRIMER_WORDS.stop - 1} words, which are 5 to 10 lines"
    words = prose_words(topic.primer)
    if not words:
        yield Problem(topic.file, 1, f"there is no primer below the front matter; {expected}")
    elif words not in PRIMER_WORDS:
        yield Problem(topic.file, 1, f"the primer has {words} words; {expected}")


def _long_answers(topic: TopicDraft) -> Iterator[Problem]:
    """A card may be long where it must; where half of a topic's cards are, they ask too much."""
    words = answer_words(topic.cards)
    if words and median(words) > MEDIAN_ANSWER_WORDS:
        message = f"the median answer has {median(words):g} words, at most {MEDIAN_ANSWER_WORDS}"
        yield Problem(topic.file, 1, message, "warning")


def answer_words(cards: Iterable[CardDraft]) -> list[int]:
    return [prose_words(card.content["answer"]) for card in cards if "answer" in card.content and not card.is_retired]


def _sources(deck: DeckDraft, today: date) -> Iterator[Problem]:
    line = deck.line_of("sources")
    for code, source in deck.sources.items():
        if not source.title:
            yield Problem(deck.file, line, f"source “{code}” has no title")
        if not source.url and code not in WITHOUT_ADDRESS:
            yield Problem(deck.file, line, f"source “{code}” has no url; only {', '.join(WITHOUT_ADDRESS)} need none")
        if source.seen > today.isoformat():
            yield Problem(deck.file, line, f"source “{code}” will be seen on {source.seen}", "warning")
    yield from _used_sources(deck)


def _used_sources(deck: DeckDraft) -> Iterator[Problem]:
    used = {code for stage in deck.stages for code in stage.source}
    for code in sorted(used - set(deck.sources)):
        yield Problem(deck.file, deck.line_of("stages"), f"stages: source “{code}” is not defined in sources")
    for card in deck.cards:
        used.update(card.source)
        for code in card.source:
            if code not in deck.sources:
                message = f"{card.key}: source “{code}” is not defined in {deck.file}"
                yield Problem(card.file, card.line, message)
    for code in deck.sources:
        if code not in used:
            yield Problem(deck.file, deck.line_of("sources"), f"source “{code}” is used by no card", "warning")


def _parts(deck: DeckDraft, decks: list[DeckDraft]) -> Iterator[Problem]:
    """A pack stands alone; a track names its company and role and includes packs; skills name topics."""
    packs = {other.slug: other for other in decks if other.pack}
    for slug in deck.includes:
        if slug not in packs:
            yield Problem(deck.file, deck.line_of("includes"), f"includes: there is no pack “{slug}”")
    track_keys = [key for key in ("company", "role", "includes", "stages", "skills", "coverage") if getattr(deck, key)]
    if deck.pack and track_keys:
        yield Problem(deck.file, deck.line_of(track_keys[0]), f"a pack has no {', '.join(track_keys)}; a track has")
    if not deck.pack and not (deck.company and deck.role):
        yield Problem(deck.file, 1, "a track needs company and role; a pack needs `pack: true`")
    reach = [deck, *(packs[slug] for slug in deck.includes if slug in packs)]
    topics = {topic.slug for part in reach for topic in part.topics}
    stages = {stage.slug for stage in deck.stages}
    for card in deck.cards if stages else ():
        for slug in card.stage:
            if slug not in stages:
                yield Problem(card.file, card.line, f"{card.key}: stage: this track's loop has no “{slug}”")
    for skill in deck.skills:
        for slug in skill.topics:
            if slug not in topics:
                message = f"skills: {skill.slug}: neither this deck nor its packs have a topic “{slug}”"
                yield Problem(deck.file, deck.line_of("skills"), message)


def _links(decks: list[DeckDraft]) -> Iterator[Problem]:
    cards = {card.key: card for deck in decks for card in deck.cards}
    for card in cards.values():
        if card.is_retired:
            continue
        following = card.content.get("next")
        targets = [("next", following["card"], card.line_of("next"))] if following else []
        targets += [("requires", key, card.line) for key in card.requires]
        rubric = enumerate(card.content.get("rubric") or ())
        targets += [("rubric", at["card"], card.line_of("rubric") + place) for place, at in rubric if at["card"]]
        for name, key, line in targets:
            if key not in cards:
                yield Problem(card.file, line, f"{card.key}: {name}: there is no card “{key}”")
            elif cards[key].is_retired:
                yield Problem(card.file, line, f"{card.key}: {name}: the card “{key}” is retired")
            elif key == card.key:
                yield Problem(card.file, line, f"{card.key}: {name}: a card cannot lead to itself")
        if _requires_itself(card, cards):
            yield Problem(card.file, card.line, f"{card.key}: requires: goes round in a circle")


def _requires_itself(card: CardDraft, cards: Mapping[str, CardDraft]) -> bool:
    seen: set[str] = set()
    waiting = [key for key in card.requires if key != card.key]
    while waiting:
        key = waiting.pop()
        if key == card.key:
            return True
        if key not in seen and key in cards:
            seen.add(key)
            waiting += cards[key].requires
    return False


def _coverage(decks: list[DeckDraft]) -> Iterator[Problem]:
    tracks = [deck for deck in decks if deck.coverage]
    known = {code for deck in tracks for code in deck.coverage}
    for deck in decks if tracks else ():
        for card in deck.cards:
            for code in card.seed:
                if code not in known:
                    yield Problem(card.file, card.line, f"{card.key}: seed “{code}” is in no deck's coverage")
    for track in tracks:
        reach = [deck for deck in decks if deck is track or deck.slug in track.includes]
        counts = Counter(code for deck in reach for card in deck.cards if not card.is_retired for code in card.seed)
        for code, text in track.coverage.items():
            if counts[code] < FEWEST_CARDS_OF_A_SEED:
                message = f"coverage: {code} ({text}) has {counts[code]} cards, at least {FEWEST_CARDS_OF_A_SEED}"
                yield Problem(track.file, track.line_of("coverage"), message)


def _not_canonical(decks: list[DeckDraft], problems: Iterable[Problem]) -> Iterator[Problem]:
    """The first line of each file that would be written otherwise. A file with other problems waits for those."""
    unreadable = {problem.file for problem in problems}
    for path, written in _written(decks):
        if str(path) in unreadable or not path.exists():
            continue
        found = path.read_bytes().decode().split("\n")
        for line, (ours, theirs) in enumerate(zip([*written.split("\n"), "…"], [*found, "…"], strict=False), start=1):
            if ours != theirs:
                message = f"not in canonical form: expected “{ours[:60]}”, found “{theirs[:60]}”; --fix rewrites it"
                yield Problem(str(path), line, message)
                break


def _written(decks: list[DeckDraft]) -> Iterator[tuple[Path, str]]:
    for deck in decks:
        for path, text in write_deck(deck).items():
            yield Path(deck.file).parent / path, text


def fix(decks: list[DeckDraft], problems: Iterable[Problem]) -> list[Path]:
    """Rewrites the files that are not in canonical form and that were read without a problem."""
    changed = [Path(problem.file) for problem in _not_canonical(decks, problems)]
    texts = dict(_written(decks))
    for path in changed:
        path.write_bytes(texts[path].encode())
    return changed


def sentences_to_read(decks: Iterable[DeckDraft]) -> list[str]:
    return [line for deck in decks for card in deck.cards if not card.is_retired for line in to_read(card)]


def table(decks: Iterable[DeckDraft]) -> str:
    """By deck and topic: cards, what there is to learn of them, words, and how many are of each kind, level and stage.

    A card counts for the stage that it names first, `@design`. `median` and `longest` are words of answers; `crowded`
    are the questions that ask for too much.
    """
    topics = [(deck.slug, topic.slug, topic.cards) for deck in decks for topic in deck.topics]
    topics.append(("all", "", tuple(card for _, _, cards in topics for card in cards)))
    rows = [(deck, topic, _counts(cards)) for deck, topic, cards in topics]
    names = ("deck", "topic", *rows[0][2])
    return _aligned([names, *((deck, topic, *counts.values()) for deck, topic, counts in rows)])


def _counts(drafts: Iterable[CardDraft]) -> dict[str, str]:
    cards = [card for card in drafts if not card.is_retired]
    kinds = Counter(card.kind for card in cards)
    levels = Counter(card.level for card in cards)
    stages = Counter(card.stage[0] for card in cards if card.stage)
    answers = answer_words(cards)
    counts = {
        "cards": len(cards),
        "to learn": sum(len(KINDS[card.kind].ordinals(card.content)) for card in cards),
        "words": sum(_card_words(card) for card in cards),
        "median": round(median(answers)) if answers else 0,
        "longest": max(answers, default=0),
        "crowded": sum(len(demands(card.content.get("question") or "")) > MOST_DEMANDS for card in cards),
    }
    counts |= {kind: kinds[kind] for kind in KINDS}
    counts |= {f"level {level}": levels[level] for level in (1, 2, 3)} | {
        f"@{stage}": stages[stage] for stage in STAGES
    }
    return {name: str(count) for name, count in counts.items()}


def _card_words(card: CardDraft) -> int:
    texts = [text for text in card.content.values() if isinstance(text, str)]
    lists = [card.content.get(name) or [] for name in ("points", "rubric")]
    texts += [point["text"] for points in lists for point in points]
    texts += [rung[key] for rung in card.content.get("probes") or [] for key in ("ask", "answer")]
    return sum(prose_words(text) for text in texts)


def _aligned(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    pad: list[Callable[[str, int], str]] = [str.ljust, str.ljust, *[str.rjust] * (len(widths) - 2)]
    return "\n".join(
        "  ".join(put(cell, width) for put, cell, width in zip(pad, row, widths, strict=True)).rstrip() for row in rows
    )
