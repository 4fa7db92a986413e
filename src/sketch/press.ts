import type { Ink } from './colour.ts';
import { type Grain, tileEdge, tileMask } from './grain.ts';
import { clamp } from './numbers.ts';
import type { Raster } from './raster.ts';

/** How an ink thins out over a shape: fully there at `from`, gone at `to` (the other way round for radial). */
export interface Fade {
  /** `stipple`: spray of fine grains; `halftone`: dots of a print screen; `smooth`: an even wash. */
  readonly kind: 'stipple' | 'halftone' | 'smooth';
  /** Linear: two points. Radial: the centre, and the radii where the ink is full and where it is gone. */
  readonly along:
    | { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number }
    | { readonly cx: number; readonly cy: number; readonly full: number; readonly gone: number };
  /** Density where the ink is fullest, 0 to 1. */
  readonly strength?: number;
}

export interface Paint {
  readonly ink: Ink;
  readonly alpha?: number;
  /** `over` covers what is below, `multiply` is a translucent ink. */
  readonly blend?: 'over' | 'multiply';
  /** Printing plate: shapes of one plate are out of register together. 0 is the plate that sits right. */
  readonly plate?: 0 | 1 | 2 | 3;
  readonly fade?: Fade;
  /** How much of the ink did not take to the paper, 0 to 1. */
  readonly dry?: number;
}

/** Blends one flat ink with a fixed alpha (0 to 256) over a row. */
export function blendRow(
  raster: Raster,
  y: number,
  from: number,
  to: number,
  coverage: Uint8Array,
  ink: Ink,
  alpha: number,
): void {
  const { data, width } = raster;
  const red = (ink >> 16) & 255;
  const green = (ink >> 8) & 255;
  const blue = ink & 255;
  for (let x = from, at = (y * width + from) * 4; x < to; x++, at += 4) {
    const a = ((coverage[x] ?? 0) * alpha) >> 8;
    if (a === 0) continue;
    const keep = 255 - a;
    data[at] = ((data[at] ?? 0) * keep + red * a + 127) / 255;
    data[at + 1] = ((data[at + 1] ?? 0) * keep + green * a + 127) / 255;
    data[at + 2] = ((data[at + 2] ?? 0) * keep + blue * a + 127) / 255;
  }
}

/** Puts one ink on the rows of one shape. */
export class Press {
  readonly #raster: Raster;
  readonly #data: Uint8Array;
  readonly #ink: Ink;
  readonly #width: number;
  readonly #fine: Grain;
  readonly #mottle: Grain;
  readonly #red: number;
  readonly #green: number;
  readonly #blue: number;
  readonly #alpha: number;
  readonly #multiply: boolean;
  readonly #dry: number;
  readonly #fade: Fade | undefined;
  readonly #strength: number;
  readonly #pitch: number;
  readonly #shift: number;
  /** Thinning of the row at hand, before grain: 0 to 255 plus a margin at both ends. */
  readonly #tones: Int32Array;

  constructor(paint: Paint, raster: Raster, fine: Grain, mottle: Grain, m: number) {
    this.#raster = raster;
    this.#data = raster.data;
    this.#ink = paint.ink;
    this.#width = raster.width;
    this.#fine = fine;
    this.#mottle = mottle;
    this.#red = (paint.ink >> 16) & 255;
    this.#green = (paint.ink >> 8) & 255;
    this.#blue = paint.ink & 255;
    this.#alpha = Math.round(clamp(paint.alpha ?? 1, 0, 1) * 255);
    this.#multiply = paint.blend === 'multiply';
    this.#dry = paint.dry ?? 0;
    this.#fade = paint.fade;
    this.#strength = paint.fade?.strength ?? 1;
    this.#pitch = Math.max(4, m * 0.0095);
    // A different part of the tile for each ink, or the grains of all inks would fall on one another.
    this.#shift = (paint.ink % 509) + (paint.plate ?? 0) * 97;
    this.#tones = new Int32Array(paint.fade === undefined ? 0 : raster.width);
  }

