"""Who is calling, and what they may do."""

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from seamark.core import access as access_module
from seamark.core import passwords as passwords_module
from seamark.core.access import Access, spell_day
from seamark.core.passwords import FREE_TRIES, FREE_TRIES_OF_ALL, LONGEST_WAIT_OF_ALL, wait_after
from seamark.model.errors import Conflict, Forbidden, InvalidValue, NotFound, NotSignedIn, Unavailable
from seamark.storage.catalog import open_catalog
from seamark.wire.api.people import TokenRequest
from seamark.wire.tokens import decode_token, encode_token

URL = "https://seamark.example.org"


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    catalog = open_catalog(f"sqlite:///{tmp_path_factory.mktemp('access')}/catalog.db")
    yield catalog
    catalog.close()


@pytest.fixture
def clock(monkeypatch):
    """A monotonic clock that is set by hand."""

    class Clock:
        now = 1_000.0

    monkeypatch.setattr(passwords_module.time, "monotonic", lambda: Clock.now)
    return Clock


# ---- tokens ---------------------------------------------------------------------------------------


def test_a_token_or_its_secret_tell_who_is_calling(access, ada):
    made = access.make_token(ada, TokenRequest(name="laptop"))
    server, secret = decode_token(made.token)
    assert server == URL
    for text in (made.token, secret):
        caller = access.identify(text)
        assert (caller.name, caller.workspace, caller.admin, caller.scope) == ("ada", "team", True, "write")
        assert (caller.token, caller.token_expires) == (made.id, None)


def test_only_the_digest_is_kept(access, ada, people):
    _, secret = decode_token(access.make_token(ada, TokenRequest(name="laptop")).token)
    assert people.find_token(hashlib.sha256(secret.encode()).hexdigest()) is not None
    assert people.find_token(secret) is None
    assert access.tokens(ada)[0].token is None


@pytest.mark.parametrize("text", ["", "x", "smk_x", "smk_\ud800", encode_token(URL, "smk_x"), encode_token(URL, "")])
def test_what_is_not_known_is_refused(access, ada, text):
    with pytest.raises(NotSignedIn, match="not known here"):
        access.identify(text)


def test_a_token_of_another_server_is_named(access):
    with pytest.raises(NotSignedIn, match="for https://other, not for " + URL):
        access.identify(encode_token("https://other", "smk_x"))


def test_an_expired_token_says_when(access, ada, monkeypatch):
    made = access.make_token(ada, TokenRequest(name="nightly", expires_in=3_600))
    assert access.identify(made.token).token_expires == made.expires_at
    later = time.time_ns() + 3_601 * 10**9
    monkeypatch.setattr(access_module.time, "time_ns", lambda: later)
    with pytest.raises(NotSignedIn, match=f"'nightly' expired {spell_day(made.expires_at)}. Make another"):
        access.identify(made.token)


def test_days_are_spelled_as_people_say_them(monkeypatch):
    def moment(*day):
        return int(time.mktime((*day, 12, 0, 0, 0, 0, -1)) * 1e6)

    year = time.localtime().tm_year
    assert spell_day(moment(year, 11, 3)) == "3 Nov"
    assert spell_day(moment(year - 1, 2, 28)) == f"28 Feb {year - 1}"


def test_a_revoked_token_is_refused(access, ada):
    made = access.make_token(ada, TokenRequest(name="laptop"))
    access.revoke(ada, made.id)
    with pytest.raises(NotSignedIn, match="revoked"):
        access.identify(made.token)
    with pytest.raises(NotFound):
        access.revoke(ada, made.id)


def test_nobody_revokes_the_tokens_of_others(access, ada, people, catalog):
    made = access.make_token(ada, TokenRequest(name="laptop"))
    people.create("bob", password="", admin=True)
    bob = Access(people, catalog.members, catalog.projects, "bob", lambda: URL).local()
    assert access.tokens(bob) == []
    with pytest.raises(NotFound):
        access.revoke(bob, made.id)


def test_a_token_remembers_its_use_once_a_minute(access, ada, people, monkeypatch):
    touched = []
    monkeypatch.setattr(type(people), "touch_token", lambda self, *arguments: touched.append(arguments))
    made = access.make_token(ada, TokenRequest(name="laptop"))
    for _ in range(3):
        access.identify(made.token)
    assert len(touched) == 1
    later = time.time_ns() + 61 * 10**9
    monkeypatch.setattr(access_module.time, "time_ns", lambda: later)
    access.identify(made.token)
    assert len(touched) == 2


@pytest.mark.parametrize(
    "request_",
    [TokenRequest(name=" "), TokenRequest(name="x" * 101), TokenRequest(name="a\nb")]
    + [TokenRequest(name="x", expires_in=seconds) for seconds in (0, -5, 2**63)],
)
def test_a_token_needs_a_name_and_a_time_to_live(access, ada, request_):
    with pytest.raises(InvalidValue):
        access.make_token(ada, request_)


