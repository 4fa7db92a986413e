/** A picture in memory: RGBA, 8 bits each, alpha not multiplied in, rows from the top, `width * height * 4` bytes. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A raster of transparent black. */
export function emptyRaster(width: number, height: number): Raster {
  return { width, height, data: new Uint8Array(width * height * 4) };
}
