/* Keys: an issuer's root signs the list of its signing keys; the page carries the root and believes nothing else. */

import { byteString, concatenated, decode, head } from './cbor.js';
import { hasExactly, hex, isBytes, isCount, readToken } from './cose.js';
import { Refused, unreadable } from './refused.js';
import { EDDSA, ES256, SM2, sha256, verifySignature } from './signature.js';

export const LEEWAY = 60; // seconds by which clocks may differ
const KEY_LIST = 'application/anxin-keys+cwt';
const [ISS, EXP, IAT, KEYS] = [1, 4, 6, -65537];
const [KTY, KID, ALG, CRV, X, Y, DAYS, USES] = [1, 2, 3, -1, -2, -3, -65537, -65538];
const SHAPES = { [ES256]: [2, 1], [EDDSA]: [1, 6], [SM2]: [2, -65537] }; // key type and curve
const KNOWN_USES = ['card', 'receipt', 'screen', 'status'];
const MOST_KEYS = 64;
const MOST_OCTETS = 16 * 1024;
// Both curves are y² = x³ − 3x + b.
const CURVES = {
  [ES256]: [
    'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff',
    '5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b',
  ],
  [SM2]: [
    'fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff',
    '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93',
  ],
};

/** A believed list: {issuer, issuedAt, expires, root (kid in hex), keys: Map kid → key}. `roots` are those the page carries,
    [{alg, x, y}] with hexadecimal coordinates; `now` is the reader's clock in seconds; `seen` the `issuedAt` of the newest
    list known. Refused unless a root signed it, it is in date and not older than `seen`. */
export async function readKeyList(bytes, roots, now, seen = 0) {
  if (bytes.length > MOST_OCTETS) throw unreadable('a list of keys has 16 KiB at most');
  const token = readToken(bytes);
  if (token.typ !== KEY_LIST) throw unreadable('it is not a list of keys');
  const claims = readListClaims(decode(token.payload));
  const root = (await Promise.all(roots.map(takenUp))).find((one) => one.kid === token.kid);
  if (!root) throw new Refused('wrong-issuer', 'no root carried here signed this list');
  await believe(token, root);
  inTime(claims, now, seen);
  const keys = await Promise.all(claims.listed.map((held) => readKey(held, root.kid)));
  const byKid = new Map(keys.map((key) => [key.kid, key]));
  if (byKid.size < keys.length) throw unreadable('two keys have one id');
  return { issuer: claims.issuer, issuedAt: claims.issuedAt, expires: claims.expires, root: root.kid, keys: byKid };
}

/** The key that a token names, if it may sign this and its days hold `now`. */
export function keyFor(list, token, use, now) {
  if (token.kid.slice(0, 4) !== list.root.slice(0, 4)) {
    throw new Refused('wrong-issuer', 'the key id belongs to another issuer');
  }
  const key = list.keys.get(token.kid);
  if (!key) throw new Refused('key-unknown', "the key is not on the issuer's list");
  if (key.uses.indexOf(use) < 0) throw new Refused('key-unknown', 'the key may not sign a ' + use);
  if (now < key.notBefore - LEEWAY || now > key.notAfter + LEEWAY) {
    throw new Refused('key-unknown', "the key's days are over or have not begun");
  }
  return key;
}

/** Refused (altered) unless the key made the signature with its own algorithm. */
export async function believe(token, key) {
  if (token.alg !== key.alg) throw new Refused('altered', "the algorithm is not the key's");
  if (!(await verifySignature(key, token.signature, token.signed))) {
    throw new Refused('altered', 'the signature does not belong to the content');
  }
}

function inTime(claims, now, seen) {
  if (Math.max(now, seen) > claims.expires + LEEWAY) {
    throw new Refused('cannot-confirm', 'the list of keys is out of date');
  }
  if (claims.issuedAt < seen) throw new Refused('cannot-confirm', 'a newer list of keys has been seen');
  if (claims.issuedAt > now + LEEWAY) throw new Refused('clock-wrong', "the list was issued after the reader's now");
}

