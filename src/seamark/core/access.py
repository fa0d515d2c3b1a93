"""Who is calling, and what they may do. Doors share it with the native routes."""

import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Final

from seamark.core.caller import Caller, Scope
from seamark.core.passwords import Passwords
from seamark.core.roles import Roles
from seamark.model.access import WorkspaceRole
from seamark.model.errors import Conflict, Forbidden, InvalidValue, NotFound, NotSignedIn
from seamark.storage.catalog.protocol import Members, People, Projects
from seamark.storage.catalog.rows import PersonRow, TokenRow
from seamark.wire.api.people import Token, TokenRequest
from seamark.wire.tokens import SECRET_PREFIX, encode_token, read_secret

BROWSER_SECONDS: Final = 365 * 24 * 3600
"""A browser stays signed in for so long."""
_TOUCH_SECONDS: Final = 60
_NAME_CHARACTERS: Final = 100
_LONGEST_SECONDS: Final = 100 * 365 * 24 * 3600


class Access(Roles):
    """Knows people by their secrets, and what they may; every method may be called from any thread.

    Secrets are 32 random bytes and kept as their SHA-256: they are looked up by it, so nothing is
    ever compared with a secret, and a stolen catalog opens nothing.
    """

    def __init__(
        self, people: People, members: Members, projects: Projects, default_workspace: str, url: Callable[[], str]
    ) -> None:
        super().__init__(members, projects)
        self._people = people
        self._workspace = default_workspace
        self._url = url
        self._passwords = Passwords()
        self._touched: dict[str, int] = {}

    # ---- who is calling

    def identify(self, secret_or_token: str) -> Caller:
        """Return who a secret, or a token that carries one, belongs to.

        Raises:
            NotSignedIn: it is not known here, or was revoked, or has expired.
        """
        server, secret = read_secret(secret_or_token)
        row = self._people.find_token(_digest(secret))
        if row is None:
            raise self._unknown(server)
        if row.expires_at is not None and row.expires_at <= _now():
            raise _expired(row)
        person = self._people.get(row.person)
        if person.disabled:
            raise NotSignedIn(f"{person.name} may not sign in any more.", "Ask an admin of this server.")
        self._touch(row)
        return self._caller(person, row)

    def local(self) -> Caller:
        """Return the one person of a local server, made at the first call."""
        person = self._people.find(self._workspace)
        if person is None:
            try:
                person = self._people.create(self._workspace, password="", admin=True)
                self._projects.ensure_workspace(self._workspace)
            except Conflict:
                return self.local()
        return self._caller(person, None)

    def _unknown(self, server: str) -> NotSignedIn:
        if server and server != self._url():
            return NotSignedIn(
                f"This token is for {server}, not for {self._url()}.", "Use a token that this server has made."
            )
        return NotSignedIn("This token or sign-in is not known here: it was revoked, or never made.", "Sign in again.")

    def _caller(self, person: PersonRow, token: TokenRow | None) -> Caller:
        is_reader = token is not None and token.scope == "read"
        return Caller(
            person=person.number,
            name=person.name,
            workspace=self._find_workspace(person),
            admin=person.admin,
            scope="read" if is_reader else "write",
            token_expires=None if token is None else token.expires_at,
            token="" if token is None else token.id,
            by_api_token=token is not None and token.purpose == "api",
            service=person.service,
        )

    def _find_workspace(self, person: PersonRow) -> str:
        """Return the workspace that is meant where somebody names none: the server's own where they belong
        to it, else the first of theirs, else one of their name.
        """
        if person.admin:
            return self._workspace
        mine = self.roles_of(person.number).names
        return self._workspace if self._workspace in mine else mine[0] if mine else person.name

    def _touch(self, row: TokenRow) -> None:
        last = self._touched.get(row.id, row.used_at or 0)
        if _now() - last >= _TOUCH_SECONDS * 1_000_000:
            self._touched[row.id] = _now()
            self._people.touch_token(row.id, _now())

    # ---- signing in

    def sign_in(self, name: str, password: str, address: str = "") -> tuple[Caller, str]:
        """Return who it is, and the secret of a new sign-in. ``address`` is where the try comes from.

        Raises:
            NotSignedIn: name or password are wrong; which, is not said.
            Unavailable: too many tries with this name from there; says how long to wait.
        """
        person = self._people.find(name)
        known = person is not None and not person.disabled
        matches = self._passwords.check(name, password, person.password if known and person else "", address)
        if person is None or not matches:
            raise NotSignedIn("Name or password are wrong.", "Try again, or ask an admin of this server.")
        if self._passwords.is_outdated(person.password):
            self._people.set_password(person.number, self._passwords.hash(password))
        caller = self._caller(person, None)
        return caller, self.browser_secret(caller)

    def sign_in_person(self, person: PersonRow) -> tuple[Caller, str]:
        """Return who somebody is that has shown it otherwise, and the secret of a new sign-in.

        Raises:
            NotSignedIn: they may not sign in any more.
        """
        if person.disabled:
            raise NotSignedIn(f"{person.name} may not sign in any more.", "Ask an admin of this server.")
        caller = self._caller(person, None)
        return caller, self.browser_secret(caller)

    def hash_password(self, password: str) -> str:
        """Return what is kept of a password. Raises InvalidValue where it is too short or too long."""
        return self._passwords.hash(password)

    def check_name(self, name: str) -> str:
        """Return a name without the spaces around it. Raises InvalidValue where it is none."""
        return _check_name(name)

    def browser_secret(self, caller: Caller) -> str:
        """Return the secret of a new sign-in of a browser."""
        secret, _ = self._add_token(
            caller.person, "browser", caller.scope, "browser", _now() + BROWSER_SECONDS * 1_000_000
        )
        return secret

    def sign_out(self, secret: str) -> None:
        """End a sign-in; one that is not known stays so."""
        row = self._people.find_token(_digest(secret))
        if row is not None:
            self._people.drop_token(row.id)

    def change_password(self, caller: Caller, old: str, new: str) -> None:
        """Change the own password and end all other sign-ins of browsers.

        Raises:
            Forbidden: the old one is wrong, or the caller came with an API token.
            InvalidValue: the new one is too short or too long.
        """
        self.check(caller, "write", None)
        if caller.by_api_token:
            raise Forbidden("A password is not changed with an API token.", "Sign in with a browser.")
        person = self._people.get(caller.person)
        if person.password and not self._passwords.check(person.name, old, person.password):
            raise Forbidden("The old password is wrong.", "Try again, or ask an admin of this server.")
        self._people.set_password(person.number, self._passwords.hash(new))
        for row in self._people.tokens(person.number, purpose="browser"):
            if row.id != caller.token:
                self._people.drop_token(row.id)

    def add_first_admin(self, name: str, password: str) -> Caller:
        """Make the first admin of a team's server.

        Raises:
            Conflict: there is a person with a password already.
            InvalidValue: the name is empty, the password too short.
        """
        if any(person.password for person in self._people.all()):
            raise Conflict("This server has people already.", "Sign in as one of them.")
        hashed = self._passwords.hash(password)
        person = self._people.find(_check_name(name))
        if person is None:
            person = self._people.create(_check_name(name), password=hashed, admin=True)
        else:
            self._people.set_password(person.number, hashed)  # who used this server alone goes on with a team
        place = self._projects.ensure_workspace(self._workspace)
        self._members.set_workspace_role(place.number, person.number, WorkspaceRole.ADMIN)
        self.forget_roles()
        return self._caller(person, None)

    # ---- tokens

    def make_token(self, caller: Caller, request: TokenRequest) -> Token:
        """Make an API token; only this answer has the token itself. One that is made with a token expires
        no later than that one.

        Raises:
            Forbidden: the caller may only read.
            InvalidValue: it has no name, or no time to live.
        """
        return self._make_token(caller, caller.person, request)

    def make_token_of(self, caller: Caller, person: PersonRow, request: TokenRequest) -> Token:
        """Make an API token of somebody else, a service account; whether the caller may is asked before.

        Raises:
            InvalidValue: it has no name, or no time to live.
        """
        return self._make_token(caller, person.number, request)

    def _make_token(self, caller: Caller, person: int, request: TokenRequest) -> Token:
        self.check(caller, "write", None)
        expires_in = request.expires_in
        if expires_in is not None and not 0 < expires_in <= _LONGEST_SECONDS:
            raise InvalidValue(
                f"A token cannot expire in {expires_in} seconds.", "Give a positive number, or none.", path="expires_in"
            )
        expires_at = None if expires_in is None else _now() + expires_in * 1_000_000
        if caller.by_api_token and caller.token_expires is not None:
            expires_at = min(expires_at or caller.token_expires, caller.token_expires)
        secret, row = self._add_token(person, _check_name(request.name), request.scope, "api", expires_at)
        return _as_token(row, encode_token(self._url(), secret))

    def tokens(self, caller: Caller) -> list[Token]:
        """Return the caller's API tokens, newest first."""
        return [_as_token(row, None) for row in self._people.tokens(caller.person)]

    def tokens_of(self, person: PersonRow) -> list[Token]:
        """Return somebody else's API tokens; whether the caller may know is asked before."""
        return [_as_token(row, None) for row in self._people.tokens(person.number)]

    def revoke(self, caller: Caller, id: str) -> None:
        """Revoke one of the caller's API tokens.

        Raises:
            NotFound: the caller has no such token.
            Forbidden: the caller may only read.
        """
        self.check(caller, "write", None)
        self._revoke(caller.person, id)

    def revoke_of(self, person: PersonRow, id: str) -> None:
        """Revoke an API token of somebody else; whether the caller may is asked before. Raises NotFound."""
        self._revoke(person.number, id)

    def _revoke(self, person: int, id: str) -> None:
        if all(row.id != id for row in self._people.tokens(person)):
            raise NotFound(f"There is no token {id!r}.", "Look at them: seamark token list")
        self._people.drop_token(id)

    def _add_token(
        self, person: int, name: str, scope: Scope, purpose: str, expires_at: int | None
    ) -> tuple[str, TokenRow]:
        secret = SECRET_PREFIX + secrets.token_urlsafe(32)
        row = self._people.add_token(
            person, digest=_digest(secret), name=name, scope=scope, purpose=purpose, expires_at=expires_at
        )
        return secret, row


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _now() -> int:
    return time.time_ns() // 1_000


def _check_name(name: str) -> str:
    plain = name.strip()
    if not plain or len(plain) > _NAME_CHARACTERS or not plain.isprintable():
        raise InvalidValue(
            f"{name[:120]!r} is no name.", f"Give 1 to {_NAME_CHARACTERS} printable characters.", path="name"
        )
    return plain


def _expired(row: TokenRow) -> NotSignedIn:
    assert row.expires_at is not None
    what = "Your sign-in" if row.purpose == "browser" else f"The token {row.name!r}"
    remedy = "Sign in again." if row.purpose == "browser" else "Make another: seamark token make NAME"
    return NotSignedIn(f"{what} expired {spell_day(row.expires_at)}.", remedy)


def spell_day(stamp: int) -> str:
    """Return a day as people say it: ``3 Nov``, with the year where it is not this one."""
    day, today = time.localtime(stamp / 1e6), time.localtime()
    year = "" if day.tm_year == today.tm_year else f" {day.tm_year}"
    return f"{day.tm_mday} {_MONTHS[day.tm_mon - 1]}{year}"


_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _as_token(row: TokenRow, token: str | None) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        scope="read" if row.scope == "read" else "write",
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        token=token,
    )
