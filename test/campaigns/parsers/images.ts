import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { concat } from '../../../src/base/bytes.ts';
import { pngChunk, pngSignature } from '../../../src/core/image/formats/png.ts';
import { canEmbed, embed, recordOf, spliceBytes, strip, type ImageRecord } from '../../../src/core/image/metadata.ts';
import { ImageProbe, probeBytes } from '../../../src/core/image/probe.ts';
import { write32be } from '../../../src/core/image/walk.ts';
import { fixture, fixtureNames } from '../../core/image/images.ts';
import { makeJpeg, makeWebp } from '../../services/images.mjs';
import { makeBmp, makeGif, makeTiff } from '../../services/rarePictures.mjs';
import type { Input } from './damage.ts';

/** Channels by the colour type of a PNG, and the depths that it may have. */
const colours = [
  { type: 0, channels: 1, depths: [1, 2, 4, 8, 16] },
  { type: 2, channels: 3, depths: [8, 16] },
  { type: 3, channels: 1, depths: [1, 2, 4, 8] },
  { type: 4, channels: 2, depths: [8, 16] },
  { type: 6, channels: 4, depths: [8, 16] },
];

const text = (words: string) => Buffer.from(words, 'latin1');

/** Chunks of every kind that a reader may stumble over. */
const extras: readonly (readonly [string, Uint8Array])[] = [
  ['gAMA', write32be(45_455)],
  ['cHRM', new Uint8Array(32)],
  ['sRGB', Uint8Array.of(0)],
  ['iCCP', concat(text('p\0\0'), deflateSync(text('profile')))],
  ['pHYs', concat(write32be(2835), write32be(2835), Uint8Array.of(1))],
  ['tEXt', text('Comment\0a cat')],
  ['zTXt', concat(text('Comment\0\0'), deflateSync(text('a cat')))],
  ['iTXt', text('XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')],
  ['eXIf', text('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0')],
  ['acTL', concat(write32be(2), write32be(0))],
  ['tIME', Uint8Array.of(7, 233, 1, 1, 0, 0, 0)],
];

/** Every colour type in every depth, plain and interlaced, each with other chunks on the way. */
function pngs(): readonly Input[] {
  const kinds = colours.flatMap(({ type, channels, depths }) =>
    depths.map((depth) => ({ type, depth, bits: channels * depth })),
  );
  return kinds.flatMap(({ type, depth, bits }, index) =>
    [0, 1].map((interlace): Input => {
      const [width, height] = [9, 5];
      const header = concat(write32be(width), write32be(height), Uint8Array.of(depth, type, 0, 0, interlace));
      const chunks = extras.filter((_, at) => (at + index) % 3 === interlace);
      const bytes = concat(
        pngSignature,
        pngChunk('IHDR', header),
        ...(type === 3 ? [pngChunk('PLTE', new Uint8Array(3 * 2 ** depth)), pngChunk('tRNS', Uint8Array.of(0))] : []),
        ...chunks.map(([name, data]) => pngChunk(name, data)),
        pngChunk('IDAT', deflateSync(new Uint8Array((Math.ceil((width * bits) / 8) + 1) * height * 2))),
        pngChunk('IEND', new Uint8Array(0)),
      );
      return { name: `png, colour type ${type}, ${depth} bits${interlace ? ', interlaced' : ''}`, bytes };
    }),
  );
}

const record: ImageRecord = {
  digitalSourceType: 'trainedAlgorithmicMedia',
  software: 'Easel 1.2.3',
  prompt: 'a <cat> & "more" 小貓',
  parameters: { deep: [{ a: 1 }] },
};

/** Files that Easel wrote its record into. */
function recorded(): readonly Input[] {
  return ['photo.png', 'gps.jpg', 'extended.webp'].map((name) => {
    const bytes = fixture(name);
    return { name: `${name} with a record`, bytes: spliceBytes(bytes, embed(probeBytes(bytes), record)) };
  });
}

/** Pictures that others have made, where `npm run test:long` has fetched them. */
export const pngSuite: readonly Input[] = inFolder(process.env['EASEL_PNG_SUITE']);

function inFolder(folder: string | undefined): readonly Input[] {
  if (folder === undefined) return [];
  return readdirSync(folder).map((name) => ({ name: `PngSuite ${name}`, bytes: readFileSync(join(folder, name)) }));
}

export const images: readonly Input[] = [
  ...fixtureNames.map((name) => ({ name, bytes: fixture(name) })),
  ...recorded(),
  ...pngs(),
  ...pngSuite,
  { name: 'simulated jpeg', bytes: makeJpeg(40, 24, 'a') },
  { name: 'simulated webp', bytes: makeWebp(40, 24, 'a') },
  { name: 'simulated gif', bytes: makeGif(12, 9) },
  { name: 'simulated bmp', bytes: makeBmp(5, 4) },
  { name: 'simulated tiff', bytes: makeTiff(5, 4) },
];

/** All that is done with an image that may come from anybody. */
export function readImage(bytes: Uint8Array): void {
  const probe = probeBytes(bytes);
  const inPieces = new ImageProbe();
  for (let at = 0; at < bytes.length; at += 61) inPieces.push(bytes.subarray(at, at + 61));
  inPieces.finish();
  recordOf(probe);
  if (probe.kind !== 'image') return;
  if (probe.complete && probe.layout.stripped !== undefined) requireWhole('stripped', spliceBytes(bytes, strip(probe)));
  if (canEmbed(probe)) requireWhole('recorded', spliceBytes(bytes, embed(probe, record)));
}

/** What is made of a whole image is one. */
function requireWhole(what: string, bytes: Uint8Array): void {
  const made = probeBytes(bytes);
  if (made.kind !== 'image' || !made.complete) throw new Error(`What was ${what} is no whole image.`);
}
