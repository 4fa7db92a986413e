// Pictures in the formats that some services take and none answers with: GIF, BMP, TIFF. Made and looked at.

/** @typedef {import('./images.mjs').Picture} Picture */

/** A GIF of one colour, hardly compressed: every code has eight bits. @param {number} width @param {number} height */
export function makeGif(width, height) {
  const screen = Buffer.alloc(7);
  screen.writeUInt16LE(width, 0);
  screen.writeUInt16LE(height, 2);
  screen[4] = 0xf6;
  const colours = Buffer.alloc(128 * 3, 0x60);
  const frame = Buffer.alloc(10);
  frame[0] = 0x2c;
  frame.writeUInt16LE(width, 5);
  frame.writeUInt16LE(height, 7);
  const [clear, end, run] = [0x80, 0x81, 120];
  const codes = [];
  for (let left = width * height; left > 0; left -= run) {
    codes.push(Buffer.from([clear]), Buffer.alloc(Math.min(left, run)));
  }
  const data = Buffer.concat([...codes, Buffer.from([end])]);
  const blocks = [];
  for (let at = 0; at < data.length; at += 255) {
    const block = data.subarray(at, at + 255);
    blocks.push(Buffer.from([block.length]), block);
  }
  const tail = Buffer.from([0, 0x3b]);
  return Buffer.concat([Buffer.from('GIF89a'), screen, colours, frame, Buffer.from([7]), ...blocks, tail]);
}

/** @param {number} width @param {number} height */
export function makeBmp(width, height) {
  const pixels = Buffer.alloc(Math.ceil((width * 3) / 4) * 4 * height, 0x60);
  const head = Buffer.alloc(54);
  head.write('BM', 'latin1');
  head.writeUInt32LE(head.length + pixels.length, 2);
  head.writeUInt32LE(head.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  head.writeUInt32LE(pixels.length, 34);
  return Buffer.concat([head, pixels]);
}

/** @param {number} width @param {number} height */
export function makeTiff(width, height) {
  const pixels = Buffer.alloc(width * height * 3, 0x60);
  const [short, long] = [3, 4];
  const tags = [
    [256, long, 1, width],
    [257, long, 1, height],
    [258, short, 3, 8],
    [259, short, 1, 1],
    [262, short, 1, 2],
    [273, long, 1, 14],
    [277, short, 1, 3],
    [278, long, 1, height],
    [279, long, 1, pixels.length],
  ];
  const directory = Buffer.alloc(2 + tags.length * 12 + 4);
  directory.writeUInt16LE(tags.length, 0);
  for (const [index, [tag = 0, type = 0, count = 0, value = 0]] of tags.entries()) {
    const at = 2 + index * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(count, at + 4);
    directory.writeUInt32LE(value, at + 8);
  }
  const head = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0, 8, 0, 8, 0, 8, 0]);
  head.writeUInt32LE(head.length + pixels.length, 4);
  return Buffer.concat([head, pixels, directory]);
}

/**
 * What a picture is; undefined for anything that is no complete GIF, BMP or TIFF.
 * @param {Buffer} bytes
 * @returns {Picture | undefined}
 */
export function inspectRare(bytes) {
  if (bytes.length < 32) return undefined;
  const magic = bytes.subarray(0, 4).toString('latin1');
  if (magic === 'GIF8') return inspectGif(bytes);
  if (magic.startsWith('BM')) return inspectBmp(bytes);
  return magic === 'II*\0' || magic === 'MM\0*' ? inspectTiff(bytes, magic === 'II*\0') : undefined;
}

/** @param {Buffer} bytes @returns {Picture | undefined} */
function inspectGif(bytes) {
  if (bytes.at(-1) !== 0x3b) return undefined;
  return { mediaType: 'image/gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8), bytes };
}

/** @param {Buffer} bytes @returns {Picture | undefined} */
function inspectBmp(bytes) {
  if (bytes.readUInt32LE(2) !== bytes.length) return undefined;
  const [width, height] = [bytes.readInt32LE(18), Math.abs(bytes.readInt32LE(22))];
  return { mediaType: 'image/bmp', width, height, bytes };
}

/** @param {Buffer} bytes @param {boolean} isLittle @returns {Picture | undefined} */
function inspectTiff(bytes, isLittle) {
  const u16 = (/** @type {number} */ at) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (/** @type {number} */ at) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const directory = u32(4);
  if (directory + 2 > bytes.length || directory + 6 + u16(directory) * 12 > bytes.length) return undefined;
  const tags = new Map();
  for (let at = directory + 2; at < directory + 2 + u16(directory) * 12; at += 12) {
    tags.set(u16(at), u16(at + 2) === 3 ? u16(at + 8) : u32(at + 8));
  }
  return { mediaType: 'image/tiff', width: tags.get(256) ?? 0, height: tags.get(257) ?? 0, bytes };
}
