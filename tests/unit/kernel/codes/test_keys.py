"""Issuer keys: made, listed by the root, rotated without a gap, withdrawn, and never seen by anybody."""

from __future__ import annotations

import base64
import io
import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from anxin.credentials import (
    EDDSA,
    ES256,
    SM2,
    Algorithm,
    Fault,
    Rejected,
    Root,
    Screen,
    Status,
    Use,
    check,
    issue,
    read_key_list,
    read_status_list,
)
from anxin.kernel.codes import key_acts, key_files, keys, status_lists
from anxin.kernel.codes.key_files import KeyFault, Passphrase
from anxin.kernel.codes.keys import NoKey
from anxin.kernel.codes.models import IssuerKey, IssuerKeyList
from anxin.kernel.codes.places import draw_place
from anxin.kernel.codes.root_signing import sign_request
from anxin.kernel.errors import Conflict, Invalid
from tests.cast import NOON, OPERATOR, Cast
from tests.unit.kernel.codes.printed import DAYS, HOURS, at_home, reader, with_card, with_keys

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    at_home(settings, tmp_path)


def screen(at: datetime) -> bytes:
    claims = Screen(bytes(16), keys.seconds(at) + 120, Status.VALID, "王**", "安家乐家政")
    return issue(claims, keys.signing_key(Use.SCREEN, at, life=timedelta(seconds=120)))


def resign(at: datetime) -> IssuerKeyList:
    root, private = key_files.read_root(keys.own_root_path(), keys.passphrase())
    return key_acts.sign_list_here(by=OPERATOR, at=at, root=root, private=private)


# ------------------------------------------------------------------------------------------------------ made and listed


def test_a_demonstration_makes_root_key_and_list_once(db: None) -> None:
    with_keys()
    with_keys(NOON + HOURS)

    assert [row.listed_at for row in keys.held_keys()] == [NOON]
    assert IssuerKeyList.objects.count() == len(keys.pinned_roots()) == 1
    assert check(screen(NOON), reader(NOON), now=keys.seconds(NOON)).key.kid.hex() == keys.held_keys()[0].kid
    [warning] = keys.keys_state(NOON).warnings
    assert "演示" in warning or "demonstration" in warning


@pytest.mark.parametrize("algorithm", [ES256, EDDSA, SM2], ids=lambda one: one.name)
def test_the_root_signs_on_another_machine(algorithm: Algorithm, tmp_path: Path) -> None:
    private = algorithm.generate()
    root, far = Root.of(algorithm, private), Passphrase(b"nine words", typed=True)
    key_files.write_private(tmp_path / "root.pem", private, algorithm, far, title="root key")
    key_acts.trust_root(by=OPERATOR, at=NOON, line=key_files.root_line(root))
    key_acts.make_key(by=OPERATOR, at=NOON, algorithm=algorithm)

    with pytest.raises(NoKey):
        screen(NOON)
    token = sign_request(
        key_acts.signing_request(at=NOON), root=root, private=key_files.read_root(tmp_path / "root.pem", far)[1]
    )
    key_acts.take_key_list(by=OPERATOR, at=NOON, token=token)

    assert check(screen(NOON), reader(NOON), now=keys.seconds(NOON)).claims.name == "王**"
    assert keys.keys_state(NOON).warnings == []
    assert not keys.has_own_root()


def test_a_request_of_another_root_is_not_signed() -> None:
    with_keys()
    stranger = ES256.generate()

    with pytest.raises(KeyFault):
        sign_request(key_acts.signing_request(at=NOON), root=Root.of(ES256, stranger), private=stranger)
    with pytest.raises(KeyFault):
        sign_request("{}", root=Root.of(ES256, stranger), private=stranger)


def test_a_list_never_goes_back() -> None:
    with_keys()
    first = bytes(keys.newest_list().token)  # type: ignore[union-attr]  # -- it was just made
    resign(NOON + DAYS)

    with pytest.raises(Invalid):
        key_acts.take_key_list(by=OPERATOR, at=NOON + DAYS, token=first)
    with pytest.raises(Rejected) as no:
        read_key_list(
            first, roots=keys.pinned_roots(), now=keys.seconds(NOON + DAYS), seen=reader(NOON + DAYS).issued_at
        )
    assert no.value.fault == Fault.CANNOT_CONFIRM
    with pytest.raises(Conflict):
        key_acts.take_key_list(by=OPERATOR, at=NOON, token=bytes(keys.newest_list().token))  # type: ignore[union-attr]  # -- as above


