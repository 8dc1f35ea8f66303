"""Why a peer gave no answer that counts, in a desk's words. Programs keep the words of the wire."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The beginning of what a program says → what a desk reads; the first that fits.
FAULTS = (
    ("no answer", gettext_lazy("it does not answer")),
    ("the host's name is unknown", gettext_lazy("its address is unknown")),
    ("the system's certificate is not believed", gettext_lazy("its TLS certificate is not believed")),
    ("the peer's address is not https", gettext_lazy("its address is not https")),
    ("the platform answered 400", gettext_lazy("it does not know this site; join again and compare fingerprints")),
    ("the platform answered", gettext_lazy("it is broken or being worked on")),
    ("not-given", gettext_lazy("the dataset is not given to this site")),
    ("over", gettext_lazy("the term for which the dataset was given is over")),
    ("not-shared", gettext_lazy("the dataset may not be shared any more")),
    ("again", gettext_lazy("the question was answered before")),
    ("clock", gettext_lazy("the clocks of both sites differ too much")),
)


def fault_word(fault: str) -> str:
    """In words; whatever is not known of, as the program said it, for the operator."""
    for begins, word in FAULTS:
        if fault.startswith(begins):
            return str(word)
    return _("it said: %(fault)s") % {"fault": fault} if fault else ""
