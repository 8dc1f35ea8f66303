"""Run in a process and a home of its own: people of a city, some of them green. `peer_city.py stage` or `red NAME`."""

from __future__ import annotations

import sys


def main() -> None:
    import django

    django.setup()
    from anxin import packs
    from anxin.kernel.datasets.keeping import keep_datasets
    from anxin.kernel.parties.models import Party
    from anxin.kernel.reference import queries as reference
    from anxin.packs.exchange import datasets_of
    from tests.cast import NOON, OPERATOR, PACK
    from tests.unit.kernel.peers.two_sites import green_workers, turn_red
    from tests.unit.web.phone.stage import on_stage

    match sys.argv[1:]:
        case ["stage"]:
            on_stage()
            keep_datasets(by=OPERATOR, at=NOON, pack=PACK, declared=datasets_of(packs.current(PACK)))
            green_workers(40)
        case ["red", name]:
            turn_red(Party.objects.get(name=name), at=reference.now())


if __name__ == "__main__":
    main()
