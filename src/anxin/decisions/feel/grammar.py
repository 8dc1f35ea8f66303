"""The FEEL grammar (LALR); tokens come from :mod:`anxin.decisions.feel.tokens`, which knows the declared names."""

from __future__ import annotations

GRAMMAR = r"""
?expression: _IF expression _THEN expression _ELSE expression -> conditional
           | disjunction
?disjunction: conjunction
            | conjunction (_OR conjunction)+ -> disjunction
?conjunction: comparison
            | comparison (_AND comparison)+ -> conjunction
?comparison: sum
           | sum RELATION sum -> comparison
           | sum _BETWEEN sum _AND sum -> between
           | sum _IN member -> within
?sum: product
    | sum PLUS product -> arithmetic
    | sum MINUS product -> arithmetic
?product: signed
        | product TIMES signed -> arithmetic
        | product OVER signed -> arithmetic
?signed: primary
       | MINUS signed -> negation
?primary: LITERAL -> literal
        | NAME -> name
        | QUESTION -> question
        | NAME _OPEN [expression (_COMMA expression)*] _CLOSE -> call
        | _NOT _OPEN tests _CLOSE -> opposite
        | _OPEN expression _CLOSE

tests: test (_COMMA test)*
?test: RELATION sum -> against
     | interval
     | expression
member: RELATION sum -> against_member
      | interval -> test_member
      | LITERAL -> literal_member
      | NAME -> name_member
      | _OPEN tests _CLOSE -> tests_member
interval: _LEFT sum _DOTS sum end -> interval_from
        | _OPEN sum _DOTS sum end -> interval_after
        | _RIGHT sum _DOTS sum end -> interval_after
end: _CLOSE -> open_end | _RIGHT -> closed_end | _LEFT -> open_end

%declare _IF _THEN _ELSE _OR _AND _BETWEEN _IN _NOT _OPEN _CLOSE _LEFT _RIGHT _COMMA _DOTS
%declare RELATION PLUS MINUS TIMES OVER LITERAL NAME QUESTION
"""
