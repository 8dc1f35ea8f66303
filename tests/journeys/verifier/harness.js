/* What the tests of the verifier call in a real browser: names and plain values in, plain values out. */

import { concatenated, decode } from '/static/check/cbor.js';
import { hex, readToken, toBeSigned } from '/static/check/cose.js';
import { fromDigits } from '/static/check/digits.js';
import * as inflating from '/static/check/inflate.js';
import { byLibrary, natively, verifySignature } from '/static/check/signature.js';
import { getStatus } from '/static/check/status.js';
import * as source from '/static/check/verify.js';
import * as shipped from '/static/vendor/verify.min.js';

const VERIFIERS = { source, shipped };
const MEANS = { natively, byLibrary, strictly: verifySignature };

export function unhex(text) {
  return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
}

/** What a promise gives, or why the verifier refused: {reason, why}, or {unable} where it could not tell. Anything else
    thrown is a fault of the verifier. */
async function refusal(promise, { Refused, Unable }) {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Unable) return { unable: true };
    if (!(error instanceof Refused)) throw error;
    return { reason: error.reason, why: error.why };
  }
}

function plain(value) {
  if (value instanceof Map) return { map: Array.from(value, ([key, held]) => [key, plain(held)]) };
  if (value instanceof Uint8Array) return { bytes: hex(value) };
  return Array.isArray(value) ? value.map(plain) : value;
}

export const cbor = (items) => Promise.all(items.map((item) => refusal((async () => plain(decode(unhex(item))))(), source)));

export const digits = (texts) => Promise.all(texts.map((text) => refusal((async () => hex(fromDigits(text)))(), source)));

export const tokens = (items) =>
  Promise.all(items.map((item) => refusal((async () => plain(readToken(unhex(item)).payload))(), source)));

export const signedBytes = (pairs) => pairs.map(([header, payload]) => hex(toBeSigned(unhex(header), unhex(payload))));

/** cases: [{alg, x, y, signature, message}]; means: natively, byLibrary or strictly (the profile's rules with it). */
export async function signatures({ cases, means }) {
  const answers = [];
  for (const one of cases) {
    const key = { alg: one.alg, x: unhex(one.x), y: one.y ? unhex(one.y) : undefined };
    answers.push(await MEANS[means](key, unhex(one.signature), unhex(one.message)));
  }
  return answers;
}

export async function sm3(messages) {
  const library = await import('/static/vendor/sm2.min.js');
  return messages.map((message) => library.sm3(unhex(message)));
}

/** The lowest and the last index of each value that is not 0, and how many entries there are of each. */
export async function statuses({ compressed, bits, most, means }) {
  const packed = await inflating[means](unhex(compressed), most);
  const found = [];
  for (let index = 0; index < (packed.length * 8) / bits; index++) {
    const status = getStatus(packed, bits, index);
    if (status) found.push([index, status]);
  }
  return found;
}

export const inflated = ({ compressed, most, means }) =>
  refusal(inflating[means](unhex(compressed), most).then((bytes) => bytes.length), source);

/** entry: {verifier: source or shipped, roots, keyList, token (hex) or text, now, floor, list: {token, uri, seen}}. */
export async function judge(entry) {
  const verifier = VERIFIERS[entry.verifier || 'source'];
  const check = async () => {
    const keys = await verifier.readKeyList(unhex(entry.keyList), entry.roots, entry.keysNow || entry.now, entry.keysSeen);
    const context = { keys: keys, now: entry.now, floor: entry.floor };
    if (entry.list) return readList(verifier, entry, keys);
    const claims = await (entry.token
      ? verifier.verifyToken(unhex(entry.token), context)
      : verifier.verifyCredential(entry.text, context));
    return claims;
  };
  return refusal(check(), verifier);
}

async function readList(verifier, { list, now, card }, keys) {
  const held = await verifier.readStatusList(unhex(list.token), keys, list.uri, now, list.seen);
  const status = card ? verifier.cardStatus(card, held) : undefined;
  return { uri: held.uri, issuedAt: held.issuedAt, expires: held.expires, ttl: held.ttl, status: status };
}

export const judgeAll = (entries) => Promise.all(entries.map(judge));

