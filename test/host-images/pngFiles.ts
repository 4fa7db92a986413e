// PNG files of every kind, and their pixels read back, with none of the extension's code.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

interface Kind {
  readonly width: number;
  readonly height: number;
  /** 0 grey, 2 colours, 3 palette, 4 grey and alpha, 6 colours and alpha. */
  readonly colour: number;
  readonly depth: number;
}

/** A PNG whose rows are these bytes, unfiltered. `before`: chunks between the header and the pixels. */
export function pngOf(
  { width, height, colour, depth }: Kind,
  rows: Uint8Array,
  before: readonly Buffer[] = [],
): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, 0], 8);
  const length = rows.length / height;
  const filtered = Buffer.alloc((length + 1) * height);
  for (let y = 0; y < height; y++) filtered.set(rows.subarray(y * length, (y + 1) * length), y * (length + 1) + 1);
  return Uint8Array.from(
    Buffer.concat([
      signature,
      chunk('IHDR', header),
      ...before,
      chunk('IDAT', deflateSync(filtered)),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA. */
  readonly data: Uint8Array;
}

/** A PNG of these pixels, alpha and all. */
export function rgbaPng({ width, height, data }: Pixels, before: readonly Buffer[] = []): Uint8Array {
  return pngOf({ width, height, colour: 6, depth: 8 }, data, before);
}

/** The chunks of a PNG in order; their checksums are held against them. */
export function chunksOf(bytes: Uint8Array): readonly { readonly type: string; readonly data: Buffer }[] {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!png.subarray(0, 8).equals(signature)) throw new Error('It is no PNG.');
  const chunks = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    if (crc32(body) !== png.readUInt32BE(at + 8 + length)) throw new Error(`The checksum at ${at} is wrong.`);
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}

/** The pixels of a PNG with 8 bits of colour, with or without alpha. */
export function pixelsOf(bytes: Uint8Array): Pixels {
  const chunks = chunksOf(bytes);
  const header = chunks[0]!.data;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = channelsOf[header[9]!]!;
  if (header[8] !== 8 || channels < 3 || header[12] !== 0) throw new Error('Only plain RGB and RGBA are read here.');
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const rows = unfiltered(inflateSync(Buffer.concat(packed)), width * channels, height, channels);
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) data.set(rows.subarray(i * channels, (i + 1) * channels), i * 4);
  return { width, height, data };
}

/** PNG 1.2, section 6. */
function unfiltered(rows: Buffer, length: number, height: number, channels: number): Uint8Array {
  const out = new Uint8Array(length * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (length + 1)]!;
    for (let x = 0; x < length; x++) {
      const at = y * length + x;
      const left = x < channels ? 0 : out[at - channels]!;
      const up = y === 0 ? 0 : out[at - length]!;
      const corner = x < channels || y === 0 ? 0 : out[at - length - channels]!;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
      out[at] = rows[y * (length + 1) + 1 + x]! + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
