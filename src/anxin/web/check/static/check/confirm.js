/* The household's half of the evidence: a signature by a key made for this visit, which cannot be taken out of the browser. */

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };

/** 128 random bits as the visit's token; the same one sent again returns the same visit. */
export function newToken() {
  return base64url(crypto.getRandomValues(new Uint8Array(16)));
}

/** {key, signature, at} over "anxin-confirm:<showing>:<outcome>:<seconds>"; nothing where the browser has no WebCrypto.
    `keep` is handed the pair of keys. */
export async function signed(showing, outcome, at, keep) {
  try {
    const pair = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify']);
    const message = new TextEncoder().encode(['anxin-confirm', showing, outcome, at].join(':'));
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, message);
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    await keep(pair).catch(() => undefined);
    return { key: { kty, crv, x, y }, signature: base64url(new Uint8Array(signature)), at: at };
  } catch (error) {
    return {};
  }
}

function base64url(bytes) {
  const text = btoa(String.fromCharCode.apply(null, bytes));
  return text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
