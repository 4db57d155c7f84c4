"""The folder picker shows what a library may be made of, and nothing else."""

import pytest

from medianest import routes
from medianest.errors import Forbidden, MediaNestError, NotFound, NotSignedIn
from medianest.services.folders import Folders
from medianest.services.viewer import Viewer

ADMIN = Viewer.system()


@pytest.fixture
def tree(tmp_path):
    for name in ("films/a", "films/B", "films/.hidden", "data", "outside/secret"):
        (tmp_path / "root" / name if name != "outside/secret" else tmp_path / name).mkdir(parents=True)
    (tmp_path / "root/films/file.txt").write_text("x")
    (tmp_path / "root/films/way-out").symlink_to(tmp_path / "outside")
    (tmp_path / "root/films/within").symlink_to(tmp_path / "root/films/a")
    (tmp_path / "root/films/loop").symlink_to(tmp_path / "root/films/loop")
    return tmp_path


@pytest.fixture
def folders(tree):
    return Folders([tree / "root"], [tree / "root/data"])


def test_folders_are_listed_without_files_hidden_ones_and_ways_out(folders, tree):
    found = folders.list(ADMIN, str(tree / "root/films"))
    assert [folder.name for folder in found.folders] == ["a", "B", "within"]
    assert found.parent == str(tree / "root")


def test_without_a_path_the_roots_are_listed(folders, tree):
    found = folders.list(ADMIN)
    assert [folder.path for folder in found.folders] == [str(tree / "root")]


def test_our_own_data_is_never_shown(folders, tree):
    assert [folder.name for folder in folders.list(ADMIN, str(tree / "root")).folders] == ["films"]


@pytest.mark.parametrize(
    "path",
    [
        "outside",
        "root/films/way-out",
        "root/films/way-out/secret",
        "root/../outside",
        "root/data",
        "root/films/.hidden",
        "root/films/loop",
        "root/films/file.txt",
        "root/nothing",
        "",
    ],
)
def test_nothing_beyond_the_roots_can_be_listed(folders, tree, path):
    with pytest.raises(NotFound):
        folders.list(ADMIN, str(tree / path))


@pytest.mark.parametrize("path", ["relative", "\0", "/\0etc"])
def test_what_is_no_path_is_refused(folders, path):
    with pytest.raises(MediaNestError):
        folders.list(ADMIN, path)


@pytest.mark.parametrize("path", ["/", "/etc", "/proc/self", "/root"])
def test_the_system_is_never_shown_even_with_the_widest_root(path):
    folders = Folders(["/"], ["/etc", "/proc", "/root"])
    if path == "/":
        assert not {"etc", "proc", "root"} & {folder.name for folder in folders.list(ADMIN, path).folders}
    else:
        with pytest.raises(NotFound):
            folders.list(ADMIN, path)


def test_only_administrators_may_look(folders):
    with pytest.raises(NotSignedIn):
        folders.list(Viewer.nobody())
    with pytest.raises(Forbidden):
        folders.list(Viewer(user_id=None, role="user"))


def test_the_picker_answers_over_rest(browser, people, settings):
    people.add(role="admin")
    (settings.library_roots[0] / "Films").mkdir()
    mine = people.bearer(browser)
    top = browser.get(f"{routes.API}/admin/folders", headers=mine).json()
    inside = browser.get(f"{routes.API}/admin/folders", params={"path": top["folders"][0]["path"]}, headers=mine).json()
    assert [folder["name"] for folder in inside["folders"]] == ["Films"]
