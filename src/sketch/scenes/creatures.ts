import { type Ink, lighten, mix } from '../colour.ts';
import { cosine, lerp, sine } from '../numbers.ts';
import { landAt } from '../palette.ts';
import { arcBand, circle, type Contour, ellipse, hole, type Path, placed, type Point, rectangle, roundedRectangle, sector, smoothLine, smoothShape, stroke } from '../path.ts';
import { fading, glowing, paintFlower, paintLeaf, pointOn, type Stage, turnOf } from './parts.ts';

function backdrop({ sheet: s, palette, chance }: Stage, x: number, y: number, radius: number): void {
  const ground = palette.night ? palette.sky[0] : mix(palette.sky[1], palette.sky[0], 0.5);
  s.fill(s.all, { ink: ground }, fading(palette.sky[1], [0, s.height], [0, s.height * 0.1], 0.9));
  const sun = palette.night ? palette.sun : mix(palette.sun, palette.paper, chance.pick([0.1, 0.4]));
  s.fill([circle(x, y, radius)], { ink: sun, dry: 0.35 }, fading(lighten(sun, palette.night ? -0.1 : 0.09), [x, y + radius], [x, y - radius * 0.5], 0.8));
}

/** A bough across the sheet, with leaves and blossoms. */
function paintBough({ sheet: s, palette, chance }: Stage, y: number): void {
  const bark = mix(palette.ink, palette.land[2], 0.35);
  const line = smoothLine([[-20, y + s.m * 0.06], [s.width * 0.3, y + s.m * 0.012], [s.width * 0.6, y + s.m * 0.02], [s.width + 20, y - s.m * 0.05]], false, 14);
  for (let i = 0; i < Math.round((9 * s.width) / s.m); i++) {
    const t = chance.unit();
    const at = pointOn(line, t);
    const side = chance.sign();
    const length = s.m * chance.between(0.08, 0.17);
    const twig = smoothLine([[at.x, at.y], [at.x + length * 0.4, at.y + side * length * 0.3], [at.x + length * 0.8, at.y + side * length * 0.85]], false, 8);
    s.fill(stroke(twig, (k) => s.m * 0.008 * (1.2 - k)), { ink: bark });
    for (const k of [0.4, 0.7, 1]) {
      const leaf = pointOn(twig, k);
      const green = landAt(palette, chance.between(0.55, 0.9));
      paintLeaf(s, leaf.x, leaf.y, s.m * chance.between(0.07, 0.11), turnOf(leaf.dx, leaf.dy) + chance.between(-0.14, 0.14), 0.27, green, mix(green, palette.paper, 0.4));
    }
    const tip = pointOn(twig, 1);
    if (chance.chance(0.4)) paintFlower(s, chance, tip.x, tip.y, s.m * 0.04, 0, { petal: chance.pick(palette.pops), heart: palette.white, kind: 'poppy' });
  }
  s.fill(stroke(line, (t) => s.m * lerp(0.042, 0.022, t)), { ink: bark, dry: 0.3 }, fading(lighten(bark, 0.12), [0, y - s.m * 0.04], [0, y + s.m * 0.05], 0.6));
}

