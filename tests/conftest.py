"""What every test stands on: a site of its own in a temporary home, and Django set up."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import django
import pytest
from django.conf import settings as site
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

# Before Django reads its settings: a test must never touch the database or the keys of a real site.
HOME = Path(tempfile.mkdtemp(prefix="anxin-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["ANXIN_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "anxin.config.settings"
django.setup()
# Hashing that costs half a second on purpose would cost it with every account; test_settings.py has the real one.
PASSWORD_HASHERS = site.PASSWORD_HASHERS
site.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from tests.built_once import empty_again  # noqa: E402  -- it imports models, which need Django to be set up

TransactionTestCase._fixture_teardown = empty_again  # type: ignore[attr-defined]  # -- a private step of Django's

# The named people of every test; their module may import models, since Django is ready by now.
pytest_plugins = ["tests.cast"]

DATABASES = {"db", "transactional_db", "live_server", "django_db_setup"}  # fixtures that give one

settings.register_profile(
    "anxin",
    deadline=timedelta(seconds=5),  # two busy cores, not the code, make an example slow
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("ci", settings.get_profile("anxin"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "anxin")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for no database comes to the same on each: it runs once, not again on PostgreSQL."""
    for item in items:
        if not asks_for_a_database(item):
            item.add_marker(pytest.mark.static)


def asks_for_a_database(item: pytest.Item) -> bool:
    if any(item.get_closest_marker(name) for name in ("django_db", "every_database")):
        return True
    case = getattr(item, "cls", None)
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & DATABASES) or (case is not None and issubclass(case, TransactionTestCase))


@pytest.fixture(autouse=True)
def kernel_limits() -> None:
    """A test begins with the kernel's own limits on what is shown, and no service known yet; a pack changes both."""
    from anxin.kernel.access import shown
    from anxin.kernel.cases import recording
    from anxin.packs import on_site

    shown.nobody_says()
    on_site.forget()
    recording._matter.cache_clear()  # kept by version number, which a database rolled back gives out again


@pytest.fixture(autouse=True)
def sites_language() -> None:
    """A test begins in the site's own language; a client's request leaves behind whatever it asked for."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(scope="session")
def anxin_home() -> Path:
    """The temporary home folder of this run's site (`$ANXIN_HOME`)."""
    return HOME


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the Chromium (or Chrome) that the journeys drive; the test fails when there is none."""
    named = os.environ.get("ANXIN_CHROMIUM", "")
    for name in (named, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if name and (found := shutil.which(name)):
            return found
    pytest.fail("No Chromium found: tools/ensure_chromium.sh puts one in place")
