// Pictures to be refused, or with things in them that must not leave the machine.
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

const fixtures = path.join(__dirname, '../../test/fixtures/images');

/** A picture of test/fixtures/images. */
export const fixture = (name: string) => fs.readFile(path.join(fixtures, name));

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** The PNG with one more chunk, before its pixels. */
export function withChunk(png: Buffer, type: string, data: Uint8Array): Buffer {
  const afterHeader = 8 + 25;
  return Buffer.concat([png.subarray(0, afterHeader), chunk(type, data), png.subarray(afterHeader)]);
}

/** A grey PNG whose pixels are not compressed: about `width * height` bytes. */
export function bulkyPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height), { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