/** A round bird on a bough, seen from the side. */
export function songbird(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const x = s.width * 0.5;
  const y = s.height * 0.52;
  const r = s.m * 0.235;
  backdrop(stage, x, y - r * 0.25, s.m * 0.36);
  const side = chance.sign();
  const put = (path: Path): Path => placed(path, x, y, r * side, r);
  const coat = palette.hero ?? chance.pick([palette.land[2], palette.pops[1], palette.land[3]]);
  const breast = coat === palette.pops[0] ? palette.white : palette.pops[0];
  s.fill(put([smoothShape([[-0.7, 0.25], [-1.5, 0.85], [-2.05, 1.05], [-1.95, 1.3], [-1.2, 1.1], [-0.4, 0.75]])]), { ink: lighten(coat, -0.1), dry: 0.2 });
  const body = put([smoothShape([[0.95, -0.62], [0.62, -1.05], [0.12, -1.02], [-0.35, -0.55], [-0.95, 0.15], [-1.0, 0.75], [-0.35, 1.12], [0.45, 1.0], [0.98, 0.42], [1.06, -0.15]])]);
  s.fill(body, { ink: coat, dry: 0.2 });
  s.fill(put([smoothShape([[1.0, -0.35], [0.62, -0.2], [0.32, 0.3], [-0.2, 0.8], [-0.3, 1.1], [0.45, 0.98], [0.96, 0.42], [1.05, -0.1]])]), { ink: breast, plate: 1, dry: 0.2 });
  s.fill(body, fading(lighten(coat, -0.15), [x - r * side, y + r * 1.1], [x + r * side * 0.3, y - r * 0.3], 0.7));
  s.fill(put([[0.96, -0.72, 1.5, -0.52, 0.98, -0.44]]), { ink: palette.sun === breast ? palette.ink : palette.sun });
  s.fill(put([circle(0.66, -0.62, 0.15)]), { ink: palette.white });
  s.fill(put([circle(0.69, -0.62, 0.095)]), { ink: palette.ink });
  s.fill(put([circle(0.72, -0.655, 0.03)]), { ink: palette.white });
  [palette.land[3], mix(coat, palette.white, 0.35), palette.pops[2]].forEach((ink, i) => {
    const k = 1 - 0.24 * i;
    s.fill(put([smoothShape([[0.32, -0.12], [0.15 - 0.1 * i, 0.42 * k], [-0.55 * k, 0.72 * k], [-1.3 * k, 0.78 * k], [-0.9 * k, 0.2 * k], [-0.3, -0.28]])]), { ink, plate: 1, dry: 0.2 });
  });
  s.fill(put([...stroke([-0.05, 1.05, -0.02, 1.42], 0.05), ...stroke([0.25, 1.02, 0.3, 1.42], 0.05)]), { ink: palette.ink });
  paintBough(stage, y + r * 1.5);
}

export function owl(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const x = s.width * 0.5;
  const y = s.height * 0.5;
  const r = s.m * 0.2;
  backdrop(stage, x, y - r * 0.3, s.m * 0.36);
  const put = (path: Path): Path => placed(path, x, y, r, r);
  const coat = palette.hero ?? chance.pick([palette.land[2], palette.pops[1], palette.pops[2]]);
  const body = put([smoothShape([[0, -1.25], [0.45, -1.3], [0.95, -1.62], [1.06, -0.9], [1.16, 0.2], [0.95, 1.2], [0.4, 1.75], [-0.4, 1.75], [-0.95, 1.2], [-1.16, 0.2], [-1.06, -0.9], [-0.95, -1.62], [-0.45, -1.3]])]);
  s.fill(body, { ink: coat, dry: 0.2 }, fading(lighten(coat, -0.15), [x + r * 1.2, y + r], [x - r * 0.2, y], 0.9));
  s.fill(put([ellipse(0, 0.75, 0.72, 0.95)]), { ink: mix(palette.white, coat, 0.15), plate: 1 });
  const scales: Contour[] = [];
  for (let row = 0; row < 4; row++) {
    for (let i = 0; i < 4 - (row % 2) - (row > 2 ? 1 : 0); i++) scales.push(sector((i - 1.5 + (row % 2) * 0.5 + (row > 2 ? 0.5 : 0)) * 0.34, 0.3 + row * 0.32, 0.14, 0, 0.5));
  }
  s.fill(put(scales), { ink: lighten(coat, -0.06), plate: 1 });
  for (const side of [-1, 1]) {
    s.fill(put([smoothShape([[side * 0.95, -0.35], [side * 1.3, 0.5], [side * 1.02, 1.5], [side * 0.72, 1.0], [side * 0.74, 0.2]])]), { ink: lighten(coat, -0.12), dry: 0.2 });
    s.fill(put([circle(side * 0.47, -0.62, 0.5)]), { ink: mix(palette.white, palette.sun, 0.12), plate: 1 });
    s.fill(put([circle(side * 0.45, -0.6, 0.3)]), { ink: palette.pops[0] });
    s.fill(put([circle(side * 0.45, -0.6, 0.19)]), { ink: palette.ink });
    s.fill(put([circle(side * 0.45 + 0.07, -0.68, 0.06)]), { ink: palette.white });
    s.fill(put([ellipse(side * 0.35 - 0.1, 1.78, 0.09, 0.16), ellipse(side * 0.35 + 0.1, 1.78, 0.09, 0.16)]), { ink: palette.sun });
  }
  s.fill(put([[-0.13, -0.5, 0.13, -0.5, 0, -0.16]]), { ink: palette.sun === palette.pops[0] ? palette.pops[1] : palette.sun, plate: 2 });
  paintBough(stage, y + r * 1.95);
}

