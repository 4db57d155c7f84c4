"""The stamp of the pages' sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from medianest import frontend


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "medianest" / "pages").mkdir(parents=True)
    (tmp_path / "medianest" / "pages" / "home.py").write_text("home")
    (tmp_path / "medianest" / "routes.py").write_text("routes")
    monkeypatch.setattr(frontend, "PROJECT_ROOT", tmp_path)
    return tmp_path


def test_the_stamp_follows_a_page_and_comes_back_with_it(project: Path) -> None:
    page = project / "medianest" / "pages" / "home.py"
    first = frontend.stamp()
    page.write_text("other")
    assert frontend.stamp() != first
    page.write_text("home")
    assert frontend.stamp() == first


def test_the_stamp_sees_a_renamed_page_and_the_lock_of_the_packages(project: Path) -> None:
    first = frontend.stamp()
    (project / "medianest" / "pages" / "home.py").rename(project / "medianest" / "pages" / "start.py")
    second = frontend.stamp()
    (project / "reflex.lock").mkdir()
    (project / "reflex.lock" / "package-lock.json").write_text("{}")
    assert len({first, second, frontend.stamp()}) == 3


def test_what_runs_only_on_the_server_does_not_rebuild_the_pages(project: Path) -> None:
    first = frontend.stamp()
    (project / "medianest" / "services").mkdir()
    (project / "medianest" / "services" / "search.py").write_text("new")
    (project / "medianest" / "pages" / "__pycache__").mkdir()
    (project / "medianest" / "pages" / "__pycache__" / "home.pyc").write_bytes(b"x")
    assert frontend.stamp() == first
