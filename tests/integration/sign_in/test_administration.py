"""Setting providers up: in the pages or by the environment, with secrets that never come out again."""

from __future__ import annotations

import psycopg2
import pytest

from medianest import routes
from medianest.config import load_settings
from medianest.errors import ConfigurationError
from medianest.services.viewer import Viewer
from tests.fakes import google as fake_google
from tests.fakes.certified_oidc import CLIENT_ID, CLIENT_SECRET
from tests.integration.sign_in.conftest import audited, give_identity

DOOR = routes.API_ADMIN_SIGN_IN
FORM = {
    "kind": "oidc",
    "name": "Home",
    "issuer": "https://id.example",
    "client_id": "nest",
    "client_secret": "hush-hush",
}


@pytest.fixture
def admin(visitor, people):
    people.add("ann@example.org", role="admin")
    visitor.sign_in()
    return visitor.client


def test_a_provider_is_added_changed_switched_and_removed_and_each_is_noted(admin, visitor):
    made = admin.post(DOOR, json=FORM).json()
    assert (made["slug"], made["redirect_uri"]) == ("home", "http://testserver/api/v1/auth/home/callback")
    at = f"{DOOR}/{made['id']}"
    assert admin.put(at, json={**FORM, "name": "House", "client_secret": ""}).json()["has_secret"]
    assert [one["name"] for one in admin.get(f"{routes.API_AUTH}/providers").json()["items"]] == ["House"]
    assert admin.put(f"{at}/enabled", json={"enabled": False}).json()["enabled"] is False
    assert admin.get(f"{routes.API_AUTH}/providers").json()["items"] == []
    assert admin.delete(at).status_code == 204
    assert admin.get(DOOR).json()["items"] == []
    for action in ("provider.added", "provider.changed", "provider.disabled", "provider.removed"):
        assert len(audited(visitor.services, action)) == 1, action


def test_a_client_secret_is_neither_shown_nor_logged_nor_readable_at_rest(admin, visitor, settings):
    made = admin.post(DOOR, json=FORM)
    assert "hush" not in made.text + admin.get(DOOR).text
    assert "hush" not in str(visitor.services.audit.list(Viewer.system(), 200).items)
    connection = psycopg2.connect(settings.database_url)
    with connection, connection.cursor() as cursor:
        cursor.execute("select row_to_json(p)::text, client_secret from sign_in_providers p")
        shown, sealed = cursor.fetchone()
    connection.close()
    assert "hush" not in shown
    assert b"hush" not in bytes(sealed)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issuer", "http://id.example"),
        ("issuer", "file:///etc/passwd"),
        ("issuer", "https://id.example?x=1"),
        ("issuer", ""),
        ("client_id", " "),
        ("scopes", "profile"),
        ("name", "x" * 81),
        ("kind", "facebook"),
    ],
)
def test_what_cannot_be_used_is_named(admin, field, value):
    answer = admin.post(DOOR, json={**FORM, field: value})
    assert answer.status_code == 422
    assert field in answer.json()["errors"]
    assert admin.get(DOOR).json()["items"] == []


@pytest.mark.parametrize(
    ("kind", "members_of"),
    [
        ("google", "example"),
        ("google", "ann@example.org"),
        ("google", "-.example.org"),
        ("plex", "http://box:32400"),
        ("github", "example.org"),
        ("google", " ".join(f"{number}.example" for number in range(21))),
    ],
)
def test_a_limit_to_members_that_cannot_be_told_is_named(admin, kind, members_of):
    answer = admin.post(DOOR, json={**FORM, "kind": kind, "members_of": members_of})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["members_of"])


def test_a_limit_to_members_is_kept_shown_and_noted(admin, visitor):
    made = admin.post(DOOR, json={**FORM, "kind": "google", "members_of": "Example.org, example.net"}).json()
    assert made["members_of"] == "example.org example.net"
    assert audited(visitor.services, "provider.added")[0]["members_of"] == ["example.org", "example.net"]


def test_the_environment_limits_to_members_only_where_a_provider_can_tell(monkeypatch):
    monkeypatch.setenv("MEDIANEST_SIGN_IN_PROVIDERS", '[{"kind": "google", "members_of": ["Example.org"]}]')
    [entry] = load_settings().sign_in_providers
    assert entry.members_of == ("example.org",)
    monkeypatch.setenv("MEDIANEST_SIGN_IN_PROVIDERS", '[{"kind": "github", "members_of": ["example.org"]}]')
    with pytest.raises(ConfigurationError):
        load_settings()