  row(y: number, from: number, to: number, coverage: Uint8Array): void {
    if (this.#fade !== undefined) this.#thin(this.#fade, y, from, to, coverage);
    if (this.#dry > 0) this.#starve(y, from, to, coverage);
    if (this.#multiply) this.#multiplyRow(y, from, to, coverage);
    else if (this.#alpha === 255) this.#coverRow(y, from, to, coverage);
    else blendRow(this.#raster, y, from, to, coverage, this.#ink, this.#alpha + 1);
  }

  #coverRow(y: number, from: number, to: number, coverage: Uint8Array): void {
    const data = this.#data;
    const red = this.#red;
    const green = this.#green;
    const blue = this.#blue;
    for (let x = from, at = (y * this.#width + from) * 4; x < to; x++, at += 4) {
      const a = coverage[x] ?? 0;
      if (a === 0) continue;
      if (a === 255) {
        data[at] = red;
        data[at + 1] = green;
        data[at + 2] = blue;
      } else {
        const keep = 255 - a;
        data[at] = ((data[at] ?? 0) * keep + red * a + 127) / 255;
        data[at + 1] = ((data[at + 1] ?? 0) * keep + green * a + 127) / 255;
        data[at + 2] = ((data[at + 2] ?? 0) * keep + blue * a + 127) / 255;
      }
      data[at + 3] = 255;
    }
  }

  #multiplyRow(y: number, from: number, to: number, coverage: Uint8Array): void {
    const data = this.#data;
    const alpha = this.#alpha;
    for (let x = from, at = (y * this.#width + from) * 4; x < to; x++, at += 4) {
      const a = (((coverage[x] ?? 0) * alpha + 127) / 255) | 0;
      if (a === 0) continue;
      data[at] = ((data[at] ?? 0) * (65025 - a * (255 - this.#red)) + 32512) / 65025;
      data[at + 1] = ((data[at + 1] ?? 0) * (65025 - a * (255 - this.#green)) + 32512) / 65025;
      data[at + 2] = ((data[at + 2] ?? 0) * (65025 - a * (255 - this.#blue)) + 32512) / 65025;
    }
  }

  /** Specks where the paper shows, in clusters. */
  #starve(y: number, from: number, to: number, coverage: Uint8Array): void {
    const row = ((y + this.#shift * 3) & tileMask) * tileEdge;
    const reach = this.#dry * 0.5;
    for (let x = from; x < to; x++) {
      const a = coverage[x] ?? 0;
      if (a === 0) continue;
      const at = row + ((x + this.#shift) & tileMask);
      const bare = (this.#mottle[at] ?? 0) * reach - (this.#fine[at] ?? 0);
      if (bare > 0) coverage[x] = bare > 24 ? 0 : (a * (24 - bare)) / 24;
    }
  }

  #thin(fade: Fade, y: number, from: number, to: number, coverage: Uint8Array): void {
    this.#measure(fade, y, from, to);
    if (fade.kind === 'stipple') this.#stipple(y, from, to, coverage);
    else if (fade.kind === 'halftone') this.#halftone(y, from, to, coverage);
    else {
      for (let x = from; x < to; x++) {
        const tone = clamp(this.#tones[x] ?? 0, 0, 255);
        coverage[x] = ((coverage[x] ?? 0) * tone + 127) / 255;
      }
    }
  }

  #measure(fade: Fade, y: number, from: number, to: number): void {
    const tones = this.#tones;
    const scale = 255 * this.#strength;
    const { along } = fade;
    if ('cx' in along) {
      const dy = y + 0.5 - along.cy;
      const range = along.gone - along.full;
      for (let x = from; x < to; x++) {
        const dx = x + 0.5 - along.cx;
        tones[x] = clamp((along.gone - Math.sqrt(dx * dx + dy * dy)) / range, 0, 1) * scale;
      }
      return;
    }
    const dx = along.x1 - along.x0;
    const dy = along.y1 - along.y0;
    const squared = dx * dx + dy * dy || 1;
    const step = dx / squared;
    let t = 1 - ((from + 0.5 - along.x0) * dx + (y + 0.5 - along.y0) * dy) / squared;
    for (let x = from; x < to; x++, t -= step) tones[x] = (t < 0 ? 0 : t > 1 ? 1 : t) * scale;
  }

  #stipple(y: number, from: number, to: number, coverage: Uint8Array): void {
    const row = ((y + this.#shift) & tileMask) * tileEdge;
    for (let x = from; x < to; x++) {
      const a = coverage[x] ?? 0;
      if (a === 0) continue;
      const tone = this.#tones[x] ?? 0;
      const over = (tone * 1.16 - 20 - (this.#fine[row + ((x + this.#shift * 5) & tileMask)] ?? 0)) * 6 + 128;
      coverage[x] = over <= 0 ? 0 : over >= 255 ? a : (a * over) / 255;
    }
  }

  /** Dots on a grid turned by a slope of 1 in 2, the angle printers call 26.6°. */
  #halftone(y: number, from: number, to: number, coverage: Uint8Array): void {
    const c = 0.8944271909999159 / this.#pitch;
    const s = 0.4472135954999579 / this.#pitch;
    const soft = this.#pitch * 0.9;
    for (let x = from; x < to; x++) {
      const a = coverage[x] ?? 0;
      if (a === 0) continue;
      const u = x * c + y * s;
      const v = y * c - x * s;
      const du = u - Math.floor(u) - 0.5;
      const dv = v - Math.floor(v) - 0.5;
      const radius = Math.sqrt((this.#tones[x] ?? 0) / 255) * 0.72;
      const over = (radius - Math.sqrt(du * du + dv * dv)) * soft + (radius > 0.04 ? 0.5 : 0);
      coverage[x] = over <= 0 ? 0 : over >= 1 ? a : a * over;
    }
  }
}
