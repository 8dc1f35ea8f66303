/* The camera of the scanner page: what it reads is put into the field and sent, as a hand scanner would. */
const form = document.getElementById("scan-form");
const field = document.getElementById("scan-text");
const box = document.querySelector("[data-camera]");
const SAME_AGAIN_MS = 5000; // one code held still before the camera is one scan
const LOOK_MS = 150;

const ready = () => {
  field.value = "";
  field.focus();
};
document.body.addEventListener("htmx:afterRequest", ready);

async function reader() {
  if ("BarcodeDetector" in window) {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => {
      const found = await detector.detect(video);
      return found.length ? found[0].rawValue : "";
    };
  }
  const { Decoder, Detector, binarize, grayscale } = await import("/static/vendor/qr-read.min.js");
  const detector = new Detector();
  const decoder = new Decoder();
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const side = Math.min(video.videoWidth, video.videoHeight);
    canvas.width = canvas.height = Math.min(side, 720);
    const left = (video.videoWidth - side) / 2;
    const top = (video.videoHeight - side) / 2;
    drawing.drawImage(video, left, top, side, side, 0, 0, canvas.width, canvas.height);
    const picture = drawing.getImageData(0, 0, canvas.width, canvas.height);
    const dots = binarize(grayscale(picture), picture.width, picture.height);
    for (const found of detector.detect(dots)) {
      try {
        return decoder.decode(found.matrix).content;
      } catch (unread) {
        continue; // looked like a code and was none
      }
    }
    return "";
  };
}

function camera() {
  const view = box.querySelector("[data-camera-view]");
  const button = box.querySelector("[data-camera-switch]");
  const trouble = box.querySelector("[data-camera-trouble]");
  let stream = null;
  let last = "";
  let lastAt = 0;

  const show = (on) => {
    view.hidden = !on;
    button.setAttribute("aria-pressed", String(on));
    for (const word of button.querySelectorAll("[data-camera-word]")) {
      word.hidden = (word.dataset.cameraWord === "on") !== on;
    }
  };
  const stop = () => {
    if (stream) {
      stream.getTracks().forEach((track) => track.stop());
    }
    stream = null;
    show(false);
  };
  const take = (text) => {
    const now = Date.now();
    if (!text || (text === last && now - lastAt < SAME_AGAIN_MS)) {
      return;
    }
    last = text;
    lastAt = now;
    field.value = text;
    form.requestSubmit();
    if (navigator.vibrate) {
      navigator.vibrate(60);
    }
  };
  const start = async () => {
    trouble.hidden = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      view.srcObject = stream;
      show(true);
      await view.play();
      const read = await reader();
      while (stream) {
        take(await read(view));
        await new Promise((wake) => setTimeout(wake, LOOK_MS));
      }
    } catch (refused) {
      stop();
      trouble.hidden = false;
    }
  };
  button.addEventListener("click", () => (stream ? stop() : start()));
  window.addEventListener("pagehide", stop);
  box.hidden = false;
}

if (navigator.mediaDevices && navigator.mediaDevices.getUserMedia) {
  camera();
}
ready();