/** The published corpus: what this reader says to each entry, a reason or what it has read. */
export async function answers({ corpus, entries, verifier }) {
  const reader = VERIFIERS[verifier];
  const roots = [corpus.roots[0]];
  const keys = {};
  for (const name of Object.keys(corpus.key_lists)) {
    keys[name] = await reader.readKeyList(unhex(corpus.key_lists[name]), roots, corpus.now);
  }
  const said = [];
  for (const entry of entries) {
    const read = await refusal(answer(reader, entry, { keys: keys, roots: roots, issuer: corpus.issuer }), reader);
    said.push(read.reason || read);
  }
  return said;
}

async function answer(reader, entry, { keys, roots, issuer }) {
  const token = unhex(entry.token || '');
  const context = { keys: keys[entry.key_list || 'main'], now: entry.now, floor: entry.floor };
  if (entry.kind === 'key-list') {
    const list = await reader.readKeyList(token, roots, entry.now, entry.seen);
    return { issuer: list.issuer, kids: Array.from(list.keys.keys()).sort() };
  }
  if (entry.kind === 'status-list') return listRead(await reader.readStatusList(token, keys.main, entry.uri, entry.now, entry.seen));
  if (entry.kind === 'credential') return credentialRead(reader, entry, await reader.verifyToken(token, context), keys, issuer);
  const read = await reader.verifyCredential(entry.text, context);
  const meant = await reader.verifyToken(unhex(entry.expect.token), context);
  return JSON.stringify(read) === JSON.stringify(meant) ? entry.expect : read;
}

function listRead(list) {
  const octets = [];
  const isThere = (index) => {
    try {
      return list.get(index) >= 0;
    } catch (error) {
      return false;
    }
  };
  for (let at = 0; isThere(at); at += 4) {
    octets.push([0, 1, 2, 3].reduce((octet, place) => octet | (list.get(at + place) << (2 * place)), 0));
  }
  return { iat: list.issuedAt, exp: list.expires, ttl: list.ttl, packed: hex(octets) };
}

async function credentialRead(reader, entry, claims, keys, issuer) {
  if (entry.expect && entry.expect.octets) return { octets: entry.token.length / 2 };
  const told = { exp: claims.expires, name: claims.name, agency: claims.agency, cti: claims.id };
  if (claims.kind === 'screen') return Object.assign(told, { status: claims.status });
  Object.assign(told, { uri: claims.uri, idx: claims.index });
  if (entry.status_list === undefined) return told;
  const octets = unhex(entry.status_list);
  const list = octets.length ? await reader.readStatusList(octets, keys.main, issuer + '/s/7', entry.now) : undefined;
  return Object.assign(told, { status: reader.cardStatus(claims, list) });
}

/** Milliseconds of one verification, over `times` of them after a first one. */
export async function pace({ entry, signature, times }) {
  const keys = await source.readKeyList(unhex(entry.keyList), entry.roots, entry.now);
  const token = unhex(entry.token);
  const key = { alg: signature.alg, x: unhex(signature.x), y: signature.y ? unhex(signature.y) : undefined };
  const [octets, message] = [unhex(signature.signature), unhex(signature.message)];
  const timed = async (act) => {
    const first = performance.now();
    await act();
    const begun = performance.now();
    for (let time = 0; time < times; time++) await act();
    return { first: begun - first, each: (performance.now() - begun) / times };
  };
  return {
    whole: await timed(() => source.verifyToken(token, { keys: keys, now: entry.now })),
    native: await timed(() => natively(key, octets, message)),
    library: await timed(() => byLibrary(key, octets, message)),
  };
}

