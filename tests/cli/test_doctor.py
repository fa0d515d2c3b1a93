"""The diagnosis: complete, pasteable, without secrets."""

from seamark.cli.doctor import hide_secrets


def test_the_diagnosis_has_no_secret_in_it(seamark) -> None:
    done = seamark("doctor", SEAMARK_URL="http://ada:hunter2@127.0.0.1:9/x?key=geheim", SEAMARK_TOKEN="s3cret-token")
    assert done.returncode == 0
    for secret in ("s3cret-token", "hunter2", "geheim"):
        assert secret not in done.stdout + done.stderr
    assert "SEAMARK_TOKEN" in done.stdout
    assert "set, not shown" in done.stdout


def test_the_diagnosis_works_with_nothing_there(seamark) -> None:
    done = seamark("doctor")
    assert done.returncode == 0
    for word in ("this machine", "installed", "settings", "home", "server", "Python 3.", "does not exist yet"):
        assert word in done.stdout


def test_a_broken_settings_file_is_named(seamark, tmp_path) -> None:
    (tmp_path / "seamark.toml").write_text("project = [")
    done = seamark("doctor")
    assert done.returncode == 0
    assert "seamark.toml cannot be read" in done.stdout


def test_addresses_lose_what_is_secret() -> None:
    assert hide_secrets("https://a:b@host:1/path?key=1#x") == "https://host:1/path"
