/* Takes away what came after Chrome 67, and the cryptography that a page without https has not. Only globalThis stays: what
   drives the browser in tests needs it. */
(function () {
  const later = [
    [Object, 'fromEntries hasOwn groupBy'],
    [Promise, 'allSettled any try withResolvers'],
    [String.prototype, 'at isWellFormed matchAll replaceAll toWellFormed'],
    [Array, 'fromAsync'],
    [Array.prototype, 'at findLast findLastIndex flat flatMap toReversed toSorted toSpliced with'],
    [Object.getPrototypeOf(Uint8Array.prototype), 'at findLast findLastIndex toReversed toSorted with'],
    [Uint8Array, 'fromBase64 fromHex'],
    [Uint8Array.prototype, 'setFromBase64 setFromHex toBase64 toHex'],
    [Set.prototype, 'difference intersection isDisjointFrom isSubsetOf isSupersetOf symmetricDifference union'],
    [Blob.prototype, 'arrayBuffer bytes stream text'],
    [Element.prototype, 'replaceChildren checkVisibility'],
    [AbortSignal, 'any timeout'],
    [window, 'AggregateError BarcodeDetector CompressionStream DecompressionStream FinalizationRegistry Iterator'],
    [window, 'WeakRef queueMicrotask structuredClone'],
  ];
  for (const [holder, names] of later) for (const name of names.split(' ')) delete holder[name];
  Object.defineProperty(window.crypto, 'subtle', { value: undefined });
})();
