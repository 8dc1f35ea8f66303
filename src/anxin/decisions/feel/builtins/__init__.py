"""The built-in functions of FEEL (DMN 1.5 §10.3.4)."""

from __future__ import annotations

from collections.abc import Mapping

from anxin.decisions.feel.builtins import dates, ranges
from anxin.decisions.feel.values import Function

BUILTINS: Mapping[str, Function] = {
    function.name: function for module in (dates, ranges) for function in module.FUNCTIONS
}
