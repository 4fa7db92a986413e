// Paints the two pictures of sample/: node scripts/sample.mjs. They are committed; this shows where they come from.
import encodeJpeg, { init } from '@jsquash/jpeg/encode.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { inRoot } from './support/run.mjs';

const mix = (a, b, t) => a.map((value, i) => value + (b[i] - value) * Math.min(1, Math.max(0, t)));
const rgb = (hex) => [16, 8, 0].map((shift) => (hex >> shift) & 255);
/** A gradient through colours at even distances, t from 0 to 1. */
function gradient(colours, t) {
  const at = Math.min(0.9999, Math.max(0, t)) * (colours.length - 1);
  return mix(colours[Math.floor(at)], colours[Math.floor(at) + 1], at % 1);
}

/** Evaluates `colour(x, y)`, coordinates from 0 to 1 by the height, four times for every pixel. */
function paint(width, height, colour) {
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  const steps = [0.25, 0.75];
  for (let i = 0; i < width * height; i += 1) {
    const sum = [0, 0, 0];
    for (const dx of steps) {
      for (const dy of steps) {
        const found = colour(((i % width) + dx) / height, (Math.floor(i / width) + dy) / height);
        for (const channel of [0, 1, 2]) sum[channel] += found[channel] / 4;
      }
    }
    pixels.set(sum, i * 4);
  }
  return { width, height, data: pixels };
}

const evening = [0x2b2d5b, 0x6a4a86, 0xd8707a, 0xf6b078, 0xfde2a4].map(rgb);
const hill = (x, base, high, wave, shift) =>
  base - high * (0.5 + 0.5 * Math.sin(x * wave + shift)) * Math.sin(x * 1.7 + 0.4);

/** A harbour in the evening, 640 x 400: sun, hills, water, a boat. */
function harbour(x, y) {
  const horizon = 0.62;
  const water = y > horizon;
  // The water is the sky upside down, broken into bands.
  const band = water ? Math.round((y - horizon) * 46) : 0;
  const sx = water ? x + 0.012 * Math.sin(band * 12.9) * (1 + band / 6) : x;
  const sy = water ? horizon - (y - horizon) * 1.25 : y;

  const boat = x - 1.18;
  if (y > 0.735 && y < 0.765 && Math.abs(boat) < 0.085 - (y - 0.735) * 0.9) return rgb(0x3a2238);
  if (y > 0.49 && y < 0.725 && boat > 0.004 && boat < (y - 0.49) * 0.34) return rgb(0xfff3dc);
  if (y > 0.53 && y < 0.725 && boat < -0.008 && boat > -(y - 0.53) * 0.24) return rgb(0xf2c9a8);

  const sun = Math.hypot(sx - 0.55, sy - 0.46);
  let colour = gradient(evening, sy / horizon);
  if (sun < 0.1) colour = rgb(0xfff4cf);
  else colour = mix(rgb(0xffe9b0), colour, 0.55 + (sun - 0.1) * 2.2);
  if (sy > hill(sx, 0.6, 0.2, 2.1, 0.3)) colour = rgb(0x9a5a80);
  if (sy > hill(sx, 0.63, 0.15, 3.7, 2.2)) colour = rgb(0x6a4272);
  return water ? mix(colour, rgb(0x2a2f5e), 0.28 + band * 0.012) : colour;
}

/** A lighthouse at dusk, 360 x 480 as it is looked at. */
function lighthouse(x, y) {
  const tower = Math.abs(x - 0.375);
  const half = 0.045 + (y - 0.3) * 0.07;
  if (y > 0.88 + 0.03 * Math.sin(x * 9)) return mix(rgb(0x23304a), rgb(0x18213a), (y - 0.88) * 8);
  if (y > 0.3 && tower < half) {
    const stripe = Math.floor((y - 0.3) / 0.098) % 2 === 0;
    return mix(stripe ? rgb(0xf7efe2) : rgb(0xd5483f), rgb(0x2d2340), (x - 0.375 + half) / half / 4.5);
  }
  if (y > 0.285 && y < 0.3 && tower < 0.066) return rgb(0x33304f);
  if (y > 0.215 && y <= 0.285 && tower < 0.034) return rgb(0xfff1b8);
  if (y > 0.165 && y <= 0.215 && tower < (y - 0.165) * 0.95) return rgb(0xb23a3c);
  const sky = gradient([0x20305a, 0x4a5f92, 0xe09a86, 0xf9d5a0].map(rgb), y / 0.88);
  const beam = Math.abs(y - 0.25 - (x - 0.375) * 0.12) < 0.012 + tower * 0.16 && x > 0.375 ? 0.3 - tower * 0.42 : 0;
  return mix(sky, rgb(0xfff3c4), Math.max(beam, 0.55 - Math.hypot(x - 0.375, y - 0.25) * 4));
}

