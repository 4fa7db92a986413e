import { lighten, mix } from '../colour.ts';
import { landAt } from '../palette.ts';
import { arch, circle, type Contour, rectangle } from '../path.ts';
import { paintFruit } from './fruit.ts';
import { fading, type Stage } from './parts.ts';
import { paintThing, paintVase } from './vessels.ts';

/** Things on a table: a vase with a branch, a bowl of fruit, a cup, books, before a wall with a window of light. */
export function stillLife(stage: Stage): void {
  const { sheet: s, palette, chance, reading } = stage;
  const table = s.height * (s.height > s.width ? chance.between(0.68, 0.74) : chance.between(0.64, 0.72));
  paintRoom(stage, table);
  const unit = Math.min(s.m * 0.42, table * 0.62);
  const places = Math.max(3, Math.min(9, Math.round((s.width / unit) * 1.35)));
  const cup = reading.names('coffee tea cup mug 咖啡 茶 杯');
  const books = reading.names('book books desk 書 书');
  const kinds = chance.shuffled([
    'bowl',
    cup ? 'cup' : 'bottle',
    books ? 'books' : 'fruit',
    'bottle',
    'cup',
    'books',
    'fruit',
    'jug',
  ]);
  const hero = Math.floor(places / 2 - 0.01) + (chance.chance(0.5) && places > 3 ? 1 : 0);
  const gap = s.width / (places + 0.15);
  for (let i = 0; i < places; i++) {
    const x = s.width / 2 + (i - (places - 1) / 2) * gap + chance.between(-0.06, 0.06) * gap;
    const y = table + (s.height - table) * chance.between(0.16, 0.42);
    if (i === hero) continue;
    const kind = cup && i === hero + 1 ? 'cup' : books && i === hero - 1 ? 'books' : (kinds[i % kinds.length] ?? 'cup');
    paintThing(stage, kind, x, y, unit * (cup && kind === 'cup' ? 1.15 : 0.9));
  }
  const x = s.width / 2 + (hero - (places - 1) / 2) * gap;
  paintVase(stage, x, table + (s.height - table) * 0.3, unit);
  for (let i = 0; i < 3; i++)
    paintFruit(
      stage,
      x + chance.between(-0.6, 0.6) * gap,
      table + (s.height - table) * chance.between(0.55, 0.72),
      unit * 0.17,
      palette.pops[i % 2] ?? palette.sun,
    );
}

function paintRoom({ sheet: s, palette, chance }: Stage, table: number): void {
  const wall = palette.night ? palette.sky[1] : mix(palette.sky[1], palette.sky[0], 0.35);
  s.fill(s.all, { ink: wall }, fading(mix(wall, palette.sky[0], 0.8), [0, 0], [s.width * 0.5, table], 0.8));
  const light = chance.pick(['arch', 'sun', 'window']);
  const x = s.width * chance.between(0.28, 0.72);
  if (light === 'sun')
    s.fill(
      [circle(x, table * 0.45, s.m * 0.26)],
      { ink: palette.sun, dry: 0.35 },
      fading(lighten(palette.sun, 0.1), [x, table * 0.8], [x, table * 0.2], 0.8),
    );
  if (light === 'arch') {
    for (const [scale, ink] of [
      [1, palette.sun],
      [0.78, mix(palette.sun, palette.paper, 0.4)],
      [0.56, mix(palette.sun, palette.paper, 0.72)],
    ] as const) {
      s.fill([arch(x - s.m * 0.31 * scale, table - s.m * 0.6 * scale, s.m * 0.62 * scale, s.m)], { ink, dry: 0.3 });
    }
  }
  if (light === 'window') {
    const slant = s.m * 0.1;
    for (const [column, row] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const left = x - s.m * 0.27 + column * s.m * 0.28;
      const top = table * 0.14 + row * s.m * 0.25;
      s.fill(
        [
          [
            left,
            top,
            left + s.m * 0.25,
            top - slant * 0.4,
            left + s.m * 0.25,
            top + s.m * 0.22 - slant * 0.4,
            left,
            top + s.m * 0.22,
          ],
        ],
        { ink: mix(palette.white, palette.sun, 0.18), alpha: 0.85, dry: 0.2 },
      );
    }
  }
  const wood = landAt(palette, chance.pick([0.05, 0.35, 0.75]));
  s.fill(
    [rectangle(-9, table, s.width + 18, s.height)],
    { ink: wood, dry: 0.15 },
    fading(lighten(wood, -0.1), [0, s.height], [0, table], 0.8),
  );
  s.fill([rectangle(-9, table, s.width + 18, s.m * 0.006)], { ink: lighten(wood, 0.09) });
  if (chance.chance(0.5)) {
    const cloth: Contour[] = [];
    for (let k = -2; k < s.width / (s.m * 0.09) + 6; k++)
      cloth.push([
        k * s.m * 0.09,
        s.height + 9,
        k * s.m * 0.09 + s.m * 0.012,
        s.height + 9,
        k * s.m * 0.09 - s.m * 0.14,
        table,
        k * s.m * 0.09 - s.m * 0.147,
        table,
      ]);
    s.fill(cloth, { ink: lighten(wood, 0.07), alpha: 0.6, plate: 1 });
  }
}