def test_a_token_to_read_with_writes_nothing(access, ada, people):
    reader = access.identify(access.make_token(ada, TokenRequest(name="board", scope="read")).token)
    assert reader.scope == "read"
    access.check(reader, "read", None)
    for action in ("write", "admin"):
        with pytest.raises(Forbidden, match="may only read"):
            access.check(reader, action, None)
    with pytest.raises(Forbidden):
        access.make_token(reader, TokenRequest(name="more"))
    with pytest.raises(Forbidden):
        access.revoke(reader, reader.token)
    with pytest.raises(Forbidden):
        access.change_password(reader, "correct horse", "another horse")
    assert access.identify(access.browser_secret(reader)).scope == "read"


def test_some_things_are_for_admins(access, ada, people, stores):
    access.check(ada, "admin", None)
    people.create("bob", password="", admin=False)
    bob = Access(people, stores.members, stores.projects, "bob", lambda: URL).local()
    access.check(bob, "write", None)
    with pytest.raises(Forbidden, match="bob is no admin of this server"):
        access.check(bob, "admin", None)


# ---- the local person -----------------------------------------------------------------------------


def test_a_local_server_has_one_person(access, people):
    with ThreadPoolExecutor(8) as pool:
        callers = set(pool.map(lambda _: access.local(), range(8)))
    (caller,) = callers
    assert (caller.name, caller.admin, caller.scope) == ("team", True, "write")
    assert len(people.all()) == 1
    assert access.identify(access.browser_secret(caller)).name == "team"


def test_who_has_no_password_cannot_sign_in_with_one(access):
    access.local()
    for password in ("", "x", "nobody has this password"):
        with pytest.raises(NotSignedIn):
            access.sign_in("team", password)


# ---- passwords ------------------------------------------------------------------------------------


def test_signing_in_and_out(access, ada):
    caller, secret = access.sign_in("ADA", "correct horse")
    assert caller.person == ada.person
    assert access.identify(secret).name == "ada"
    assert access.tokens(ada) == []
    access.sign_out(secret)
    access.sign_out(secret)
    with pytest.raises(NotSignedIn):
        access.identify(secret)


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "wrong"), ("eve", "correct horse"), ("", ""), ("ada", "x" * 2_000)]
)
def test_which_of_both_is_wrong_is_not_said(access, ada, name, password):
    with pytest.raises(NotSignedIn, match="Name or password are wrong"):
        access.sign_in(name, password)


def test_a_password_is_kept_as_argon2(access, ada, people):
    kept = people.find("ada").password
    assert kept.startswith("$argon2id$")
    assert "correct horse" not in kept


def test_guessing_gets_slower(access, ada, clock):
    for _ in range(FREE_TRIES):
        with pytest.raises(NotSignedIn):
            access.sign_in("ada", "wrong")
    with pytest.raises(Unavailable, match="Wait 1 s") as caught:
        access.sign_in("Ada", "correct horse")
    assert caught.value.retry_after == pytest.approx(1)
    clock.now += 1.5
    with pytest.raises(NotSignedIn):
        access.sign_in("ada", "wrong")
    with pytest.raises(Unavailable, match="Wait 2 s"):
        access.sign_in("ada", "wrong")
    clock.now += 2.5
    access.sign_in("ada", "correct horse")
    with pytest.raises(NotSignedIn):
        access.sign_in("ada", "wrong")


def test_one_persons_guesses_stop_nobody_else(access, ada, people, clock):
    for _ in range(FREE_TRIES):
        with pytest.raises(NotSignedIn):
            access.sign_in("eve", "wrong")
    with pytest.raises(Unavailable):
        access.sign_in("eve", "wrong")
    access.sign_in("ada", "correct horse")


def test_wrong_passwords_are_forgotten_after_a_while(access, ada, clock):
    for _ in range(FREE_TRIES):
        with pytest.raises(NotSignedIn):
            access.sign_in("ada", "wrong")
    clock.now += 1_000
    for _ in range(FREE_TRIES):
        with pytest.raises(NotSignedIn):
            access.sign_in("ada", "wrong")


def test_guesses_at_once_are_counted_before_they_are_answered(access, ada, clock):
    def guess(_):
        try:
            access.sign_in("ada", "wrong")
        except (NotSignedIn, Unavailable) as error:
            return type(error)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(16)))
    assert answers.count(NotSignedIn) == FREE_TRIES


def test_guesses_from_elsewhere_keep_nobody_out(access, ada, clock):
    for _ in range(500):
        with pytest.raises((NotSignedIn, Unavailable)):
            access.sign_in("ada", "wrong", "10.0.0.1")
        clock.now += 1
    with pytest.raises(Unavailable):
        access.sign_in("ada", "correct horse", "10.0.0.1")
    access.sign_in("ada", "correct horse", "10.0.0.2")


