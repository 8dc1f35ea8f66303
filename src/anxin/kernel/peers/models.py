"""Rows of peers: who they are, what they are given and what was taken from them. Bodies of records are sealed."""

from __future__ import annotations

from django.db import models


class Peer(models.Model):
    """Another platform. `keys`: its public keys, as its operator sent them; both operators compare the fingerprint."""

    slug = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=300)  # empty: it asks, and is never asked
    keys = models.CharField(max_length=90)
    key_id = models.CharField(max_length=16, unique=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "peer"


class Share(models.Model):
    """A dataset given to a peer: which fields, for what, on which basis, until when. One for each peer and dataset.

    `seq`: the number of the newest change. `journal_seq`, `touched`: up to where the outbox was worked through.
    `got`, `got_left`: what the peer has said that it holds. `rules`: the rules in force at the last change.
    """

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="shares")
    dataset = models.CharField(max_length=81)
    fields = models.JSONField()
    purpose = models.CharField(max_length=200)
    basis = models.CharField(max_length=300, blank=True)
    until = models.DateField(null=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    seq = models.BigIntegerField(default=0)
    journal_seq = models.BigIntegerField(default=0)
    touched = models.BigIntegerField(default=0)
    got = models.BigIntegerField(default=0)
    got_left = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "peer_share"
        constraints = [models.UniqueConstraint(fields=["peer", "dataset"], name="peer_share_once")]


class Given(models.Model):
    """A record of a share as it stands. One that left has no body any more. `changed_at`: when it came to be so here;
    `got_at`: when the peer said that it holds it so."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="records", db_index=False)
    public_id = models.CharField(max_length=16)
    ref = models.CharField(max_length=32)
    key = models.BigIntegerField()
    seq = models.BigIntegerField()
    element = models.BinaryField(max_length=32)
    body = models.BinaryField(null=True)
    left = models.BooleanField(default=False)
    signature = models.BinaryField(max_length=64, null=True)
    changed_at = models.DateTimeField()
    got_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "peer_given"
        constraints = [
            models.UniqueConstraint(fields=["share", "ref"], name="peer_given_ref"),
            models.UniqueConstraint(fields=["share", "public_id"], name="peer_given_party"),
        ]
        indexes = [models.Index(fields=["share", "left", "seq"], name="peer_given_seq")]


class Touched(models.Model):
    """The outbox: somebody's outcome changed, written in the same transaction. What else changes of a person stands in
    the journal, which is the rest of the outbox."""

    pack = models.CharField(max_length=40)
    party_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "peer_touched"
        indexes = [models.Index(fields=["pack", "id"], name="peer_touched_pack")]


class Taken(models.Model):
    """A dataset taken from a peer. `after`, `after_left`: up to where its feed was read. `speaks_for`: the sources for
    which this site is the one that knows. `about`: what the peer said of the set (titles, fields, version)."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="takens")
    dataset = models.CharField(max_length=81)
    speaks_for = models.JSONField(default=list)
    after = models.BigIntegerField(default=0)
    after_left = models.BigIntegerField(default=0)
    rules = models.CharField(max_length=64, blank=True)
    about = models.JSONField(default=dict)
    since = models.DateTimeField()
    taken_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "peer_taken"
        constraints = [models.UniqueConstraint(fields=["peer", "dataset"], name="peer_taken_once")]


class Received(models.Model):
    """A record as received, whole, with fields this site does not know. One that left keeps its tombstone only.
    `number_index`: the blind index of its identity number, where it has one."""

    taken = models.ForeignKey(Taken, on_delete=models.CASCADE, related_name="records", db_index=False)
    ref = models.CharField(max_length=32)
    key = models.BigIntegerField()
    seq = models.BigIntegerField()
    element = models.BinaryField(max_length=32)
    body = models.BinaryField(null=True)
    left = models.BooleanField(default=False)
    tombstone = models.JSONField(null=True)
    number_index = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "peer_received"
        constraints = [models.UniqueConstraint(fields=["taken", "ref"], name="peer_received_ref")]
        indexes = [
            models.Index(fields=["taken", "left"], name="peer_received_left"),
            models.Index(fields=["number_index"], name="peer_received_number"),
        ]


class OwnValue(models.Model):
    """What this site itself says of a field whose source it speaks for. `told_at`: when the peer was told that its
    value gave way to this one."""

    received = models.ForeignKey(Received, on_delete=models.CASCADE, related_name="own")
    field = models.CharField(max_length=40)
    value = models.CharField(max_length=2000, null=True)  # sealed
    stated_at = models.DateTimeField()
    stated_by = models.CharField(max_length=80)
    told = models.CharField(max_length=64, blank=True)  # the record it was told of, by its element

    class Meta:
        db_table = "peer_own_value"
        constraints = [models.UniqueConstraint(fields=["received", "field"], name="peer_own_value_once")]


class Overruled(models.Model):
    """A peer told us that our value of a field gave way to that of its source. One for each record and field."""

    given = models.ForeignKey(Given, on_delete=models.CASCADE, related_name="overruled")
    field = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    ours = models.CharField(max_length=2000, null=True)  # sealed, as theirs is
    theirs = models.CharField(max_length=2000, null=True)
    told_at = models.DateTimeField()

    class Meta:
        db_table = "peer_overruled"
        constraints = [models.UniqueConstraint(fields=["given", "field"], name="peer_overruled_once")]


class LookTold(models.Model):
    """Somebody here read a received record: told to the peer, whose person sees it. `token`: told twice is once."""

    taken = models.ForeignKey(Taken, on_delete=models.CASCADE, related_name="looks")
    token = models.CharField(max_length=32, unique=True)
    ref = models.CharField(max_length=32)
    at = models.DateTimeField()
    who = models.CharField(max_length=80)
    purpose = models.CharField(max_length=60)
    fields = models.JSONField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "peer_look_told"
        indexes = [models.Index(fields=["taken", "told_at"], name="peer_look_due")]


class LookHeard(models.Model):
    """A look that a peer told us of, by its token: written into the journal once."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="looks")
    token = models.CharField(max_length=32, unique=True)

    class Meta:
        db_table = "peer_look_heard"


class Heard(models.Model):
    """A question that was answered, by its digest: one that somebody caught and sends again is not answered again."""

    digest = models.BinaryField(max_length=32, unique=True)
    peer = models.ForeignKey(Peer, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "peer_heard"
        indexes = [models.Index(fields=["peer", "at"], name="peer_heard_at")]


class Certificate(models.Model):
    """Both sides signed that their sets were equal: the day, the rules, how many, and the root over all of them."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="certificates")
    dataset = models.CharField(max_length=81)
    body = models.TextField()
    day = models.DateField()
    count = models.BigIntegerField()
    own_signature = models.BinaryField(max_length=64)
    peer_signature = models.BinaryField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "peer_certificate"
        indexes = [models.Index(fields=["peer", "dataset", "at"], name="peer_certificate_at")]


class Reconciliation(models.Model):
    """One comparison with a peer, from the asking side: what differed, and whether it ended in a certificate.

    `differences`: list of {ref, what: missing | extra | changed}; `octets`: of the comparison itself, both ways.
    """

    taken = models.ForeignKey(Taken, on_delete=models.CASCADE, related_name="reconciliations")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    differences = models.JSONField(default=list)
    octets = models.IntegerField()
    messages = models.IntegerField()
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "peer_reconciliation"
        indexes = [models.Index(fields=["taken", "started_at"], name="peer_reconciliation_at")]
