"""Rules of people, tokens and uploads in a catalog."""

import pytest

from seamark.model.errors import Conflict, FileMissing, NotFound
from seamark.storage.catalog.protocol import Catalog
from seamark.testing.catalog_fixtures import CatalogFixtures, at_once


class PeopleSuite(CatalogFixtures):
    """Rules of people and their tokens."""

    def test_a_person_is_found_in_any_case(self, catalog: Catalog) -> None:
        """And is there once."""
        ada = catalog.people.create("Ada", password="hash", admin=True)
        assert (ada.name, ada.password, ada.admin, ada.disabled) == ("Ada", "hash", True, False)
        assert catalog.people.find("ada") == catalog.people.get(ada.number) == ada
        with pytest.raises(Conflict):
            catalog.people.create("ADA", password="", admin=False)
        bob = catalog.people.create("bob", password="", admin=False)
        assert catalog.people.all() == [ada, bob]
        assert catalog.people.find("eve") is None

    def test_a_password_is_set(self, catalog: Catalog) -> None:
        """For that person alone."""
        ada, bob = (catalog.people.create(name, password="old", admin=False) for name in ("ada", "bob"))
        catalog.people.set_password(ada.number, "new")
        assert [catalog.people.get(row.number).password for row in (ada, bob)] == ["new", "old"]

    def test_tokens_are_found_by_digest(self, catalog: Catalog) -> None:
        """Listed by purpose, the newest first; expired ones too."""
        ada = catalog.people.create("ada", password="", admin=False)
        first, second, browser = (
            catalog.people.add_token(
                ada.number, digest=digest, name=digest, scope="read", purpose=purpose, expires_at=expires
            )
            for digest, purpose, expires in (("d1", "api", 1), ("d2", "api", None), ("d3", "browser", None))
        )
        assert catalog.people.find_token("d1") == first
        assert (first.person, first.name, first.scope, first.expires_at) == (ada.number, "d1", "read", 1)
        assert catalog.people.find_token("d9") is None
        assert catalog.people.tokens(ada.number) == [second, first]
        assert catalog.people.tokens(ada.number, purpose="browser") == [browser]

    def test_a_revoked_token_is_gone(self, catalog: Catalog) -> None:
        """Using or revoking it again does not bring it back."""
        ada = catalog.people.create("ada", password="", admin=False)
        token = catalog.people.add_token(ada.number, digest="d", name="", scope="write", purpose="api", expires_at=None)
        catalog.people.touch_token(token.id, 77)
        assert [row.used_at for row in catalog.people.tokens(ada.number)] == [77]
        for _ in range(2):
            catalog.people.drop_token(token.id)
            catalog.people.touch_token(token.id, 78)
        assert catalog.people.find_token("d") is None

    def test_a_missing_person_raises(self, catalog: Catalog) -> None:
        """NotFound from each call that names a number."""
        with pytest.raises(NotFound):
            catalog.people.get(99)
        with pytest.raises(NotFound):
            catalog.people.set_password(99, "")
        with pytest.raises(NotFound):
            catalog.people.add_token(99, digest="", name="", scope="write", purpose="api", expires_at=None)

    def test_threads_make_one_person_of_a_name(self, catalog: Catalog) -> None:
        """The others get Conflict."""

        def work(_: int) -> bool:
            try:
                catalog.people.create("ada", password="", admin=False)
            except Conflict:
                return False
            return True

        assert at_once(work).count(True) == 1


class UploadsSuite(CatalogFixtures):
    """Rules of uploads."""

    @pytest.fixture
    def person(self, catalog: Catalog) -> int:
        """Somebody's number."""
        return catalog.people.create("ada", password="", admin=False).number

    def test_an_upload_advances(self, catalog: Catalog, person: int) -> None:
        """The digest stays as announced unless another is found."""
        made = catalog.uploads.create(person, size=2**40, digest="announced")
        assert (made.size, made.received, made.digest, made.complete) == (2**40, 0, "announced", False)
        assert catalog.uploads.advance(made.id, received=7).digest == "announced"
        done = catalog.uploads.advance(made.id, received=2**40, digest="found", complete=True)
        assert catalog.uploads.get(made.id) == done
        assert (done.received, done.digest, done.complete) == (2**40, "found", True)

    def test_only_a_complete_upload_owns(self, catalog: Catalog, person: int) -> None:
        """And it owns for whoever made it."""
        other = catalog.people.create("bob", password="", admin=False).number
        made = catalog.uploads.create(person, size=1, digest="d")
        assert not catalog.uploads.owns(person, "d")
        catalog.uploads.advance(made.id, received=1, complete=True)
        assert catalog.uploads.owns(person, "d")
        assert not catalog.uploads.owns(other, "d")
        assert not catalog.uploads.owns(person, "e")

    def test_stale_ones_are_listed_and_dropped(self, catalog: Catalog, person: int) -> None:
        """By when they were touched last."""
        old, fresh = (catalog.uploads.create(person, size=1, digest="") for _ in range(2))
        fresh = catalog.uploads.advance(fresh.id, received=1)
        assert catalog.uploads.stale(fresh.touched_at) == [old]
        catalog.uploads.drop([old.id, "unknown", *(str(number) for number in range(1_200))])
        assert catalog.uploads.stale(fresh.touched_at + 1) == [fresh]

    def test_a_missing_upload_raises(self, catalog: Catalog) -> None:
        """FileMissing."""
        with pytest.raises(FileMissing):
            catalog.uploads.get("nothing")
        with pytest.raises(FileMissing):
            catalog.uploads.advance("nothing", received=1)
