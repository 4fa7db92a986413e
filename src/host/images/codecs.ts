import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import mozjpegDecoder from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js';
import mozjpegEncoder from '@jsquash/jpeg/codec/enc/mozjpeg_enc.js';
import { defaultOptions as jpegDefaults } from '@jsquash/jpeg/meta.js';
import { decode as decodePng, initSync as startPng } from '@jsquash/png/codec/pkg/squoosh_png.js';
import { initSync as startResize, resize as resizePixels } from '@jsquash/resize/lib/resize/pkg/squoosh_resize.js';
import webpDecoder from '@jsquash/webp/codec/dec/webp_dec.js';
import webpEncoder from '@jsquash/webp/codec/enc/webp_enc.js';
import { defaultOptions as webpDefaults } from '@jsquash/webp/meta.js';
import { encodePng } from '../../sketch/png.ts';
import type { Raster } from '../../sketch/raster.ts';
import { isOpaque } from './pixels.ts';

/** What emscripten's glue is told: take this compiled module, and print nothing to the host's console. */
interface Overrides {
  readonly noInitialRun: true;
  readonly instantiateWasm: (imports: object, done: (instance: WebAssembly.Instance) => void) => object;
  readonly print: () => void;
  readonly printErr: () => void;
}

type Factory<Codec> = (overrides: Overrides) => Promise<Codec>;

/** The shape in which all decoders give pixels; stands in for the browser's ImageData, which they construct. */
interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

interface JpegDecoder {
  decode(bytes: Uint8Array, applyOrientation: boolean): Pixels | null;
}
interface WebpDecoder {
  decode(bytes: Uint8Array): Pixels | null;
}
interface LossyEncoder {
  encode(pixels: Uint8Array, width: number, height: number, options: object): Uint8Array | null;
}

/** Filter number 3 of the resize codec. */
const lanczos3 = 3;

/** Readers and writers of image formats, each loaded from the folder when it is first used. Throws on bad input. */
export class Codecs {
  readonly #folder: string;
  readonly #modules = new Map<string, Promise<WebAssembly.Module>>();
  #pngStarted = false;
  #resizeStarted = false;

  /** @param folder Where the .wasm files are. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async decodeJpeg(bytes: Uint8Array): Promise<Raster> {
    const codec = await this.#emscripten<JpegDecoder>(mozjpegDecoder, 'mozjpeg_dec.wasm');
    return rasterOf(codec.decode(bytes, false));
  }

  async decodeWebp(bytes: Uint8Array): Promise<Raster> {
    const codec = await this.#emscripten<WebpDecoder>(webpDecoder, 'webp_dec.wasm');
    return rasterOf(codec.decode(bytes));
  }

  async decodePng(bytes: Uint8Array): Promise<Raster> {
    if (!this.#pngStarted) startPng(await this.#module('squoosh_png_bg.wasm'));
    this.#pngStarted = true;
    // Its types speak of the browser's ImageData.
    const pixels: unknown = decodePng(bytes);
    return rasterOf(pixels as Pixels);
  }

  async encodeJpeg(raster: Raster, quality: number): Promise<Uint8Array> {
    const codec = await this.#emscripten<LossyEncoder>(mozjpegEncoder, 'mozjpeg_enc.wasm');
    return written(codec.encode(raster.data, raster.width, raster.height, { ...jpegDefaults, quality }));
  }

  /** Lossless: every pixel as it is, the colours of those that are not seen as well. */
  async encodeWebp(raster: Raster, quality: number | 'lossless'): Promise<Uint8Array> {
    const codec = await this.#emscripten<LossyEncoder>(webpEncoder, 'webp_enc.wasm');
    const how = quality === 'lossless' ? { lossless: 1, exact: 1, quality: 75 } : { quality };
    return written(codec.encode(raster.data, raster.width, raster.height, { ...webpDefaults, ...how }));
  }

  encodePng(raster: Raster): Uint8Array {
    return encodePng(raster);
  }

  /**
   * Lanczos. In linear light, and with premultiplied alpha, the codec rounds down, and white paper comes out grey (254): so
   * neither is asked for where it is not needed.
   */
  async resize(raster: Raster, width: number, height: number): Promise<Raster> {
    if (!this.#resizeStarted) startResize(await this.#module('squoosh_resize_bg.wasm'));
    this.#resizeStarted = true;
    const pixels = resizePixels(
      raster.data,
      raster.width,
      raster.height,
      width,
      height,
      lanczos3,
      !isOpaque(raster),
      false,
    );
    return { width, height, data: bytesOf(pixels) };
  }

  /** A fresh instance each time: memory that a large image made it take is given back with it. */
  async #emscripten<Codec>(factory: unknown, file: string): Promise<Codec> {
    const module = await this.#module(file);
    const start = factory as Factory<Codec>;
    return start({
      noInitialRun: true,
      instantiateWasm: (imports, done) => {
        const instance = new WebAssembly.Instance(module, imports);
        done(instance);
        return instance.exports;
      },
      print: () => undefined,
      printErr: () => undefined,
    });
  }

  #module(file: string): Promise<WebAssembly.Module> {
    let module = this.#modules.get(file);
    if (module === undefined) {
      module = readFile(path.join(this.#folder, file)).then((bytes) => WebAssembly.compile(bytes));
      this.#modules.set(file, module);
    }
    return module;
  }
}

function rasterOf(pixels: Pixels | null): Raster {
  if (pixels === null) throw new Error('The decoder gave no pixels.');
  return { width: pixels.width, height: pixels.height, data: bytesOf(pixels.data) };
}

function bytesOf(pixels: Uint8ClampedArray): Uint8Array {
  return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}

/** A copy out of the codec's memory. */
function written(bytes: Uint8Array | null): Uint8Array {
  if (bytes === null) throw new Error('The encoder gave no bytes.');
  return bytes.slice();
}
