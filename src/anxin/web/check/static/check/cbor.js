/* The part of CBOR that credentials use, in its one deterministic encoding (RFC 8949 §4.2.1): integers up to 53 bits, byte
   and text strings, arrays, maps with integer or text keys. Anything else, and any other way of writing these, is refused. */

import { unreadable } from './refused.js';

const DEEPEST = 8;
const [UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP] = [0, 1, 2, 3, 4, 5];
const OCTETS = { 24: 1, 25: 2, 26: 4, 27: 8 }; // additional information → octets of the argument
const LEAST = { 24: 24, 25: 0x100, 26: 0x10000, 27: 0x100000000 }; // the least value that needs as many

/** The one item that `bytes` is: number, Uint8Array, string, Array or Map. `Refused` (unreadable) for anything else. */
export function decode(bytes) {
  const reader = { bytes: bytes, at: 0 };
  const value = item(reader, DEEPEST);
  if (reader.at !== bytes.length) throw unreadable('something follows the last byte');
  return value;
}

/** The initial octets of an item: its major type and shortest argument (below 2³²). */
export function head(major, argument) {
  const first = major << 5;
  if (argument < 24) return [first | argument];
  if (argument < 0x100) return [first | 24, argument];
  if (argument < 0x10000) return [first | 25, argument >> 8, argument & 255];
  return [first | 26, argument >>> 24, (argument >> 16) & 255, (argument >> 8) & 255, argument & 255];
}

/** A byte string as it stands in CBOR, as a plain array of octets and bytes to be put together. */
export function byteString(bytes) {
  return [head(BYTES, bytes.length), bytes];
}

export function concatenated(parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function item(reader, deeper) {
  if (reader.at >= reader.bytes.length) throw unreadable('it ends too early');
  const initial = reader.bytes[reader.at++];
  const major = initial >> 5;
  const argument = (initial & 31) < 24 ? initial & 31 : long(reader, initial & 31);
  if (major === UNSIGNED) return argument;
  if (major === NEGATIVE) return -1 - argument;
  if (major === BYTES) return string(reader, argument);
  if (major === TEXT) return text(string(reader, argument));
  if (major > MAP) throw unreadable('it holds a tag, a float or a simple value');
  if (!deeper) throw unreadable('it is more than ' + DEEPEST + ' levels deep');
  // Each member takes an octet at least: no room is made for a claimed million.
  if (argument > reader.bytes.length - reader.at) throw unreadable('it claims more members than it has bytes');
  return major === ARRAY ? array(reader, argument, deeper - 1) : map(reader, argument, deeper - 1);
}

function long(reader, information) {
  const octets = OCTETS[information];
  if (!octets) throw unreadable('a length is indefinite or reserved');
  let argument = 0;
  for (const octet of string(reader, octets)) argument = argument * 256 + octet;
  if (argument < LEAST[information]) throw unreadable('a number is not written in its shortest form');
  if (argument > Number.MAX_SAFE_INTEGER) throw unreadable('a number is beyond 53 bits');
  return argument;
}

function string(reader, length) {
  const start = reader.at;
  if (length > reader.bytes.length - start) throw unreadable('it ends too early');
  reader.at += length;
  return reader.bytes.subarray(start, reader.at);
}

function text(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw unreadable('a text is not UTF-8');
  }
}

function array(reader, members, deeper) {
  const held = [];
  while (held.length < members) held.push(item(reader, deeper));
  return held;
}

function map(reader, pairs, deeper) {
  const held = new Map();
  let before = new Uint8Array(0);
  while (held.size < pairs) {
    const start = reader.at;
    const key = item(reader, 0);
    const written = reader.bytes.subarray(start, reader.at);
    if (!isBefore(before, written)) throw unreadable('keys stand twice or out of order');
    if (typeof key !== 'number' && typeof key !== 'string') throw unreadable('a key is neither a number nor a text');
    before = written;
    held.set(key, item(reader, deeper));
  }
  return held;
}

/** Bytewise and strictly: a proper beginning comes before the whole. */
function isBefore(one, other) {
  for (let at = 0; at < other.length; at++) {
    if (at >= one.length || one[at] < other[at]) return true;
    if (one[at] > other[at]) return false;
  }
  return false;
}
