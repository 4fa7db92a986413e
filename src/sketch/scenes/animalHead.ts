import { type Ink, lighten, mix } from '../colour.ts';
import { circle, ellipse, type Path, placed, type Point, smoothLine, smoothShape } from '../path.ts';
import type { Fur, Mammal } from './animalBody.ts';
import { blush, paintAnimalFace } from './animalFace.ts';
import { fading, type Stage } from './parts.ts';

/** Points of the right half from top to bottom become a whole. */
function mirrored(half: readonly Point[]): Point[] {
  return [
    ...half,
    ...half
      .filter(([x]) => x !== 0)
      .map(([x, y]): Point => [-x, y])
      .reverse(),
  ];
}

const heads: Readonly<Record<Mammal, readonly Point[]>> = {
  cat: [
    [0, -0.8],
    [0.5, -0.76],
    [0.9, -0.3],
    [1.06, 0.2],
    [0.84, 0.62],
    [0.42, 0.84],
    [0, 0.9],
  ],
  dog: [
    [0, -0.86],
    [0.5, -0.78],
    [0.8, -0.35],
    [0.82, 0.15],
    [0.62, 0.6],
    [0.36, 0.95],
    [0, 1.02],
  ],
  fox: [
    [0, -0.72],
    [0.5, -0.72],
    [0.86, -0.3],
    [1.12, 0.22],
    [0.66, 0.56],
    [0.22, 0.98],
    [0, 1.06],
  ],
  rabbit: [
    [0, -0.78],
    [0.45, -0.7],
    [0.76, -0.25],
    [0.84, 0.25],
    [0.66, 0.66],
    [0.32, 0.86],
    [0, 0.88],
  ],
  bear: [
    [0, -0.86],
    [0.5, -0.78],
    [0.88, -0.32],
    [0.98, 0.2],
    [0.78, 0.66],
    [0.4, 0.88],
    [0, 0.92],
  ],
  panda: [
    [0, -0.84],
    [0.52, -0.76],
    [0.92, -0.3],
    [1.04, 0.2],
    [0.84, 0.64],
    [0.42, 0.86],
    [0, 0.9],
  ],
};

export function paintHead(stage: Stage, kind: Mammal, fur: Fur, x: number, y: number, r: number): void {
  const { sheet: s } = stage;
  const tilt = stage.chance.between(-0.018, 0.018);
  const put = (path: Path): Path => placed(path, x, y, r, r, tilt);
  paintEars(stage, kind, fur, put);
  const head = put([smoothShape(mirrored(heads[kind]))]);
  s.fill(head, { ink: fur.coat, dry: 0.2 });
  s.fill(
    head,
    fading(
      lighten(fur.coat, fur.coat === stage.palette.white ? -0.12 : -0.1),
      [x + r * 1.15, y + r * 0.7],
      [x - r * 0.15, y - r * 0.25],
      0.85,
    ),
  );
  paintMarks(stage, kind, fur, put);
  paintAnimalFace(stage, kind, fur, put);
}