def test_a_list_for_another_address_or_with_a_foreign_key_is_refused(settings: Settings) -> None:
    with_keys()
    root, private = key_files.read_root(keys.own_root_path(), keys.passphrase())
    settings.CODE_ADDRESS = "https://elsewhere.example"
    foreign = sign_request(key_acts.signing_request(at=NOON + DAYS), root=root, private=private)
    settings.CODE_ADDRESS = "https://c.zj.cn"
    with pytest.raises(Invalid):
        key_acts.take_key_list(by=OPERATOR, at=NOON + DAYS, token=foreign)

    request = key_acts.signing_request(at=NOON + DAYS)
    IssuerKey.objects.all().delete()
    with pytest.raises(Invalid):
        key_acts.take_key_list(by=OPERATOR, at=NOON, token=sign_request(request, root=root, private=private))


def test_half_a_lists_life_brings_a_warning_and_its_end_stops_the_signing() -> None:
    with_keys()

    assert len(keys.keys_state(NOON + 14 * DAYS).warnings) == 1
    assert len(keys.keys_state(NOON + 16 * DAYS).warnings) == 2
    with pytest.raises(NoKey):
        screen(NOON + 31 * DAYS)


# ------------------------------------------------------------------------------------------------------------- rotation


def test_through_three_years_of_rotation_a_reader_two_days_behind_believes_everything(cast: Cast) -> None:
    """A key a year, a list a fortnight; looked at every other day around each new key, else every fortnight."""
    with_keys()
    number, used = draw_place()[0].number, set()
    for day in range(2, 1100, 2):
        at, in_year = NOON + day * DAYS, day % 360
        if in_year == 0:
            key_acts.make_key(by=OPERATOR, at=at)
        if day % 14 == 0 or in_year == 0:
            resign(at)
        if day % 14 and 20 < in_year < 350:
            continue
        behind = IssuerKeyList.objects.filter(issued_at__lte=at - keys.LISTED_BEFORE).order_by("-issued_at")[0]
        held = read_key_list(bytes(behind.token), roots=keys.pinned_roots(), now=keys.seconds(at))
        now = keys.seconds(at)
        used.add(check(screen(at), held, now=now).key.kid)
        assert keys.signing_key(Use.CARD, at, life=365 * DAYS).listed.kid in held.keys
        signed = status_lists.signed_list(number, at)
        uri = status_lists.list_address(number)
        assert read_status_list(signed.token, held, uri=uri, now=now).issued_at <= now

    assert len(used) == 3  # each signs screens for as long as it lives: two years


def test_a_key_waits_until_readers_can_know_it_unless_there_is_no_other() -> None:
    with_keys()
    first = keys.held_keys()[0].kid
    later = NOON + 400 * DAYS
    resign(later)
    second = key_acts.make_key(by=OPERATOR, at=later).kid
    resign(later + HOURS)

    def signs_cards(at: datetime) -> str:
        return keys.signing_key(Use.CARD, at, life=365 * DAYS).listed.kid.hex()

    assert signs_cards(later + 2 * HOURS) == first
    known = later + HOURS + keys.LISTED_BEFORE
    assert (signs_cards(known - HOURS), signs_cards(known)) == (first, second)
    assert keys.signing_key(Use.SCREEN, known).listed.kid.hex() == first
    key_acts.withdraw_key(by=OPERATOR, at=later + 3 * HOURS, kid=first, why="test")
    assert signs_cards(later + 4 * HOURS) == second


def test_a_withdrawn_key_is_unknown_as_soon_as_the_root_signed_the_next_list(cast: Cast) -> None:
    with_keys()
    card = bytes(with_card(cast).credential)
    kid = keys.held_keys()[0].kid
    now = keys.seconds(NOON)

    key_acts.withdraw_key(by=OPERATOR, at=NOON, kid=kid, why="lost laptop")
    with pytest.raises(NoKey):
        screen(NOON)
    assert any("清单" in said or "list" in said for said in keys.keys_state(NOON).warnings)
    assert check(card, reader(NOON), now=now)
    key_acts.make_key(by=OPERATOR, at=NOON)
    resign(NOON + HOURS)

    fresh = reader(NOON + HOURS)
    with pytest.raises(Rejected) as no:
        check(card, fresh, now=now + 3600)
    assert no.value.fault == Fault.KEY_UNKNOWN
    assert check(screen(NOON + HOURS), fresh, now=now + 3600)


