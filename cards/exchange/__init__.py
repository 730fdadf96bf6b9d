"""Files <-> drafts: decks on disk as Markdown."""
