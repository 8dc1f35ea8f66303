/* The IETF Token Status List with two bits an entry: entry i is bits 2(i mod 4) and 2(i mod 4)+1 of octet ⌊i / 4⌋. */

import { decode } from './cbor.js';
import { hasExactly, isBytes, isCount, readToken } from './cose.js';
import { inflate } from './inflate.js';
import { believe, keyFor, LEEWAY } from './keys.js';
import { Refused, unreadable } from './refused.js';

const STATUS_LIST = 'application/statuslist+cwt';
const [SUB, EXP, IAT, LIST, TTL] = [2, 4, 6, 65533, 65534];
const MOST_OCTETS = 64 * 1024;

/** A believed list for `uri`: {uri, issuedAt, expires, ttl, get(index) → 0 … 3}. `now` is the reader's clock in seconds,
    `seen` the `issuedAt` of the newest list known for this uri; an older one is refused. */
export async function readStatusList(bytes, keys, uri, now, seen = 0) {
  if (bytes.length > MOST_OCTETS + 512) throw unreadable('a status list has 64 KiB at most');
  const token = readToken(bytes);
  if (token.typ !== STATUS_LIST) throw unreadable('it is not a status list');
  const claims = readListClaims(decode(token.payload));
  await believe(token, keyFor(keys, token, 'status', now));
  if (claims.sub !== uri) throw new Refused('altered', 'it is another list than the one asked for');
  inTime(claims, now, seen);
  const packed = await inflate(claims.compressed, MOST_OCTETS);
  return {
    uri: uri,
    issuedAt: claims.issuedAt,
    expires: claims.expires,
    ttl: claims.ttl,
    get: (index) => getStatus(packed, 2, index),
  };
}

/** The entry at `index` of a list of 1, 2, 4 or 8 bits an entry; `Refused` (unreadable) beyond it. */
export function getStatus(packed, bits, index) {
  const each = 8 / bits;
  if (!(index >= 0 && index < packed.length * each)) throw unreadable("the card's place lies beyond its status list");
  return (packed[Math.floor(index / each)] >> ((index % each) * bits)) & (2 ** bits - 1);
}

function readListClaims(claims) {
  const wanted = [SUB, EXP, IAT, LIST];
  if (!hasExactly(claims, wanted) && !hasExactly(claims, wanted.concat(TTL))) {
    throw unreadable('a status list has the claims sub, exp, iat, status_list and perhaps ttl');
  }
  const [sub, expires, issuedAt, held] = wanted.map((label) => claims.get(label));
  const ttl = claims.has(TTL) ? claims.get(TTL) : 0;
  if (!hasExactly(held, ['bits', 'lst']) || held.get('bits') !== 2 || !isBytes(held.get('lst'))) {
    throw unreadable('it is not a list of two bits an entry');
  }
  if (![issuedAt, expires, ttl].every(isCount) || issuedAt >= expires) throw unreadable('its moments are not in order');
  return { sub: sub, expires: expires, issuedAt: issuedAt, ttl: ttl, compressed: held.get('lst') };
}

function inTime(claims, now, seen) {
  if (claims.issuedAt < seen) throw new Refused('cannot-confirm', 'a newer status list has been seen');
  if (claims.issuedAt > now + LEEWAY) throw new Refused('clock-wrong', "the list was issued after the reader's now");
  if (Math.max(now, seen) > claims.expires) throw new Refused('cannot-confirm', 'the status list is out of date');
}
