"""Check the published file of a draw with Python alone: python3 verify_draw.py draw.json"""

import hashlib
import json
import pathlib
import sys


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


drawn = json.loads(pathlib.Path(sys.argv[1]).read_text("utf-8"))
said = drawn["announced"]
digest = sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
seed = sha256("|".join(("anxin-draw-1", digest, said["journal_root"], drawn["value"])))
order = [one["lot"] for one in sorted(said["lots"], key=lambda one: (-one["points"], sha256(f"{seed}|{one['lot']}")))]
print("digest of the announcement, to compare with what was published before the draw:", digest)
sys.exit(0 if (digest, seed, order) == (drawn["announced_sha256"], drawn["seed"], drawn["order"]) else "Not right.")
