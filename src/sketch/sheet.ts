import type { Ink } from './colour.ts';
import { type Grain, makeGrain, tileBits, tileEdge, tileMask } from './grain.ts';
import { Chance, clamp, cosine, sine } from './numbers.ts';
import { type Path, rectangle } from './path.ts';
import { blendRow, type Paint, Press } from './press.ts';
import { emptyRaster, type Raster } from './raster.ts';
import { Scanner } from './scan.ts';

/** Paper under a press: shapes are printed on it in ink, one over the other. */
export class Sheet {
  readonly width: number;
  readonly height: number;
  /** The shorter side, on very long sheets an eighth of the longer: the measure for everything on the sheet. */
  readonly m: number;
  readonly raster: Raster;
  readonly #scanner: Scanner;
  readonly #fine: Grain;
  readonly #mottle: Grain;
  readonly #plates: readonly (readonly [number, number])[];

  constructor(width: number, height: number, seed: number, paper: Ink) {
    this.width = width;
    this.height = height;
    this.m = Math.max(Math.min(width, height), Math.max(width, height) / 8);
    this.raster = emptyRaster(width, height);
    this.#scanner = new Scanner(width, height);
    this.#fine = makeGrain(seed ^ 0x51ab, clamp(Math.round(this.m / 560), 1, 8));
    this.#mottle = makeGrain(seed ^ 0x7e31, clamp(Math.round(this.m / 30), 8, 120));
    this.#plates = this.#registration(new Chance(seed ^ 0x0ff5e7));
    this.fill([rectangle(0, 0, width, height)], { ink: paper });
  }

  #registration(chance: Chance): (readonly [number, number])[] {
    const plates: (readonly [number, number])[] = [[0, 0]];
    for (let plate = 1; plate < 4; plate++) {
      const angle = chance.unit();
      const distance = this.m * chance.between(0.0018, 0.0038);
      plates.push([cosine(angle) * distance, sine(angle) * distance]);
    }
    return plates;
  }

  /** Prints a shape, in several inks if more than one is given. */
  fill(path: Path, ...paints: readonly Paint[]): void {
    for (const paint of paints) {
      const [dx, dy] = this.#plates[paint.plate ?? 0] ?? [0, 0];
      const press = new Press(paint, this.raster, this.#fine, this.#mottle, this.m);
      this.#scanner.scan(path, dx, dy, (y, from, to, coverage) => {
        press.row(y, from, to, coverage);
      });
    }
  }

  /** The whole sheet as a shape. */
  get all(): Path {
    return [rectangle(-8, -8, this.width + 16, this.height + 16)];
  }

  /** Prints a picture in the shape of a path. `inkAt` is asked for pixels that are covered. */
  picture(path: Path, inkAt: (x: number, y: number) => Ink): void {
    const { data, width } = this.raster;
    this.#scanner.scan(path, 0, 0, (y, from, to, coverage) => {
      for (let x = from; x < to; x++) {
        const a = coverage[x] ?? 0;
        if (a === 0) continue;
        const ink = inkAt(x, y);
        const at = (y * width + x) * 4;
        data[at] = ((data[at] ?? 0) * (255 - a) + ((ink >> 16) & 255) * a + 127) / 255;
        data[at + 1] = ((data[at + 1] ?? 0) * (255 - a) + ((ink >> 8) & 255) * a + 127) / 255;
        data[at + 2] = ((data[at + 2] ?? 0) * (255 - a) + (ink & 255) * a + 127) / 255;
      }
    });
  }

  /** A threshold from 0 to 255 for the grain at a pixel. */
  grainAt(x: number, y: number): number {
    return this.#fine[((y & tileMask) << tileBits) | (x & tileMask)] ?? 0;
  }

  /** The soft shadow of a sheet of paper that lies on top, light from the upper left. */
  shadow(path: Path, ink: Ink, lift: number): void {
    const layers = 4;
    for (let layer = 1; layer <= layers; layer++) {
      const by = (lift * layer) / layers;
      this.#scanner.scan(path, by * 0.6, by, (y, from, to, coverage) => {
        blendRow(this.raster, y, from, to, coverage, ink, 25);
      });
    }
  }

  /** Gives the sheet its tooth: sparse lighter and darker specks, so that flat areas stay flat for the encoder. */
  finish(strength = 1): void {
    const { data } = this.raster;
    const dark = Math.round(7 * strength);
    const light = Math.round(6 * strength);
    for (let y = 0; y < this.height; y++) {
      const row = ((y + 131) & tileMask) * tileEdge;
      for (let x = 0; x < this.width; x++) {
        const grain = this.#fine[row + ((x + 77) & tileMask)] ?? 0;
        const by = grain < 26 ? -dark : grain > 236 ? light : 0;
        if (by === 0) continue;
        const at = (y * this.width + x) * 4;
        data[at] = clamp((data[at] ?? 0) + by, 0, 255);
        data[at + 1] = clamp((data[at + 1] ?? 0) + by, 0, 255);
        data[at + 2] = clamp((data[at + 2] ?? 0) + by, 0, 255);
      }
    }
  }
}
