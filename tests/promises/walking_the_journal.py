"""How the commands about the journal are typed on the walk."""

JOURNAL: dict[str, tuple[str, ...]] = {
    "journal key": ("journal key",),
    "journal root": ("journal root",),
    "journal export": ("journal export {folder}/hashes.txt", "journal export -"),
    "journal hide": ("journal hide nobody --basis walk --until 2021-12-01 --shown-after 30",),
    "journal unhide": ("journal unhide nobody",),
    "journal hidden": ("journal hidden --json",),
    "journal look": ("journal look {folder}/absent.json --key none",),
    "journal check": ("journal check {folder}/absent.txt --roots {folder}/absent.txt --key none",),
    "journal verify": ("journal verify",),
}
