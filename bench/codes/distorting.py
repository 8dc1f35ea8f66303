"""What a camera makes of a square: turned, seen askew, out of focus, unevenly lit, noisy, pressed. All seeded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from anxin.kernel.printing.squares import QUIET, Square

Grey = npt.NDArray[np.uint8]
FRAME = 1.75  # the frame's side in widths of the symbol: one turned by 45° with its quiet zone stays inside
FINER = 3  # pictures are turned at this many times the sensor's pixels


@dataclass(frozen=True)
class Distortion:
    """How bad the camera, the hand and the light are. Ranges are drawn from evenly; `corners` is how far the
    corners of the frame move, in widths of the symbol; `gradient` the loss of light from one side to the other."""

    name: str
    degrees: float
    corners: float
    blur: tuple[float, float]  # σ in pixels
    noise: float  # σ in grey levels
    gradient: float
    dark: int
    light: int
    jpeg: int


MODERATE = Distortion("moderate", 20, 0.06, (0.6, 1.4), 8, 0.30, 45, 210, 60)
HARD = Distortion("hard", 45, 0.12, (1.0, 2.2), 14, 0.50, 60, 190, 40)


def frames(square: Square, how: Distortion, *, width: int, number: int, seed: int) -> Iterator[Grey]:
    """`number` pictures of a square that is `width` pixels wide in them, without its quiet zone."""
    drawn = picture(square, pixels=max(4, FINER * width // square.modules))
    for trial in range(number):
        chance = np.random.default_rng((seed, width, square.version, trial))
        yield pressed(lit(turned(drawn, square, how, width, chance), how, chance), how)


def picture(square: Square, *, pixels: int) -> Grey:
    """The square with its quiet zone, black on white, `pixels` a module."""
    modules = np.array([list(row) for row in square.rows], np.uint8)
    padded = np.pad(255 - 255 * modules, QUIET, constant_values=255)
    return np.asarray(padded.repeat(pixels, axis=0).repeat(pixels, axis=1), np.uint8)


def turned(drawn: Grey, square: Square, how: Distortion, width: int, chance: np.random.Generator) -> Grey:
    """The square in the middle of a frame of paper, turned; then the frame is seen from the side."""
    side = FINER * round(FRAME * width)
    scale = FINER * width / square.modules * (square.modules + 2 * QUIET) / drawn.shape[0]
    turn = cv2.getRotationMatrix2D((drawn.shape[0] / 2,) * 2, chance.uniform(-how.degrees, how.degrees), scale)
    turn[:, 2] += (side - drawn.shape[0]) / 2
    corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    moved = corners + chance.uniform(-how.corners, how.corners, (4, 2)) * FINER * width
    askew = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    matrix = askew @ np.vstack((turn, (0, 0, 1)))
    paper: Any = cv2.warpPerspective(drawn, matrix, (side, side), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    # A pixel of a sensor gathers the light of its whole area.
    return np.asarray(cv2.resize(paper, (side // FINER, side // FINER), interpolation=cv2.INTER_AREA), np.uint8)


def lit(frame: Grey, how: Distortion, chance: np.random.Generator) -> Grey:
    """Contrast, light falling off in some direction, lens and sensor."""
    grey = how.dark + frame.astype(np.float32) * ((how.light - how.dark) / 255)
    side = frame.shape[0]
    towards = chance.uniform(0, 2 * np.pi)
    rows, columns = np.mgrid[0:side, 0:side] / (side - 1) - 0.5
    along = (np.cos(towards) * columns + np.sin(towards) * rows) / np.sqrt(2) + 0.5
    shaded = (grey * (1 - how.gradient * along)).astype(np.float32)
    blurred = cv2.GaussianBlur(shaded, (0, 0), chance.uniform(*how.blur))
    noisy = blurred + chance.normal(0, how.noise, frame.shape)
    return np.asarray(np.clip(noisy, 0, 255), np.uint8)


def pressed(frame: Grey, how: Distortion) -> Grey:
    """What is left after JPEG."""
    _done, packed = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, how.jpeg])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
