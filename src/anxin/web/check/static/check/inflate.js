/* zlib, stopped at a given size: a small file must not become a large one. By the browser where it can, otherwise by a
   library that is loaded only then. */

import { concatenated } from './cbor.js';
import { lazily, unreadable } from './refused.js';

const STEP = 1024; // deflate makes at most 1,032 octets of one, so a step makes about a megabyte at most

/** The inflated bytes; `Refused` (unreadable) for a bomb, a cut stream or anything after it. */
export function inflate(compressed, most) {
  return typeof DecompressionStream === 'function' ? natively(compressed, most) : byLibrary(compressed, most);
}

export async function natively(compressed, most) {
  const reader = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  const held = gathering(most);
  for (;;) {
    const { done, value } = await reader.read().catch(broken);
    if (done) return held.whole();
    if (!held.takes(value)) {
      reader.cancel().catch(() => undefined);
      throw tooLarge(most);
    }
  }
}

export async function byLibrary(compressed, most) {
  const { Unzlib } = await lazily(import('../vendor/inflate.min.js'));
  const held = gathering(most);
  let fits = true;
  const unpacking = new Unzlib((chunk) => {
    fits = fits && held.takes(chunk);
  });
  for (let at = 0; fits && (at < compressed.length || !at); at += STEP) {
    try {
      unpacking.push(compressed.subarray(at, at + STEP), at + STEP >= compressed.length);
    } catch (error) {
      broken();
    }
  }
  if (!fits) throw tooLarge(most);
  const whole = held.whole();
  // The library looks neither at the check sum nor at what lies between the stream's end (a begun octet) and it.
  if (unpacking.p.length > 1 || adler32(whole) !== bigEndian(compressed.subarray(-4))) broken();
  return whole;
}

/** The check sum of RFC 1950. */
function adler32(bytes) {
  let [low, high] = [1, 0];
  for (const octet of bytes) {
    low = (low + octet) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}

function bigEndian(bytes) {
  return bytes.reduce((number, octet) => number * 256 + octet, 0);
}

function gathering(most) {
  const chunks = [];
  let left = most;
  return {
    takes(chunk) {
      left -= chunk.length;
      if (left >= 0) chunks.push(chunk);
      return left >= 0;
    },
    whole: () => concatenated(chunks),
  };
}

function broken() {
  throw unreadable('the list cannot be inflated');
}

function tooLarge(most) {
  return unreadable('the list inflates to more than ' + most + ' octets');
}
