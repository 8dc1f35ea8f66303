/* COSE_Sign1 (RFC 9052 §4.2), cut down to the profile: algorithm and key id in the protected header, nothing else. */

import { byteString, concatenated, decode, head } from './cbor.js';
import { unreadable } from './refused.js';

const TAG = 0xd2; // tag 18
const [ALG, KID, TYP] = [1, 4, 16]; // header labels (RFC 9052 §3.1, RFC 9596)
const KID_OCTETS = 4;
const SIGNATURE_OCTETS = 64;
const MOST_OCTETS = 0xffff; // of a header or a payload: no length of more than two octets
const CONTEXT = Array.from('Signature1', (sign) => sign.charCodeAt(0));

/** A token taken apart, not yet believed: {alg, kid (hex), typ ('' for a credential), payload, signature, signed}.
    `signed` is what the signature covers. `Refused` (unreadable) unless it has exactly the profile's shape. */
export function readToken(bytes) {
  if (bytes[0] !== TAG) throw unreadable('it is not tag 18');
  const members = decode(bytes.subarray(1));
  if (!Array.isArray(members) || members.length !== 4) throw unreadable('it has not four members');
  const [written, unprotected, payload, signature] = members;
  for (const part of [written, payload]) {
    if (!isBytes(part) || part.length > MOST_OCTETS) throw unreadable('a byte string is missing or too long');
  }
  if (!(unprotected instanceof Map) || unprotected.size) throw unreadable('something stands in the unprotected header');
  if (!isBytes(signature, SIGNATURE_OCTETS)) throw unreadable('the signature has not 64 octets');
  const signed = toBeSigned(written, payload);
  return Object.assign(readHeader(written), { payload: payload, signature: signature, signed: signed });
}

/** What a signature covers, the Sig_structure of RFC 9052 §4.4, with no external data. */
export function toBeSigned(written, payload) {
  const opening = [head(4, 4), head(3, CONTEXT.length), CONTEXT];
  return concatenated(opening.concat(byteString(written), byteString([]), byteString(payload)));
}

export function isBytes(value, octets) {
  return value instanceof Uint8Array && (octets === undefined || value.length === octets);
}

/** Whether `map` is a map with exactly these keys. */
export function hasExactly(map, keys) {
  return map instanceof Map && map.size === keys.length && keys.every((key) => map.has(key));
}

/** Whether `value` is a whole number from 0. CBOR's only numbers here are integers. */
export function isCount(value) {
  return typeof value === 'number' && value >= 0;
}

export function hex(bytes) {
  return Array.from(bytes, (octet) => (octet + 256).toString(16).slice(1)).join('');
}

function readHeader(written) {
  const header = decode(written);
  if (!hasExactly(header, [ALG, KID]) && !hasExactly(header, [ALG, KID, TYP])) {
    throw unreadable('the protected header has other members than algorithm, key id and type');
  }
  const [alg, kid, typ] = [header.get(ALG), header.get(KID), header.get(TYP)];
  if (typeof alg !== 'number' || !isBytes(kid, KID_OCTETS)) throw unreadable('algorithm or key id is of another kind');
  if (header.has(TYP) && (typeof typ !== 'string' || !typ)) throw unreadable('the type is not a text');
  return { alg: alg, kid: hex(kid), typ: typ || '' };
}