# ------------------------------------------------------------------------------------------------------- private halves


def test_no_private_key_lies_in_the_database_a_dump_the_journal_a_log_or_a_repr(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with_keys()
    with_card(cast)
    status_lists.signed_list(0, NOON)
    signing = keys.signing_key(Use.CARD, NOON)
    _root, root_private = key_files.read_root(keys.own_root_path(), keys.passphrase())
    secret = keys.passphrase()

    dump = io.StringIO()
    call_command("dumpdata", stdout=dump)
    seen = [dump.getvalue().encode(), caplog.text.encode(), repr((signing, secret)).encode()]
    if connection.vendor == "sqlite":
        seen.append(connection.connection.serialize())
    for private in (signing.private, root_private, secret.octets):
        for form in (
            private,
            private.hex().encode(),
            base64.b64encode(private),
            base64.urlsafe_b64encode(private).rstrip(b"="),
        ):
            assert [text for text in seen if form in text or form.upper() in text] == []


def test_key_files_are_encrypted_and_for_their_owner_only() -> None:
    with_keys()
    files = [keys.key_path(keys.held_keys()[0].kid), keys.own_root_path(), keys.folder().parent / "codes.secret"]

    assert [path.stat().st_mode & 0o777 for path in files] == [0o600] * 3
    assert keys.folder().stat().st_mode & 0o777 == 0o700
    private = keys.signing_key(Use.CARD, NOON).private
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in files[0].read_bytes()
    assert private not in files[0].read_bytes()


@pytest.mark.parametrize("algorithm", [ES256, EDDSA, SM2], ids=lambda one: one.name)
@pytest.mark.parametrize("typed", [True, False], ids=["typed", "random"])
def test_a_key_opens_with_its_passphrase_only_and_only_unaltered(
    algorithm: Algorithm, typed: bool, tmp_path: Path
) -> None:
    private, secret = algorithm.generate(), Passphrase(b"correct horse 32 octets of secret", typed)
    path, public = tmp_path / "key.pem", algorithm.public(private)
    key_files.write_private(path, private, algorithm, secret, title="signing key")

    assert key_files.read_private(path, public, algorithm, secret) == private
    with pytest.raises(KeyFault):
        key_files.read_private(path, public, algorithm, Passphrase(b"another", typed))
    with pytest.raises(KeyFault):
        key_files.read_private(path, algorithm.public(algorithm.generate()), algorithm, secret)
    with pytest.raises(FileExistsError):
        key_files.write_private(path, private, algorithm, secret, title="signing key")
    whole = path.read_bytes()
    for altered in (whole[:-60], b"", whole.replace(b"ENCRYPTED ", b""), whole.replace(b"key, ", b"key; "), b"x" * 99):
        path.write_bytes(altered)
        with pytest.raises(KeyFault):
            key_files.read_private(path, public, algorithm, secret)


def test_a_tampered_key_file_is_told_in_plain_words(caplog: pytest.LogCaptureFixture) -> None:
    with_keys()
    path = keys.key_path(keys.held_keys()[0].kid)
    other = ES256.generate()
    path.unlink()
    key_files.write_private(path, other, ES256, keys.passphrase(), title="signing key")

    with pytest.raises(KeyFault) as no:
        screen(NOON)
    assert "altered" in no.value.what and path.name in no.value.what


def test_the_operators_passphrase_opens_what_it_closed(settings: Settings) -> None:
    settings.CODE_KEY_PASSPHRASE = "九个字的口令要记牢"
    with_keys()
    assert screen(NOON)

    settings.CODE_KEY_PASSPHRASE = "另一个口令"
    with pytest.raises(KeyFault) as no:
        screen(NOON)
    assert "ANXIN_KEY_PASSPHRASE" in no.value.todo


def test_a_root_line_is_believed_only_whole() -> None:
    line = key_files.root_line(Root.of(ES256, ES256.generate()))

    assert key_files.root_line(key_files.read_root_line(line)) == line
    for altered in (line[:-1], line.replace("ES256", "EdDSA"), line[11:], "", line[:40] + "0" + line[41:]):
        if altered != line:
            with pytest.raises(KeyFault):
                key_files.read_root_line(altered)
