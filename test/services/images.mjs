// Real pictures in the sizes that services answer with, made in no time, and a look at pictures that clients send.
import { deflateSync } from 'node:zlib';
import { inspectRare } from './rarePictures.mjs';

/**
 * @typedef {object} Picture
 * @property {string} mediaType By content.
 * @property {number} width
 * @property {number} height
 * @property {Buffer} bytes
 */

/**
 * A PNG with a vertical gradient, so that its rows compress well.
 * @param {number} width @param {number} height @param {string} seed Another seed, another colour.
 * @param {number} [alpha] 0 to 255: the PNG has an alpha channel, the same all over.
 */
export function makePng(width, height, seed, alpha) {
  const [red, green, blue] = colourOf(seed);
  const row = width * (alpha === undefined ? 3 : 4) + 1;
  const raw = Buffer.alloc(row * height);
  for (let y = 0; y < height; y += 1) {
    const light = 0.5 + y / (2 * height);
    const colour = [red * light, green * light, blue * light].map(Math.round);
    const pixel = Buffer.from(alpha === undefined ? colour : [...colour, alpha]);
    raw.fill(pixel, y * row + 1, (y + 1) * row);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, alpha === undefined ? 2 : 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(raw, { level: 1 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/**
 * A baseline JPEG of one colour. Every block but the first is "nothing changed", which takes five bits.
 * @param {number} width @param {number} height @param {string} seed
 */
export function makeJpeg(width, height, seed) {
  const [red, green, blue] = colourOf(seed);
  const luma = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  const levels = [luma - 128, Math.round((blue - luma) * 0.564), Math.round((red - luma) * 0.713)];
  const size = Buffer.alloc(4);
  size.writeUInt16BE(height, 0);
  size.writeUInt16BE(width, 2);
  const frame = [8, ...size, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0];
  // Twelve DC categories with codes of four bits; one AC symbol, "end of block", with a code of one bit.
  const dcTable = [0x00, 0, 0, 0, 12, ...zeros(12), ...Array.from({ length: 12 }, (_, category) => category)];
  const acTable = [0x10, 1, ...zeros(15), 0];
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...Array.from({ length: 64 }, () => 8)]),
    segment(0xc0, frame),
    segment(0xc4, dcTable),
    segment(0xc4, acTable),
    segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
    scan(levels, blocks),
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** @param {readonly number[]} levels @param {number} blocks */
function scan(levels, blocks) {
  const first = levels.map(codeOfLevel).join('');
  const bits = first + '000000000000000'.repeat(blocks - 1);
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1');
  const bytes = [];
  for (let index = 0; index < padded.length; index += 8) {
    const byte = Number.parseInt(padded.slice(index, index + 8), 2);
    bytes.push(byte);
    if (byte === 0xff) bytes.push(0);
  }
  return Buffer.from(bytes);
}

/** With a quantiser of 8 the DC coefficient of a flat block is its level. @param {number} level */
function codeOfLevel(level) {
  const category = level === 0 ? 0 : Math.floor(Math.log2(Math.abs(level))) + 1;
  const value = level < 0 ? level + 2 ** category - 1 : level;
  const extra = category === 0 ? '' : value.toString(2).padStart(category, '0');
  return `${category.toString(2).padStart(4, '0')}${extra}0`;
}

/** @param {number} count */
function zeros(count) {
  return Array.from({ length: count }, () => 0);
}

/** @param {number} marker @param {readonly number[]} content */
function segment(marker, content) {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, Buffer.from(content)]);
}

/**
 * A lossless WebP of one colour: every Huffman code has a single symbol, so that its pixels take no bits at all.
 * @param {number} width Up to 16384, as the height. @param {number} height @param {string} seed
 */
export function makeWebp(width, height, seed) {
  const [red, green, blue] = colourOf(seed);
  const bit = (/** @type {number} */ value, /** @type {number} */ count) =>
    [...value.toString(2).padStart(count, '0')].reverse().join('');
  const head = `${bit(0x2f, 8)}${bit(width - 1, 14)}${bit(height - 1, 14)}${bit(0, 4)}`;
  // No transform, no colour cache, one group of codes; each code: simple, one symbol, of eight bits.
  const codes = [green, red, blue, 255, 0].map((symbol) => `101${bit(symbol, 8)}`);
  const bits = `${head}000${codes.join('')}`;
  const data = Buffer.from(
    (bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt([...byte].reverse().join(''), 2)),
  );
  const padded = data.length % 2 === 0 ? data : Buffer.concat([data, Buffer.alloc(1)]);
  const out = Buffer.concat([Buffer.from('RIFF    WEBPVP8L    ', 'latin1'), padded]);
  out.writeUInt32LE(out.length - 8, 4);
  out.writeUInt32LE(data.length, 16);
  return out;
}

/** Whether a picture is a PNG with an alpha channel. @param {Picture} picture */
export function hasAlpha({ mediaType, bytes }) {
  return mediaType === 'image/png' && (bytes[25] === 4 || bytes[25] === 6);
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), out.length - 4);
  return out;
}

const crcTable = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** @param {Buffer} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** @param {string} seed @returns {[number, number, number]} */
function colourOf(seed) {
  let hash = 2166136261;
  for (const byte of Buffer.from(seed, 'utf8')) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
  return [64 + (hash & 127), 64 + ((hash >>> 8) & 127), 64 + ((hash >>> 16) & 127)];
}

/**
 * What a picture is by its content; undefined for anything that is no complete PNG, JPEG, WebP, GIF, BMP or TIFF.
 * @param {Buffer} bytes
 * @returns {Picture | undefined}
 */
export function inspect(bytes) {
  return inspectPng(bytes) ?? inspectJpeg(bytes) ?? inspectWebp(bytes) ?? inspectRare(bytes);
}

/** @param {Buffer} bytes @returns {Picture | undefined} */
function inspectPng(bytes) {
  const isPng = bytes.length > 32 && bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n';
  if (!isPng || bytes.subarray(-8, -4).toString('latin1') !== 'IEND') return undefined;
  return { mediaType: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), bytes };
}

/** @param {Buffer} bytes @returns {Picture | undefined} */
function inspectJpeg(bytes) {
  if (bytes.length < 20 || bytes.readUInt16BE(0) !== 0xffd8 || bytes.readUInt16BE(bytes.length - 2) !== 0xffd9) {
    return undefined;
  }
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      return { mediaType: 'image/jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5), bytes };
    }
  }
  return undefined;
}

/** @param {Buffer} bytes @returns {Picture | undefined} */
function inspectWebp(bytes) {
  const tag = (/** @type {number} */ at) => bytes.subarray(at, at + 4).toString('latin1');
  if (bytes.length < 30 || tag(0) !== 'RIFF' || tag(8) !== 'WEBP') return undefined;
  if (bytes.readUInt32LE(4) + 8 > bytes.length) return undefined;
  const size = webpSize(bytes, tag(12));
  return size && { mediaType: 'image/webp', ...size, bytes };
}

/** @param {Buffer} bytes @param {string} kind */
function webpSize(bytes, kind) {
  if (kind === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (kind === 'VP8 ') return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (kind !== 'VP8L') return undefined;
  const bits = bytes.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