/** A big fish and its small followers, weeds and bubbles. */
export function fish(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const deep = landAt(palette, 0.75);
  const shallow = palette.night ? palette.sky[1] : landAt(palette, 0.15);
  s.fill(s.all, { ink: landAt(palette, 0.45) }, fading(shallow, [0, 0], [0, s.height * 0.7]), fading(deep, [0, s.height], [0, s.height * 0.35]));
  for (let i = 0; i < 4; i++) {
    const x = s.width * chance.between(0, 1);
    const w = s.m * chance.between(0.05, 0.14);
    s.fill([[x, -9, x + w, -9, x + w * 2.4 + s.m * 0.3, s.height, x + w * 0.2 + s.m * 0.3, s.height]], { ...fading(palette.white, [0, 0], [0, s.height * 0.75], 0.35) });
  }
  const side = chance.sign();
  for (let i = 0; i < 7; i++) paintFish(stage, s.width * chance.unit(), s.height * chance.between(0.12, 0.85), s.m * chance.between(0.03, 0.06), side, landAt(palette, chance.between(0.6, 0.9)), landAt(palette, 0.9));
  paintFish(stage, s.width * 0.5, s.height * 0.48, s.m * 0.25, side, palette.hero ?? chance.pick([palette.sun, palette.pops[0], palette.pops[1]]), palette.white);
  for (let i = 0; i < 12; i++) {
    const r = s.m * chance.between(0.006, 0.022);
    const [x, y] = [s.width * (0.5 + side * 0.3) + s.m * chance.between(-0.1, 0.1), s.height * chance.between(0.05, 0.5)];
    s.fill([circle(x, y, r), hole(circle(x, y, r * 0.78)), circle(x - r * 0.3, y - r * 0.3, r * 0.2)], { ink: palette.white, alpha: 0.8 });
  }
  for (let x = s.m * 0.02; x < s.width; x += s.m * chance.between(0.04, 0.1)) {
    const length = s.m * chance.between(0.12, 0.34);
    const sway = s.m * 0.03 * chance.sign();
    const weed = smoothLine([[x, s.height + 5], [x + sway, s.height - length * 0.33], [x - sway, s.height - length * 0.66], [x + sway * 0.6, s.height - length]], false, 10);
    s.fill(stroke(weed, (t) => s.m * 0.028 * (1 - t) + 1), { ink: chance.pick([palette.land[3], palette.pops[2], palette.land[2]]), dry: 0.2 });
  }
}

function paintFish({ sheet: s, palette }: Stage, x: number, y: number, r: number, side: 1 | -1, ink: Ink, belly: Ink): void {
  const put = (path: Path): Path => placed(path, x, y, r * side, r);
  const fin = lighten(ink, -0.09);
  s.fill(put([smoothShape([[-1.05, 0], [-1.75, -0.75], [-1.95, -0.6], [-1.62, 0], [-1.95, 0.62], [-1.75, 0.75]])]), { ink: fin, plate: 1, dry: 0.2 });
  s.fill(put([smoothShape([[0.35, -0.55], [-0.1, -1.12], [-0.75, -0.95], [-0.7, -0.35]])]), { ink: fin, plate: 1, dry: 0.2 });
  s.fill(put([smoothShape([[0.2, 0.55], [-0.15, 1.0], [-0.6, 0.85], [-0.45, 0.4]])]), { ink: fin, plate: 1, dry: 0.2 });
  const body = put([smoothShape([[1.25, 0.02], [0.9, -0.42], [0.25, -0.7], [-0.5, -0.5], [-1.2, -0.08], [-1.2, 0.1], [-0.5, 0.52], [0.25, 0.68], [0.9, 0.42]])]);
  s.fill(body, { ink, dry: 0.2 }, fading(mix(ink, belly, 0.75), [x, y + r * 0.75], [x, y - r * 0.1], 0.9));
  if (r < s.m * 0.1) return;
  const scales: Contour[] = [];
  for (let row = -2; row <= 2; row++) {
    for (let k = 0; k < 6 - Math.abs(row); k++) scales.push(arcBand(0.22 - k * 0.24 - (row & 1) * 0.12, row * 0.2, 0.1, 0.125, 0.28, 0.72));
  }
  s.fill(put(scales), { ink: lighten(ink, -0.13), plate: 2 });
  s.fill(put([arcBand(0.28, 0, 0.5, 0.54, -0.14, 0.14)]), { ink: lighten(ink, -0.16), plate: 2 });
  s.fill(put([smoothShape([[0.3, 0.16], [-0.2, 0.08], [-0.42, 0.34], [-0.1, 0.45]])]), { ink: fin, plate: 1 });
  s.fill(put([circle(0.9, -0.1, 0.125)]), { ink: palette.white });
  s.fill(put([circle(0.93, -0.1, 0.075)]), { ink: palette.ink });
  s.fill(put(stroke(smoothLine([[1.2, 0.13], [1.08, 0.18], [1.0, 0.14]], false, 6), 0.035)), { ink: palette.ink });
}