function randomFrom(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0; // mulberry32
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function mutated(token, random) {
  const bytes = Array.from(token);
  for (let changes = 1 + random(3); changes > 0; changes--) {
    const at = random(bytes.length + 1);
    const kind = random(5);
    if (kind === 0) bytes[at % bytes.length] ^= 1 << random(8);
    else if (kind === 1) bytes[at % bytes.length] = random(256);
    else if (kind === 2) bytes.splice(at, 1 + random(4));
    else if (kind === 3) bytes.splice(at, 0, ...Array.from({ length: 1 + random(4) }, () => random(256)));
    else bytes.splice(at, 0, ...bytes.slice(random(bytes.length), random(bytes.length + 1)));
    if (!bytes.length) bytes.push(random(256));
  }
  return Uint8Array.from(bytes);
}

/** `times` seeded mutations of each token: how many were refused for which reason, what was accepted, what else was thrown. */
export async function fuzz({ entries, times, seed }) {
  const random = randomFrom(seed);
  const outcome = { refused: {}, accepted: [], thrown: [] };
  for (const entry of entries) {
    const keys = await source.readKeyList(unhex(entry.keyList), entry.roots, entry.now);
    const original = unhex(entry.token);
    for (let time = 0; time < times; time++) {
      const bytes = mutated(original, random);
      if (hex(bytes) === entry.token) continue;
      try {
        await reading(entry, bytes, keys);
        outcome.accepted.push(hex(bytes));
      } catch (error) {
        if (error instanceof source.Refused) outcome.refused[error.reason] = (outcome.refused[error.reason] || 0) + 1;
        else outcome.thrown.push(hex(bytes) + ' ' + error);
      }
    }
  }
  return outcome;
}

function reading(entry, bytes, keys) {
  if (entry.kind === 'keys') return source.readKeyList(bytes, entry.roots, entry.now);
  if (entry.kind === 'list') return source.readStatusList(bytes, keys, entry.uri, entry.now);
  return source.verifyToken(bytes, { keys: keys, now: entry.now });
}

/** `times` texts of digits with junk: nothing but Refused is thrown. */
export async function fuzzDigits({ texts, times, seed }) {
  const random = randomFrom(seed);
  const outcome = { refused: 0, read: 0, thrown: [] };
  for (let time = 0; time < times; time++) {
    const signs = Array.from(texts[random(texts.length)]);
    for (let changes = random(4); changes > 0; changes--) {
      signs.splice(random(signs.length + 1), random(3), String.fromCharCode(random(2) ? 48 + random(10) : random(0x3000)));
    }
    try {
      fromDigits(signs.join(''));
      outcome.read++;
    } catch (error) {
      if (error instanceof source.Refused) outcome.refused++;
      else outcome.thrown.push(signs.join('') + ' ' + error);
    }
  }
  return outcome;
}

/** A COSE library of others reads our token: what it finds, or the fault it finds. */
export async function readByOthers({ token, key }) {
  const { Claims, ECDSAKey, Ed25519Key, Sign1Message } = await import('/cose-ts.js');
  const point = key.y ? concatenated([[4], unhex(key.x), unhex(key.y)]) : unhex(key.x);
  const held = key.y ? ECDSAKey.fromPublic(point) : Ed25519Key.fromPublic(point);
  try {
    const message = Sign1Message.fromBytes(held, unhex(token));
    const claims = Claims.fromBytes(message.payload);
    const [alg, kid] = [message.protected.getInt(1), message.protected.getBytes(4)];
    return { alg: alg, kid: hex(kid), exp: claims.exp, cti: hex(claims.cti), shown: claims.getArray(-65537, (sign) => sign) };
  } catch (error) {
    return { fault: error.message };
  }
}

/** The square of a code as a phone draws it, and the text that is read back from its picture. */
export async function square({ address, digits, level }) {
  const { correction, generate, mode } = await import('/static/vendor/qr-draw.min.js');
  const levels = { minCorrectionLevel: correction[level], maxCorrectionLevel: correction[level] };
  const code = generate(mode.multi(mode.ascii(address), mode.numeric(digits)), levels);
  const [each, margin] = [4, 4];
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = (code.size + 2 * margin) * each;
  const drawing = canvas.getContext('2d');
  drawing.fillStyle = '#fff';
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.fillStyle = '#000';
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) {
      if (code.get(x, y)) drawing.fillRect((x + margin) * each, (y + margin) * each, each, each);
    }
  }
  const picture = drawing.getImageData(0, 0, canvas.width, canvas.height);
  return { version: (code.size - 17) / 4, texts: await textsOf(picture), others: await textsOf(drawing.createImageData(200, 200)) };
}

async function textsOf(picture) {
  const { Decoder, Detector, binarize, grayscale } = await import('/static/vendor/qr-read.min.js');
  const texts = [];
  for (const found of new Detector().detect(binarize(grayscale(picture), picture.width, picture.height))) {
    try {
      texts.push(new Decoder().decode(found.matrix).content);
    } catch (error) {
      continue; // looked like a code and was none
    }
  }
  return texts;
}
