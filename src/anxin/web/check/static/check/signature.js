/* Signatures: by the browser itself where it can, otherwise by a library that is loaded only then. SM2 always by library.
   A signature is 64 octets, r ‖ s or R ‖ S. */

import { concatenated } from './cbor.js';
import { hex } from './cose.js';
import { lazily, Unable } from './refused.js';

export const [ES256, EDDSA, SM2] = [-7, -8, -65537];
// r lies below the order of the curve's group. So does s, and for ES256 in its lower half, because (r, n − s) is a
// signature as well; for SM2 it is none.
const ORDERS = {
  [ES256]: 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
  [SM2]: 'fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123',
};
const BEYOND_S = {
  [ES256]: '7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a9',
  [SM2]: ORDERS[SM2],
};
const SIGNER = '1234567812345678'; // the signer id of GM/T 0009

/** Whether `key` ({alg, x, y} with Uint8Arrays of 32) made `signature` over `message`. Throws `Unable`, never `Refused`. */
export async function verifySignature(key, signature, message) {
  if (signature.length !== 64 || (key.alg !== EDDSA && !isInRange(key.alg, hex(signature)))) return false;
  const native = await natively(key, signature, message);
  return native === undefined ? byLibrary(key, signature, message) : native;
}

/** The browser's own answer; undefined when it has none: no secure context, an old browser, a key it does not take. */
export async function natively(key, signature, message) {
  if (key.alg === SM2) return undefined;
  try {
    if (key.alg === ES256) {
      const usable = await imported(key, { kty: 'EC', crv: 'P-256' }, { name: 'ECDSA', namedCurve: 'P-256' });
      return await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, usable, signature, message);
    }
    const usable = await imported(key, { kty: 'OKP', crv: 'Ed25519' }, { name: 'Ed25519' });
    return await crypto.subtle.verify({ name: 'Ed25519' }, usable, signature, message);
  } catch (error) {
    return undefined;
  }
}

/** The library's answer (noble-curves, sm-crypto-v2). The range of s is judged above. */
export async function byLibrary(key, signature, message) {
  const held = await library(key.alg);
  const point = key.y ? concatenated([[4], key.x, key.y]) : key.x;
  try {
    if (key.alg === ES256) return held.p256.verify(signature, message, point, { lowS: false });
    // The strict reading of RFC 8032, not ZIP 215.
    if (key.alg === EDDSA) return held.ed25519.verify(signature, message, point, { zip215: false });
    const options = { hash: true, publicKey: hex(point), userId: SIGNER };
    return held.sm2.doVerifySignature(message, hex(signature), hex(point), options);
  } catch (error) {
    // A library that stumbles over this browser has not judged the signature.
    if (error instanceof TypeError || error instanceof ReferenceError) throw new Unable(String(error));
    return false;
  }
}

/** SHA-256, for thumbprints of keys. */
export async function sha256(bytes) {
  try {
    return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  } catch (error) {
    return (await library(ES256)).sha256(bytes);
  }
}

function library(alg) {
  if (alg === ES256) return lazily(import('../vendor/p256.min.js'));
  return lazily(alg === EDDSA ? import('../vendor/ed25519.min.js') : import('../vendor/sm2.min.js'));
}

/** Hexadecimal of one length compares as the numbers do. */
function isInRange(alg, digits) {
  const [r, s, none] = [digits.slice(0, 64), digits.slice(64), '0'.repeat(64)];
  return r > none && r < ORDERS[alg] && s > none && s < BEYOND_S[alg];
}

function imported(key, jwk, algorithm) {
  if (!key.imported) {
    const points = key.y ? { x: base64url(key.x), y: base64url(key.y) } : { x: base64url(key.x) };
    key.imported = crypto.subtle.importKey('jwk', Object.assign(jwk, points), algorithm, false, ['verify']);
  }
  return key.imported;
}

function base64url(bytes) {
  const text = btoa(String.fromCharCode.apply(null, bytes));
  return text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