/** A friendly machine, from the waist up. */
export function robot(stage: Stage): void {
  const { sheet: s, palette, chance } = stage;
  const x = s.width * 0.5;
  const y = s.height * 0.44;
  const r = s.m * 0.22;
  backdrop(stage, x, y, s.m * 0.37);
  for (let i = 0; i < 14; i++) {
    const at: Point = [s.width * chance.unit(), s.height * chance.between(0.03, 0.8)];
    const arm = s.m * 0.014;
    s.fill([...stroke([at[0] - arm, at[1], at[0] + arm, at[1]], s.m * 0.004), ...stroke([at[0], at[1] - arm, at[0], at[1] + arm], s.m * 0.004)], { ink: palette.white });
  }
  const put = (path: Path): Path => placed(path, x, y, r, r);
  const metal = palette.hero ?? chance.pick([palette.land[1], palette.pops[2], palette.pops[1]]);
  const dark = lighten(metal, -0.13);
  s.fill(put([rectangle(-0.28, 0.8, 0.56, 0.6)]), { ink: dark });
  const body = put([roundedRectangle(-1.15, 1.2, 2.3, 3, 0.42)]);
  for (const side of [-1, 1]) {
    s.fill(put(stroke(smoothLine([[side * 1.2, 1.65], [side * 1.75, 2.1], [side * 1.7, 3.2]], false, 8), 0.36)), { ink: dark, dry: 0.2 });
    s.fill(put([circle(side * 1.18, 1.62, 0.3)]), { ink: palette.pops[0], plate: 1 });
    s.fill(put([roundedRectangle(side > 0 ? 1.08 : -1.3, -0.25, 0.22, 0.55, 0.09)]), { ink: palette.pops[0], plate: 1 });
  }
  s.fill(body, { ink: metal, dry: 0.2 }, fading(dark, [x + r * 1.2, y + r * 2.4], [x - r * 0.3, y + r * 1.6], 0.9));
  s.fill(put([roundedRectangle(-0.6, 1.62, 1.2, 0.72, 0.12)]), { ink: palette.paper, plate: 1 });
  const pulse = smoothLine([[-0.48, 2.0], [-0.2, 2.0], [-0.1, 1.78], [0.04, 2.2], [0.14, 2.0], [0.48, 2.0]], false, 6);
  s.fill(put(stroke(pulse, 0.05)), { ink: palette.sun, plate: 2 });
  s.fill(put([...stroke([0, -0.8, 0, -1.3], 0.07), circle(0, -1.38, 0.15)]), { ink: dark });
  s.fill(put([circle(0, -1.38, 0.13)]), { ink: palette.sun });
  s.fill(put([circle(0, -1.38, 0.42)]), glowing(palette.sun, [x, y - r * 1.38], r * 0.1, r * 0.42, 0.6));
  const head = put([roundedRectangle(-1.12, -0.82, 2.24, 1.7, 0.48)]);
  s.fill(head, { ink: metal, dry: 0.2 }, fading(dark, [x + r * 1.2, y + r * 0.8], [x - r * 0.3, y - r * 0.2], 0.9));
  s.fill(put([roundedRectangle(-0.88, -0.56, 1.76, 1.16, 0.34)]), { ink: palette.ink });
  const joyful = chance.chance(0.35);
  for (const side of [-1, 1]) {
    if (joyful) s.fill(put(stroke([side * 0.4 - 0.2, 0.02, side * 0.4, -0.2, side * 0.4 + 0.2, 0.02], 0.085)), { ink: palette.sun });
    else {
      s.fill(put([circle(side * 0.4, -0.06, 0.21)]), { ink: palette.sun });
      s.fill(put([circle(side * 0.4 + 0.06, -0.12, 0.06)]), { ink: palette.white });
    }
  }
  const smile: number[] = [];
  for (let i = 0; i <= 12; i++) smile.push(cosine(0.08 + 0.34 * (i / 12)) * 0.24, 0.18 + sine(0.08 + 0.34 * (i / 12)) * 0.16);
  s.fill(put(stroke(smile, 0.06)), { ink: palette.sun });
}
