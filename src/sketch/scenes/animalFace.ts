import { type Ink, lighten, lightness, mix } from '../colour.ts';
import { circle, ellipse, type Path, smoothLine, smoothShape, stroke } from '../path.ts';
import type { Fur, Mammal } from './animalBody.ts';
import type { Stage } from './parts.ts';

export const blush: Ink = 0xe79a92;

export function paintAnimalFace(
  { sheet: s, palette, chance }: Stage,
  kind: Mammal,
  fur: Fur,
  put: (path: Path) => Path,
): void {
  const sleepy = kind !== 'panda' && chance.chance(0.22);
  // A dark face wants pale lines.
  const line = lightness(fur.coat) < 0.48 ? mix(palette.paper, fur.coat, 0.15) : fur.dark;
  for (const side of [-1, 1]) {
    const ex = side * (kind === 'dog' || kind === 'bear' ? 0.38 : 0.43);
    const ey = kind === 'fox' ? 0.06 : 0.02;
    if (sleepy) {
      s.fill(
        put(
          stroke(
            smoothLine(
              [
                [ex - 0.17, ey],
                [ex, ey + 0.13],
                [ex + 0.17, ey],
              ],
              false,
              8,
            ),
            0.055,
          ),
        ),
        { ink: line, plate: 2 },
      );
      continue;
    }
    if (kind === 'cat') {
      s.fill(
        put([
          smoothShape([
            [ex - 0.2, ey + 0.03],
            [ex, ey - 0.17],
            [ex + 0.2, ey - 0.01 * side],
            [ex, ey + 0.17],
          ]),
        ]),
        { ink: fur.eye },
      );
      s.fill(put([ellipse(ex, ey, 0.075, 0.15)]), { ink: palette.ink });
    } else s.fill(put([ellipse(ex, ey, 0.115, 0.13)]), { ink: kind === 'panda' ? palette.white : palette.ink });
    if (kind === 'panda') s.fill(put([circle(ex, ey + 0.01, 0.075)]), { ink: palette.ink });
    s.fill(put([circle(ex + 0.04, ey - 0.055, 0.036)]), { ink: palette.white });
  }
  const ny = kind === 'fox' ? 0.86 : kind === 'dog' ? 0.46 : 0.3;
  const size = kind === 'dog' || kind === 'bear' ? 1.5 : 1;
  s.fill(
    put([
      smoothShape([
        [-0.11 * size, ny - 0.05],
        [0, ny - 0.08],
        [0.11 * size, ny - 0.05],
        [0, ny + 0.1 * size],
      ]),
    ]),
    { ink: kind === 'cat' || kind === 'rabbit' ? lighten(blush, -0.08) : fur.dark },
  );
  if (kind === 'fox') return;
  const my = ny + 0.1 * size;
  const mouth = kind === 'panda' ? fur.dark : mix(fur.dark, fur.pale, 0.1);
  for (const side of [-1, 1]) {
    s.fill(
      put(
        stroke(
          smoothLine(
            [
              [0, my - 0.02],
              [side * 0.02, my + 0.1],
              [side * 0.13, my + 0.15],
              [side * 0.23, my + 0.07],
            ],
            false,
            8,
          ),
          0.034,
        ),
      ),
      { ink: mouth, plate: 2 },
    );
    if (kind !== 'cat' && kind !== 'rabbit') continue;
    for (const up of [-0.09, 0.02, 0.13]) {
      s.fill(
        put(
          stroke(
            smoothLine(
              [
                [side * 0.42, 0.42 + up * 0.5],
                [side * 0.85, 0.38 + up],
                [side * 1.35, 0.36 + up * 2.1],
              ],
              false,
              8,
            ),
            (t) => 0.026 * (1.1 - t),
          ),
        ),
        { ink: line, plate: 2 },
      );
    }
  }
}
