/* Reading a square from a camera's picture, for browsers without BarcodeDetector. */

import { Decoder, Detector, binarize, grayscale } from '../vendor/qr-read.min.js';

/** The text of the first square that can be read in a picture ({width, height, data} in RGBA, as `getImageData` gives it);
    undefined when there is none. */
export function readSquare(picture) {
  const candidates = new Detector().detect(binarize(grayscale(picture), picture.width, picture.height));
  let candidate = candidates.next();
  while (!candidate.done) {
    try {
      return new Decoder().decode(candidate.value.matrix).content;
    } catch (error) {
      candidate = candidates.next(false);
    }
  }
  return undefined;
}