def test_two_of_the_same_name_have_addresses_of_their_own(admin):
    slugs = [admin.post(DOOR, json=FORM).json()["slug"] for _ in range(3)]
    assert slugs == ["home", "home-2", "home-3"]
    assert admin.post(DOOR, json={**FORM, "slug": "home"}).status_code == 409


def levels(admin, slug: str) -> list[str]:
    return [one["level"] for one in admin.post(f"{DOOR}/{slug}/test").json()["items"]]


def worst(admin, slug: str) -> dict:
    return next(one for one in admin.post(f"{DOOR}/{slug}/test").json()["items"] if one["level"] == "bad")


def test_a_provider_that_is_set_up_well_passes_its_test(admin, certified, google):
    assert set(levels(admin, "house")) == {"good"}
    assert set(levels(admin, "google")) == {"good"}


def test_the_test_says_what_is_wrong(admin, visitor, google):
    [row] = visitor.services.sign_in_providers.list(Viewer.system())
    form = {"issuer": google.url, "client_id": fake_google.CLIENT_ID, "client_secret": "wrong"}
    admin.put(f"{DOOR}/{row.id}", json=form)
    assert "client secret is wrong" in worst(admin, "google")["text"]
    google.metadata_lie = lambda metadata: metadata.update(issuer=f"{google.url}/")
    assert worst(admin, "google")["detail"] == f"{google.url}/"
    google.metadata_lie = lambda metadata: metadata.update(id_token_signing_alg_values_supported=["none"])
    assert "signs in no way" in worst(admin, "google")["text"]
    google.metadata_lie = lambda metadata: metadata.pop("jwks_uri")
    assert worst(admin, "google")["detail"] == "jwks_uri"
    google.close()
    assert "cannot be reached" in worst(admin, "google")["text"]


def test_a_redirect_address_that_is_not_registered_is_found(admin, certified):
    """The certified issuer knows one client, with one redirect address: that of another name is refused."""
    form = {"kind": "oidc", "slug": "elsewhere", "issuer": certified.issuer}
    admin.post(DOOR, json={**form, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET})
    found = worst(admin, "elsewhere")
    assert "does not take this redirect address" in found["text"]
    assert found["detail"].endswith("/api/v1/auth/elsewhere/callback")


def test_the_tests_of_github_and_plex_say_what_is_wrong(admin, github, plex):
    assert set(levels(admin, "github")) == {"good", "warn"}
    github.error = "incorrect_client_credentials"
    assert "client secret is wrong" in worst(admin, "github")["text"]
    assert levels(admin, "plex") == ["good"]
    plex.down = True
    assert "cannot be reached" in worst(admin, "plex")["text"]


def test_a_disabled_provider_signs_nobody_in(visitor, people, google):
    people.add()
    give_identity(visitor.services, "ann@example.org", google.url, google.person["sub"])
    back = google.agree(visitor.start("google"))
    [row] = visitor.services.sign_in_providers.list(Viewer.system())
    visitor.services.sign_in_providers.enable(Viewer.system(), row.id, False)
    assert visitor.error(visitor.back(back)) == "no_provider"
    assert visitor.error(visitor.start("google")) == "no_provider"


def test_the_environment_names_providers(monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("from a file\n")
    monkeypatch.setenv(
        "MEDIANEST_SIGN_IN_PROVIDERS", f'[{{"kind": "google", "client_id": "x", "client_secret_file": "{secret}"}}]'
    )
    [entry] = load_settings().sign_in_providers
    assert (entry.kind, entry.secret()) == ("google", "from a file")


@pytest.mark.parametrize("value", ['[{"client_secret": "hush", }]', '[{"kind": "x", "client_secret": "hush"}]'])
def test_an_environment_that_cannot_be_used_is_said_without_its_secrets(monkeypatch, value):
    monkeypatch.setenv("MEDIANEST_SIGN_IN_PROVIDERS", value)
    with pytest.raises(ConfigurationError) as said:
        load_settings()
    assert "SIGN_IN_PROVIDERS" in said.value.message
    assert "hush" not in said.value.message
