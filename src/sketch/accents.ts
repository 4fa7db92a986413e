import { lighten, mix } from './colour.ts';
import { layered1 } from './numbers.ts';
import { circle, type Contour, type Path, placed, smoothLine, smoothShape, stroke } from './path.ts';
import { fading, glowing, landPath, paintStars, paintSun, type Stage } from './scenes/parts.ts';
import { leafPath, paintFlower, paintLeaf } from './scenes/plants.ts';

/** What falls or blows through a scene, as its prompt says. */
export function paintWeather(stage: Stage): void {
  const { moods } = stage.reading;
  if (moods.has('snow')) paintSnowfall(stage, 1);
  if (moods.has('rain')) paintRain(stage);
  if (moods.has('autumn')) paintFalling(stage, 16);
}

/** What an instruction adds to a picture that is printed anew; a twig in the corner if it names nothing to add. */
export function paintChanges(stage: Stage, twig: boolean): void {
  const { sheet: s, palette, chance, reading } = stage;
  const { moods } = reading;
  const side = chance.pick([0.2, 0.8]);
  if (moods.has('sunset')) {
    s.fill(s.all, { ...fading(palette.sun, [0, s.height], [0, s.height * 0.1], 0.55), blend: 'multiply' });
    s.fill(
      [circle(s.width * side, s.height * 0.22, s.m * 0.5)],
      glowing(mix(palette.sun, palette.white, 0.35), [s.width * side, s.height * 0.22], s.m * 0.1, s.m * 0.5, 0.55),
    );
    s.fill([circle(s.width * side, s.height * 0.22, s.m * 0.1)], {
      ink: mix(palette.sun, palette.white, 0.25),
      dry: 0.3,
    });
  }
  if (moods.has('night')) {
    s.fill(s.all, { ...fading(palette.sky[0], [0, 0], [0, s.height * 0.75], 0.8), blend: 'multiply' });
    paintStars(stage, s.height * 0.55, () => 0.35);
    paintSun(stage, s.width * side, s.height * 0.19, s.m * 0.085);
  }
  if (moods.has('snow')) {
    paintSnowfall(stage, 1.5);
    paintDrift(stage);
  }
  if (moods.has('rain')) paintRain(stage);
  if (moods.has('autumn')) paintFalling(stage, 34);
  if (moods.has('spring')) paintBlossoms(stage);
  if (moods.size === 0 && twig) paintSprig(stage);
}

function paintSnowfall({ sheet: s, palette, chance }: Stage, density: number): void {
  const count = Math.min(1500, Math.round((density * 190 * s.width * s.height) / (s.m * s.m)));
  const near: Contour[] = [];
  const far: Contour[] = [];
  for (let i = 0; i < count; i++) {
    const size = chance.unit();
    const at: Contour = circle(
      s.width * chance.unit(),
      s.height * chance.unit(),
      s.m * (0.0018 + 0.0085 * size * size * size),
    );
    (size > 0.6 ? near : far).push(at);
  }
  s.fill(far, { ink: palette.white, alpha: 0.75 });
  s.fill(near, { ink: palette.white, plate: 1, alpha: 0.95 });
  for (let i = 0; i < 7; i++) {
    const [x, y, r] = [s.width * chance.unit(), s.height * chance.unit(), s.m * chance.between(0.016, 0.03)];
    s.fill(flake(x, y, r, chance.unit()), { ink: palette.white, plate: 1 });
  }
}

/** A six-armed crystal. */
function flake(x: number, y: number, r: number, tilt: number): Path {
  const arm = [
    ...stroke([0, 0, 1, 0], 0.1),
    ...stroke([0.55, 0, 0.8, 0.24], 0.08),
    ...stroke([0.55, 0, 0.8, -0.24], 0.08),
  ];
  return Array.from({ length: 6 }, (_, i) => placed(arm, x, y, r, r, tilt + i / 6)).flat();
}

function paintDrift({ sheet: s, palette, chance }: Stage): void {
  for (const [up, ink] of [
    [0.12, mix(palette.white, palette.land[1], 0.3)],
    [0.075, palette.white],
  ] as const) {
    const seed = chance.bits();
    const path = landPath(s, (x) => s.height - s.m * (up + 0.045 * layered1(seed, x / (s.m * 0.4), 2)));
    s.fill(
      path,
      { ink, dry: 0.1 },
      fading(mix(ink, palette.land[1], 0.35), [0, s.height], [0, s.height - s.m * up], 0.6),
    );
  }
}

