"""One's own settings, changed from several places at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from medianest.errors import Invalid
from medianest.services import Services
from medianest.services.settings import CHOICES
from medianest.services.viewer import Viewer
from tests.people import People


@pytest.fixture
def ann(people: People) -> Viewer:
    return Viewer(people.add().id, "user")


def test_changes_at_the_same_moment_are_all_kept(services: Services, ann: Viewer) -> None:
    wanted = {name: values[-1] for name, values in CHOICES.items()}
    for _ in range(5):
        services.settings.change(ann, {name: values[0] for name, values in CHOICES.items()})
        with ThreadPoolExecutor(len(wanted)) as pool:
            list(pool.map(lambda one: services.settings.change(ann, dict([one])), wanted.items()))
        kept = services.settings.get(ann)
        assert {name: getattr(kept, name) for name in wanted} == wanted


@pytest.mark.parametrize("name", sorted(CHOICES))
def test_what_is_not_among_the_choices_is_refused_and_changes_nothing(
    services: Services, ann: Viewer, name: str
) -> None:
    before = services.settings.get(ann)
    with pytest.raises(Invalid) as refused:
        services.settings.change(ann, {name: "blinking", "still_watching": False})
    assert set(refused.value.fields) == {name}
    assert services.settings.get(ann) == before
