"""Names of files come out fit to be shown and saved, whatever came in."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.attachments.names import LONGEST, UNSEEN, cleaned_name
from anxin.kernel.attachments.signatures import MediaType

pytestmark = pytest.mark.static


@pytest.mark.parametrize(
    ("brought", "cleaned"),
    [
        ("脚手架.JPG", "脚手架.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        (r"C:\Users\wang\桌面\隐患.png", "隐患.jpg"),
        ("report\u202egpj.exe", "reportgpj.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", "a Set-Cookie_ x=1.jpg"),
        ("zero\u200bwidth.heic", "zerowidth.jpg"),
        ('say "hi".png', "say _hi_.jpg"),
        ("..", "照片.jpg"),
        ("", "照片.jpg"),
        ("\ud800.jpg", "照片.jpg"),
        ("page.php.jpg", "page.php.jpg"),
        ("长" * 200 + ".jpg", "长" * LONGEST + ".jpg"),
    ],
)
def test_a_name_is_cleaned(brought: str, cleaned: str) -> None:
    assert cleaned_name(brought, MediaType.JPEG) == cleaned


@given(st.text(alphabet=st.characters(), max_size=300))
def test_whatever_a_file_is_called_its_name_is_safe(brought: str) -> None:
    cleaned = cleaned_name(brought, MediaType.PDF)

    assert cleaned.endswith(".pdf")
    assert 4 < len(cleaned) <= LONGEST + 4
    assert len(cleaned.encode()) <= 4 * LONGEST + 4
    assert [sign for sign in cleaned if unicodedata.category(sign) in UNSEEN or sign in '/\\<>:"|?*%'] == []
    assert not cleaned.startswith((" ", "."))
    assert cleaned_name(cleaned, MediaType.PDF) == cleaned
