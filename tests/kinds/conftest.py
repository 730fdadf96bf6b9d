import copy

import pytest

from cards.kinds import KINDS
from cards.kinds.forms import FORMS
from tests.kinds.spoken import RUBRIC, TEMPLATE, Spoken


@pytest.fixture
def spoken(settings, tmp_path):
    """One more kind of card, for as long as a test takes."""
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds" / "spoken.html").write_text(TEMPLATE)
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], tmp_path]
    settings.TEMPLATES = templates
    KINDS["spoken"], FORMS["rubric"] = Spoken(), RUBRIC
    yield KINDS["spoken"]
    del KINDS["spoken"], FORMS["rubric"]