function readListClaims(claims) {
  if (!hasExactly(claims, [ISS, EXP, IAT, KEYS])) throw unreadable('a list of keys has four claims');
  const [issuer, expires, issuedAt, listed] = [ISS, EXP, IAT, KEYS].map((label) => claims.get(label));
  if (typeof issuer !== 'string' || !Array.isArray(listed) || !listed.length || listed.length > MOST_KEYS) {
    throw unreadable('issuer or keys are of another kind');
  }
  if (!isCount(issuedAt) || !isCount(expires) || issuedAt >= expires) throw unreadable('its moments are not in order');
  return { issuer: issuer, expires: expires, issuedAt: issuedAt, listed: listed };
}

async function readKey(held, root) {
  const alg = held instanceof Map ? held.get(ALG) : undefined;
  const shape = typeof alg === 'number' ? SHAPES[alg] : undefined;
  if (!shape || held.get(KTY) !== shape[0] || held.get(CRV) !== shape[1]) {
    throw unreadable("a key's algorithm is unknown or not its curve's");
  }
  const points = alg === EDDSA ? [X] : [X, Y];
  if (!hasExactly(held, [KTY, KID, ALG, CRV, DAYS, USES].concat(points))) {
    throw unreadable("a key has other members than the profile's");
  }
  const key = { alg: alg, x: held.get(X), y: held.get(Y) };
  if (!points.every((label) => isBytes(held.get(label), 32)) || !isOnCurve(key)) {
    throw unreadable("a key's point is not on its curve");
  }
  key.kid = root.slice(0, 4) + (await thumbprint(key)).slice(0, 4);
  if (!isBytes(held.get(KID)) || hex(held.get(KID)) !== key.kid) {
    throw unreadable("a key's id is not the one that follows from it");
  }
  return Object.assign(key, readDays(held.get(DAYS)), { uses: readUses(held.get(USES)) });
}

function readDays(held) {
  if (!Array.isArray(held) || held.length !== 2 || !held.every(isCount) || held[0] >= held[1]) {
    throw unreadable("a key's days are not two moments in order");
  }
  return { notBefore: held[0], notAfter: held[1] };
}

function readUses(held) {
  const inOrder = Array.isArray(held) && held.every((use, at) => KNOWN_USES.indexOf(use) >= 0 && (!at || held[at - 1] < use));
  if (!inOrder || !held.length) throw unreadable("a key's uses are not known words in order");
  return held;
}

/** A root as the page carries it, with its id. */
async function takenUp(root) {
  const key = { alg: root.alg, x: unhex(root.x), y: root.y ? unhex(root.y) : undefined };
  key.kid = (await thumbprint(key)).slice(0, 8);
  return key;
}

/** SHA-256 in hexadecimal over the COSE_Key with its required members (RFC 9679). */
async function thumbprint(key) {
  const [type, curve] = SHAPES[key.alg];
  const opening = [head(5, key.y ? 4 : 3), [1, type, 0x20], curve > 0 ? head(0, curve) : head(1, -1 - curve)];
  const points = [[0x21]].concat(byteString(key.x), key.y ? [[0x22]].concat(byteString(key.y)) : []);
  return hex(await sha256(concatenated(opening.concat(points))));
}

function unhex(text) {
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

/** Without BigInt only the browser itself can verify, and it refuses such a point too. */
function isOnCurve(key) {
  if (!key.y || typeof BigInt !== 'function') return true;
  const [prime, b] = CURVES[key.alg].map((digits) => BigInt('0x' + digits));
  const [x, y] = [key.x, key.y].map((octets) => BigInt('0x' + hex(octets)));
  const difference = y * y - (x * x * x - BigInt(3) * x + b);
  return x < prime && y < prime && difference % prime === BigInt(0);
}