function paintRain({ sheet: s, palette, chance }: Stage): void {
  const count = Math.min(1200, Math.round((230 * s.width * s.height) / (s.m * s.m)));
  const drops: Contour[] = [];
  for (let i = 0; i < count; i++) {
    const length = s.m * chance.between(0.02, 0.07);
    const [x, y] = [s.width * chance.between(-0.05, 1.1), s.height * chance.between(-0.05, 1)];
    const w = s.m * 0.0011;
    drops.push([x - w * 0.3, y, x + w * 0.3, y, x - length * 0.28 + w, y + length, x - length * 0.28 - w, y + length]);
  }
  s.fill(drops, { ink: mix(palette.white, palette.sky[0], 0.2), alpha: 0.72, plate: 1 });
}

function paintFalling({ sheet: s, palette, chance }: Stage, count: number): void {
  for (let i = 0; i < count * Math.min(4, (s.width * s.height) / (s.m * s.m)); i++) {
    const size = s.m * chance.between(0.018, 0.05);
    const ink = chance.pick([palette.sun, palette.pops[0], palette.pops[1], lighten(palette.sun, 0.06)]);
    s.fill(placed(leafPath(0.36), s.width * chance.unit(), s.height * chance.unit(), size, size, chance.unit()), {
      ink,
      plate: 1,
      dry: 0.2,
    });
  }
}

function paintBlossoms({ sheet: s, palette, chance }: Stage): void {
  for (let i = 0; i < 24; i++) {
    const [x, y] = [s.width * chance.unit(), s.height * chance.unit()];
    const petal = smoothShape([
      [0, 0],
      [0.5, -0.4],
      [1, -0.15],
      [0.85, 0.05],
      [1, 0.2],
      [0.5, 0.4],
    ]);
    s.fill(placed([petal], x, y, s.m * 0.022, s.m * 0.022, chance.unit()), {
      ink: chance.pick([palette.pops[1], palette.pops[0], palette.white]),
      plate: 1,
    });
  }
  for (let i = 0; i < 16; i++) {
    const away = (i % 8) / 8;
    const x = i < 8 ? s.width * 0.34 * away : s.width * (1 - 0.34 * away);
    const y = s.height - s.m * (0.03 + 0.16 * (1 - away) * chance.unit());
    const green = palette.night ? palette.land[0] : palette.land[2];
    for (const tilt of [-0.12, 0.03, 0.2])
      paintLeaf(s, x, y, s.m * 0.085, -0.25 + tilt + chance.between(-0.05, 0.05), 0.27, green, palette.paper);
    paintFlower(s, chance, x, y, s.m * chance.between(0.035, 0.06), 0, {
      petal: chance.pick(palette.pops),
      heart: palette.white,
      kind: chance.pick(['bloom', 'poppy', 'daisy']),
    });
  }
}

/** A twig in a lower corner: the smallest sign that somebody drew on the picture. */
function paintSprig({ sheet: s, palette, chance }: Stage): void {
  const side = chance.sign();
  const foot = side > 0 ? s.m * 0.04 : s.width - s.m * 0.04;
  const line = smoothLine(
    [
      [foot, s.height - s.m * 0.04],
      [foot + side * s.m * 0.1, s.height - s.m * 0.17],
      [foot + side * s.m * 0.28, s.height - s.m * 0.22],
    ],
    false,
    12,
  );
  s.fill(
    stroke(line, (t) => s.m * 0.009 * (1.25 - t)),
    { ink: palette.ink, plate: 2 },
  );
  for (let k = 2; k < line.length / 2; k += 3) {
    for (const turn of [-0.18, 0.14]) {
      const tilt = (side > 0 ? -0.12 : -0.38) + turn;
      paintLeaf(
        s,
        line[2 * k] ?? 0,
        line[2 * k + 1] ?? 0,
        s.m * 0.085,
        tilt,
        0.26,
        chance.pick([palette.sun, palette.pops[0], palette.pops[2]]),
        palette.paper,
      );
    }
  }
}