function paintEars({ sheet: s }: Stage, kind: Mammal, fur: Fur, put: (path: Path) => Path): void {
  const both = (path: Path, ink: Ink): void => {
    s.fill(put(path), { ink, dry: 0.15 });
    s.fill(put(placed(path, 0, 0, -1, 1)), { ink, dry: 0.15 });
  };
  const inner = mix(fur.coat, blush, 0.65);
  if (kind === 'cat' || kind === 'fox') {
    const tall = kind === 'fox' ? -1.55 : -1.38;
    both(
      [
        smoothLine(
          [
            [0.22, -0.7],
            [0.52, tall * 0.86],
            [0.78, tall],
            [0.95, -0.95],
            [0.98, -0.2],
          ],
          false,
          8,
        ),
      ],
      kind === 'fox' ? fur.dark : fur.coat,
    );
    if (kind === 'fox')
      both(
        [
          smoothLine(
            [
              [0.22, -0.7],
              [0.44, tall * 0.72],
              [0.95, -0.8],
              [0.98, -0.2],
            ],
            false,
            8,
          ),
        ],
        fur.coat,
      );
    both(
      [
        smoothLine(
          [
            [0.42, -0.74],
            [0.6, tall * 0.78],
            [0.75, tall * 0.86],
            [0.84, -0.85],
            [0.86, -0.42],
          ],
          false,
          8,
        ),
      ],
      inner,
    );
  } else if (kind === 'dog') {
    both(
      [
        smoothShape([
          [0.4, -0.78],
          [0.86, -0.82],
          [1.16, -0.2],
          [1.12, 0.5],
          [0.86, 0.62],
          [0.72, 0.1],
          [0.6, -0.4],
        ]),
      ],
      lighten(fur.coat, -0.14),
    );
  } else if (kind === 'rabbit') {
    both(
      [
        smoothShape([
          [0.14, -0.6],
          [0.12, -1.5],
          [0.34, -2.25],
          [0.58, -1.9],
          [0.62, -1.2],
          [0.5, -0.5],
        ]),
      ],
      fur.coat,
    );
    both(
      [
        smoothShape([
          [0.26, -0.75],
          [0.25, -1.5],
          [0.37, -2],
          [0.48, -1.7],
          [0.48, -1.2],
          [0.4, -0.7],
        ]),
      ],
      inner,
    );
  } else {
    both([circle(0.74, -0.72, 0.36)], kind === 'panda' ? fur.dark : fur.coat);
    if (kind === 'bear') both([circle(0.76, -0.72, 0.2)], inner);
  }
}

function paintMarks({ sheet: s, palette, chance }: Stage, kind: Mammal, fur: Fur, put: (path: Path) => Path): void {
  const both = (path: Path, ink: Ink): void => {
    s.fill(put(path), { ink, plate: 1, dry: 0.15 });
    s.fill(put(placed(path, 0, 0, -1, 1)), { ink, plate: 1, dry: 0.15 });
  };
  if (kind === 'cat') {
    both([ellipse(0.2, 0.46, 0.3, 0.27)], fur.pale);
    if (chance.chance(0.75)) {
      const stripe = mix(lighten(fur.coat, -0.2), fur.dark, 0.25);
      s.fill(put([[-0.09, -0.82, 0.09, -0.82, 0, -0.28]]), { ink: stripe, plate: 1 });
      both([[0.22, -0.82, 0.4, -0.78, 0.24, -0.42]], stripe);
      both([[0.99, 0.03, 1.0, 0.2, 0.66, 0.2]], stripe);
      both([[0.95, 0.36, 0.87, 0.52, 0.6, 0.43]], stripe);
    }
  } else if (kind === 'fox') {
    both(
      [
        smoothShape([
          [0.04, 0.2],
          [0.4, 0.12],
          [1.08, 0.24],
          [0.66, 0.56],
          [0.22, 0.96],
          [0.02, 1.04],
        ]),
      ],
      fur.pale,
    );
    s.fill(
      put([
        smoothShape([
          [-0.1, 0.1],
          [0.1, 0.1],
          [0.16, 0.6],
          [0.06, 0.9],
          [-0.06, 0.9],
          [-0.16, 0.6],
        ]),
      ]),
      { ink: fur.coat, plate: 1 },
    );
  } else if (kind === 'panda') {
    both([ellipse(0.42, 0.06, 0.24, 0.31, 0.09)], fur.dark);
  } else if (kind === 'dog') {
    s.fill(
      put([
        smoothShape([
          [0, -0.8],
          [0.16, -0.3],
          [0.2, 0.1],
          [0.46, 0.5],
          [0.3, 0.92],
          [0, 0.98],
          [-0.3, 0.92],
          [-0.46, 0.5],
          [-0.2, 0.1],
          [-0.16, -0.3],
        ]),
      ]),
      { ink: fur.pale, plate: 1 },
    );
    if (chance.chance(0.5)) s.fill(put([ellipse(0.44, -0.06, 0.3, 0.34)]), { ink: lighten(fur.coat, -0.14), plate: 1 });
  } else {
    s.fill(put([ellipse(0, 0.46, 0.44, 0.34)]), { ink: mix(fur.pale, palette.white, 0.3), plate: 1 });
  }
  if (kind === 'rabbit' || kind === 'bear' || kind === 'cat') {
    both([ellipse(0.68, 0.42, 0.17, 0.11)], mix(fur.coat, blush, 0.6));
  }
}