def test_guesses_from_many_places_are_slowed_down_too(access, ada, clock):
    for number in range(FREE_TRIES_OF_ALL):
        with pytest.raises(NotSignedIn):
            access.sign_in("ada", "wrong", f"10.0.0.{number}")
    with pytest.raises(Unavailable):
        access.sign_in("ada", "wrong", "10.0.1.0")
    clock.now += LONGEST_WAIT_OF_ALL
    access.sign_in("ada", "correct horse", "10.0.1.0")


def test_other_names_and_long_passwords_wipe_no_count(access, ada, clock, monkeypatch):
    monkeypatch.setattr(passwords_module, "_REMEMBERED", 10)
    for _ in range(FREE_TRIES):
        with pytest.raises(NotSignedIn):
            access.sign_in("ada", "wrong")
    for number in range(20):
        with pytest.raises(NotSignedIn):
            access.sign_in(f"n{number}", "wrong")
        with pytest.raises(NotSignedIn):
            access.sign_in(f"long{number}", "x" * 2_000)
    with pytest.raises(Unavailable, match="Wait 1 s"):
        access.sign_in("ada", "wrong")
    assert len(access._passwords._near._known) == 10
    assert not any(name.startswith("long") for name, _ in access._passwords._near._known)


def test_more_than_a_few_at_once_are_sent_away(access, ada):
    turns, line = access._passwords._turns, access._passwords._line
    for _ in range(passwords_module._AT_ONCE):
        turns.acquire()
    with ThreadPoolExecutor(passwords_module._IN_LINE) as pool:
        waiting = [pool.submit(access.sign_in, f"n{number}", "wrong") for number in range(passwords_module._IN_LINE)]
        while line.acquire(blocking=False):
            line.release()
            time.sleep(0.01)
        with pytest.raises(Unavailable, match="just now") as caught:
            access.sign_in("ada", "correct horse")
        assert caught.value.retry_after == 1
        turns.release(passwords_module._AT_ONCE)
        assert {type(one.exception(20)) for one in waiting} == {NotSignedIn}
    access.sign_in("ada", "correct horse")


def test_waits_double_up_to_a_minute():
    assert [wait_after(count) for count in (0, 4, 5, 6, 7, 11, 10**6)] == [0, 0, 1, 2, 4, 60, 60]


def test_changing_a_password_ends_other_sign_ins(access, ada):
    _, elsewhere = access.sign_in("ada", "correct horse")
    _, here = access.sign_in("ada", "correct horse")
    token = access.make_token(ada, TokenRequest(name="laptop")).token
    caller = access.identify(here)
    with pytest.raises(Forbidden, match="old password"):
        access.change_password(caller, "wrong", "another horse")
    with pytest.raises(InvalidValue, match="7 characters"):
        access.change_password(caller, "correct horse", "7 chars")
    access.change_password(caller, "correct horse", "another horse")
    with pytest.raises(NotSignedIn):
        access.identify(elsewhere)
    assert access.identify(here).name == access.identify(token).name == "ada"
    with pytest.raises(NotSignedIn):
        access.sign_in("ada", "correct horse")
    access.sign_in("ada", "another horse")


def test_a_token_sets_no_password(access):
    caller = access.identify(access.make_token(access.local(), TokenRequest(name="job")).token)
    with pytest.raises(Forbidden, match="API token"):
        access.change_password(caller, "", "a long password")
    browser = access.identify(access.browser_secret(access.local()))
    access.change_password(browser, "", "a long password")


@pytest.mark.parametrize("expires_in", [None, 10**6, 60])
def test_a_token_made_with_a_token_does_not_outlive_it(access, ada, expires_in):
    parent = access.make_token(ada, TokenRequest(name="job", expires_in=3_600))
    child = access.make_token(access.identify(parent.token), TokenRequest(name="child", expires_in=expires_in))
    assert child.expires_at is not None
    assert child.expires_at <= parent.expires_at
    assert (child.expires_at < parent.expires_at) == (expires_in == 60)
    endless = access.make_token(ada, TokenRequest(name="endless")).token
    assert access.make_token(access.identify(endless), TokenRequest(name="child")).expires_at is None


def test_a_first_admin_is_the_first(access, ada):
    assert ada.admin
    with pytest.raises(Conflict):
        access.add_first_admin("eve", "correct horse")


def test_who_used_the_server_alone_becomes_the_first_admin(access):
    alone = access.local()
    assert access.add_first_admin("team", "correct horse").person == alone.person
    assert access.sign_in("team", "correct horse")[0].admin


@pytest.mark.parametrize(("name", "password"), [("", "correct horse"), ("ada", "short"), ("ada", "x" * 1_001)])
def test_an_admin_needs_a_name_and_a_password(access, people, name, password):
    with pytest.raises(InvalidValue):
        access.add_first_admin(name, password)
    assert people.all() == []
