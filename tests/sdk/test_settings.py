"""Settings: the order in which places count, and no secret at a server it was not made for."""

from pathlib import Path

import pytest

from seamark.model.errors import InvalidValue
from seamark.sdk.home import Home
from seamark.sdk.login import normalise_url, read_login, remove_login, tell_login_path, write_login
from seamark.sdk.settings import CAPTURES, LOCAL_SERVER, THIS_HOME, load_settings
from seamark.wire.tokens import encode_token

pytestmark = pytest.mark.usefixtures("no_settings_of_the_user")

A, B = "https://a.lab.org", "https://b.lab.org"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    folder = tmp_path / "code" / "deep"
    folder.mkdir(parents=True)
    return folder


def load(script: Path, **arguments):
    return load_settings(start=script, **arguments)


def test_nothing_configured_is_this_machines_home(script: Path, tmp_path: Path):
    settings = load(script)
    assert (settings.url, settings.token, settings.destination) == ("", "", "")
    assert settings.origin_of("url") == THIS_HOME
    assert settings.home == tmp_path / "home"
    assert settings.origin_of("home") == "SEAMARK_HOME"
    assert settings.capture == CAPTURES
    assert settings.origin_of("mode") == "default"


def test_first_found_wins(script: Path, monkeypatch: pytest.MonkeyPatch):
    write_login(A, "login")
    assert load(script).url == A
    assert load(script).origin_of("url") == str(tell_login_path())
    (script.parent / "pyproject.toml").write_text('[tool.seamark]\nproject = "from pyproject"\nurl = "https://p.org"\n')
    assert load(script).project == "from pyproject"
    assert load(script).origin_of("project").endswith("[tool.seamark]")
    (script / "seamark.toml").write_text('project = "nearer"\ntags = ["x", "y"]\nstrict = true\n')
    settings = load(script)
    assert (settings.project, settings.tags, settings.strict) == ("nearer", ("x", "y"), True)
    assert settings.url == A
    monkeypatch.setenv("SEAMARK_PROJECT", "environment")
    monkeypatch.setenv("SEAMARK_TAGS", "a, b")
    assert load(script).project == "environment"
    assert load(script).tags == ("a", "b")
    assert load(script, project="argument").project == "argument"
    assert load(script, project="argument").origin_of("project") == "argument"
    assert load(script, project=None).project == "environment"


def test_a_token_alone_is_enough(script: Path, monkeypatch: pytest.MonkeyPatch):
    write_login(B, "login")
    monkeypatch.setenv("SEAMARK_TOKEN", encode_token(A, "secret"))
    settings = load(script)
    assert (settings.url, settings.token) == (A, "secret")
    assert settings.origin_of("url") == "SEAMARK_TOKEN"
    assert settings.destination == A
    assert settings.token_to_hand_over == "secret"


def test_a_secret_goes_to_no_server_but_its_own(script: Path, monkeypatch: pytest.MonkeyPatch):
    write_login(B, "secret of b")
    monkeypatch.setenv("SEAMARK_TOKEN", encode_token(A, "secret of a"))
    assert load(script, url=B).token == "secret of b"
    assert load(script, url="https://c.org").token == ""
    assert load(script, url="https://c.org", token="bare").token == "bare"
    monkeypatch.setenv("SEAMARK_URL", "http://localhost:9000/")  # a tunnel: both were given together
    assert (load(script).url, load(script).token) == ("http://localhost:9000", "secret of a")


def test_a_bare_secret_goes_to_no_server_that_a_project_names(script: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SEAMARK_TOKEN", "bare")
    (script / "seamark.toml").write_text(f'url = "{A}"')
    assert (load(script).url, load(script).token) == (A, "")
    (script / "seamark.toml").write_text(f'url = "{A}"\ntoken = "shared"')
    assert load(script).token == "shared"
    monkeypatch.setenv("SEAMARK_URL", A)
    assert load(script).token == "bare"


def test_no_password_stands_in_an_error_about_an_address():
    with pytest.raises(InvalidValue) as caught:
        normalise_url("https://bob:secret@ho st")
    assert "secret" not in str(caught.value)


def test_a_login_is_private_and_can_be_forgotten(script: Path):
    path = write_login("a.lab.org/", 'secret "quoted" \\ ü')
    write_login(B, encode_token(B, "second"))
    assert path.stat().st_mode & 0o077 == 0
    login = read_login()
    assert login.token_of(A) == 'secret "quoted" \\ ü'
    assert load(script).url == B
    assert load(script).token == "second"
    assert load(script).token_to_hand_over == ""
    assert load(script, url=A).token == 'secret "quoted" \\ ü'
    assert remove_login(B)
    assert not remove_login(B)
    assert load(script).url == ""


def test_the_local_server_comes_last_and_is_no_destination(script: Path, tmp_path: Path):
    Home(tmp_path / "home").write_server("http://127.0.0.1:8765", "local")
    settings = load(script)
    assert (settings.url, settings.token, settings.destination) == ("http://127.0.0.1:8765", "local", "")
    assert settings.origin_of("url") == LOCAL_SERVER
    assert settings.token_to_hand_over == ""
    write_login(A, "login")
    assert load(script).url == A


def test_an_entry_of_another_machine_is_ignored(script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home = Home(tmp_path / "home")
    home.write_server("http://127.0.0.1:8765")
    monkeypatch.setattr("seamark.sdk.home.find_host", lambda: "elsewhere")
    assert load(script).url == ""
    home.write_server("http://127.0.0.1:1111")
    assert load(script).url == ""  # the process that it names is not of this machine
    monkeypatch.undo()
    home.remove_server()


@pytest.mark.parametrize(
    ("given", "expected"),
    [(True, CAPTURES), (False, ()), ("no", ()), ("console,git", ("console", "git")), ({"git"}, ("git",)), ("", ())],
)
def test_capture_takes_yes_no_and_names(script: Path, given, expected):
    assert load(script, capture=given).capture == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [("mode", "fast"), ("capture", "everything"), ("strict", "maybe"), ("url", "ftp://x"), ("keep_days", "week")],
)
def test_a_wrong_value_says_where_it_stands(script: Path, name: str, value: str):
    with pytest.raises(InvalidValue, match=value):
        load(script, **{name: value})


def test_a_broken_file_is_named(script: Path):
    (script / "seamark.toml").write_text("project = ")
    with pytest.raises(InvalidValue, match=r"seamark\.toml"):
        load(script)


def test_an_unknown_setting_is_a_mistake_of_the_caller(script: Path):
    with pytest.raises(TypeError, match="nonsense"):
        load(script, nonsense=1)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("sm.lab.org", "https://sm.lab.org"),
        ("HTTPS://SM.lab.org/", "https://sm.lab.org"),
        ("localhost:8765", "http://localhost:8765"),
        ("https://lab.org/Seamark/", "https://lab.org/Seamark"),
    ],
)
def test_addresses_have_one_form(given: str, expected: str):
    assert normalise_url(given) == expected


def test_certificates_to_trust_are_those_of_one_server(own_home):
    write_login(A, "a", "/keys/a.pem")
    write_login(B, "b")
    assert load_settings(url=A).ca_bundle == "/keys/a.pem"
    assert load_settings(url=B).ca_bundle == ""
    write_login(A, "another")
    assert load_settings(url=A).ca_bundle == "/keys/a.pem"
    remove_login(B)
    assert load_settings(url=A).ca_bundle == "/keys/a.pem"
    assert load_settings(url=A, ca_bundle="/mine.pem").ca_bundle == "/mine.pem"
