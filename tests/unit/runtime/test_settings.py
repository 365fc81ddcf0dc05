"""Settings: what is missing, unknown or malformed keeps a process from starting; secrets do not show themselves."""

import pytest

from quantdesk.runtime.settings import (
    KINDS,
    PREFIX,
    DeskSettings,
    EngineSettings,
    GatewaySettings,
    Secret,
    SettingsInvalid,
    environment_of,
    load,
    names_known,
)

ENGINE = {
    "QUANTDESK_DATABASE_URL": "postgresql://u:hidden@h/d",
    "QUANTDESK_VALKEY_URL": "unix:///tmp/v.sock",
    "QUANTDESK_ENGINE_SOCKET": "/tmp/e.sock",
    "QUANTDESK_SERVICE_TOKEN": "hidden" * 6,
}
GATEWAY = ENGINE | {"QUANTDESK_SIGNING_KEY": "hidden", "QUANTDESK_JWKS": "{}"}


def test_complete_environment_gives_settings_with_defaults():
    settings = load(EngineSettings, ENGINE)
    assert settings.engine_port == 3004
    assert settings.database_url.reveal() == "postgresql://u:hidden@h/d"


@pytest.mark.parametrize("name", sorted(ENGINE))
def test_missing_required_setting_is_refused_by_name(name):
    with pytest.raises(SettingsInvalid, match=f"{name} is missing: expected"):
        load(EngineSettings, {key: value for key, value in ENGINE.items() if key != name})


def test_unknown_setting_is_refused_by_name():
    with pytest.raises(SettingsInvalid, match="unknown setting QUANTDESK_ENGINE_PROT"):
        load(EngineSettings, ENGINE | {"QUANTDESK_ENGINE_PROT": "1"})


def test_setting_of_another_process_is_not_unknown():
    assert load(EngineSettings, ENGINE | {"QUANTDESK_GATEWAY_PORT": "1"}).engine_port == 3004


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENGINE_PORT", "x"),
        ("ENGINE_PORT", "0"),
        ("ENGINE_PORT", "65536"),
        ("NETWORK", "moonnet"),
        ("LOG_LEVEL", "loud"),
        ("ENGINE_LINGER_US", "-1"),
        ("ENGINE_SOCKET", "/" + "x" * 200),
    ],
)
def test_malformed_setting_is_refused_with_what_was_found(name, value):
    with pytest.raises(SettingsInvalid) as refused:
        load(EngineSettings, ENGINE | {PREFIX + name: value})
    assert f"QUANTDESK_{name}: Expected" in str(refused.value) or "Invalid enum" in str(refused.value)
    assert value in str(refused.value)


def test_malformed_secret_is_refused_without_showing_it():
    with pytest.raises(SettingsInvalid) as refused:
        load(EngineSettings, ENGINE | {"QUANTDESK_SERVICE_TOKEN": ""})
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("origin", ["localhost:3001", "http://a/path", "javascript:x", "*"])
def test_origin_that_is_no_origin_is_refused(origin):
    with pytest.raises(SettingsInvalid, match="ORIGINS"):
        load(GatewaySettings, GATEWAY | {"QUANTDESK_ORIGINS": f"http://localhost:3001,{origin}"})


def test_secrets_have_no_repr_and_no_default():
    assert "hidden" not in repr(load(GatewaySettings, GATEWAY))
    assert f"{Secret('hidden')}" == "***"
    for kind in KINDS:
        assert not [value for value in kind.__struct_defaults__ if isinstance(value, Secret)]


def test_environment_of_settings_gives_the_same_settings():
    settings = load(GatewaySettings, GATEWAY | {"QUANTDESK_ORIGINS": "http://a,https://b:1"})
    assert load(GatewaySettings, environment_of(settings)) == settings
    desk = DeskSettings(processes=("engine", "gateway"), database_fsync=False)
    assert load(DeskSettings, environment_of(desk)) == desk


def test_every_setting_says_what_it_is():
    assert [name for name, what in names_known().items() if not what] == []