function encodePng({ width, height, data }) {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const at = y * (width * 3 + 1);
    rows[at] = 1; // filter "sub": smooth skies become rows of zeros
    for (let x = 0; x < width; x += 1) {
      for (const channel of [0, 1, 2]) {
        const left = x === 0 ? 0 : data[(y * width + x - 1) * 4 + channel];
        rows[at + 1 + x * 3 + channel] = data[(y * width + x) * 4 + channel] - left;
      }
    }
  }
  const chunk = (type, body) => {
    const content = Buffer.concat([Buffer.from(type, 'latin1'), body]);
    const whole = Buffer.alloc(content.length + 8);
    whole.writeUInt32BE(body.length, 0);
    content.copy(whole, 4);
    whole.writeUInt32BE(crc32(content), content.length + 4);
    return whole;
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
}

/** Turned a quarter to the left, as a phone that was held upright stores it: EXIF orientation 6 turns it back. */
function turnLeft({ width, height, data }) {
  const turned = { width: height, height: width, data: new Uint8ClampedArray(data.length) };
  for (let y = 0; y < turned.height; y += 1) {
    for (let x = 0; x < turned.width; x += 1) {
      const from = (x * width + (width - 1 - y)) * 4;
      turned.data.set(data.subarray(from, from + 4), (y * turned.width + x) * 4);
    }
  }
  return turned;
}

/** An APP1 segment with orientation 6, a maker and a place (50°04'N 5°43'W), laid out as Exif 2.3, section 4.5. */
function exif() {
  const maker = Buffer.from('Sample\0', 'latin1');
  const tiff = Buffer.alloc(170);
  let at = tiff.write('II', 'latin1');
  const u16 = (value) => (at = tiff.writeUInt16LE(value, at));
  const u32 = (value) => (at = tiff.writeUInt32LE(value, at));
  const entry = (tag, type, count, value) => [u16(tag), u16(type), u32(count), u32(value)];
  const gps = 50;
  const data = gps + 2 + 4 * 12 + 4;
  u16(42);
  u32(8);
  u16(3);
  entry(0x010f, 2, maker.length, data + 48); // Make
  entry(0x0112, 3, 1, 6); // Orientation
  entry(0x8825, 4, 1, gps); // GPS IFD
  u32(0);
  at = gps;
  u16(4);
  entry(1, 2, 2, 'N'.charCodeAt(0));
  entry(2, 5, 3, data);
  entry(3, 2, 2, 'W'.charCodeAt(0));
  entry(4, 5, 3, data + 24);
  u32(0);
  for (const value of [50, 4, 0, 5, 43, 0]) [u32(value), u32(1)];
  maker.copy(tiff, at);
  const head = Buffer.from([0xff, 0xe1, 0, 0, ...Buffer.from('Exif\0\0', 'latin1')]);
  head.writeUInt16BE(head.length - 2 + tiff.length, 2);
  return Buffer.concat([head, tiff]);
}

writeFileSync(inRoot('sample/docs/images/harbour.png'), encodePng(paint(640, 400, harbour)));

const codec = readFileSync(inRoot('node_modules/@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'));
await init({ wasmBinary: codec });
const jpeg = Buffer.from(await encodeJpeg(turnLeft(paint(360, 480, lighthouse)), { quality: 82 }));
writeFileSync(inRoot('sample/photos/lighthouse.jpg'), Buffer.concat([jpeg.subarray(0, 2), exif(), jpeg.subarray(2)]));
