"""The built-in functions of FEEL (DMN 1.5 §10.3.4)."""

from __future__ import annotations

from collections.abc import Mapping

from anxin.decisions.feel.builtins import contexts, conversion, dates, lists, numbers, ranges, statistics, strings
from anxin.decisions.feel.values import Function

_FAMILIES = (contexts, conversion, dates, lists, numbers, ranges, statistics, strings)

BUILTINS: Mapping[str, Function] = {function.name: function for family in _FAMILIES for function in family.FUNCTIONS}
