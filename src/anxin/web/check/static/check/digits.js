/* Bytes from decimal digits: seven bytes are 17 digits, a last group of n bytes has WIDTHS[n]. No BigInt is needed. */

import { unreadable } from './refused.js';

const GROUP = 7;
const WIDTH = 17;
const WIDTHS = [0, 3, 5, 8, 10, 13, 15];
export const MOST_BYTES = 400;
const MOST_DIGITS = Math.floor(MOST_BYTES / GROUP) * WIDTH + WIDTHS[MOST_BYTES % GROUP];
const TEN_TO_7 = 1e7;
const TWO_TO_24 = 0x1000000;

/** The bytes that `text` begins with; reading stops at the first character that is not a digit. `Refused` (unreadable) where
    a group overflows or its width is wrong. */
export function fromDigits(text) {
  const digits = /^[0-9]*/.exec(text.slice(0, MOST_DIGITS + 1))[0];
  if (!digits) throw unreadable('there are no digits');
  if (digits.length > MOST_DIGITS) throw unreadable('there are too many digits');
  const last = WIDTHS.indexOf(digits.length % WIDTH);
  if (last < 0) throw unreadable('digits are missing');
  const bytes = [];
  for (let at = 0; at < digits.length; at += WIDTH) {
    const group = digits.slice(at, at + WIDTH);
    const octets = group.length === WIDTH ? sevenBytes(group) : bigEndian(Number(group), last);
    for (const octet of octets) bytes.push(octet);
  }
  return Uint8Array.from(bytes);
}

/** 17 digits are 57 bits, four more than a number holds: long division by 2²⁴, the digits taken in two parts. */
function sevenBytes(group) {
  const high = Number(group.slice(0, 10));
  const rest = (high % TWO_TO_24) * TEN_TO_7 + Number(group.slice(10));
  const upper = Math.floor(high / TWO_TO_24) * TEN_TO_7 + Math.floor(rest / TWO_TO_24);
  return bigEndian(upper, 4).concat(bigEndian(rest % TWO_TO_24, 3));
}

function bigEndian(number, octets) {
  const bytes = [];
  for (let left = octets; left > 0; left--) {
    bytes.unshift(number % 256);
    number = Math.floor(number / 256);
  }
  if (number) throw unreadable('a group of digits is too large');
  return bytes;
}
