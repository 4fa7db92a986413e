import { concat } from '../../../base/bytes.ts';
import { exifBytes, orientationOf } from '../exif.ts';
import { fault, maxPieces, metadata, namesRemoteManifest, type Findings } from '../facts.ts';
import { SpliceList } from '../splice.ts';
import { latin1, read, seek, skip, take, type Finder, type Steps, type Walk } from '../walk.ts';

const xmpIdentifier = 'http://ns.adobe.com/xap/1.0/\0';
const exifIdentifier = 'Exif\0\0';
const iccIdentifier = 'ICC_PROFILE\0';
const jfifIdentifier = 'JFIF\0';
const adobeIdentifier = 'Adobe';

/** Longest XMP packet that one segment holds (XMP specification part 3, 1.1.3). */
export const maxJpegXmpBytes = 65_502;

const startOfScan = 0xda;
const endOfImage = 0xd9;
const comment = 0xfe;

export function* parseJpeg(walk: Walk, found: Findings): Steps {
  const stripped = new SpliceList();
  yield* skip(2);
  stripped.keep(0, 2);
  found.insertAt = 2;
  let scanned = false;
  let from = walk.position;
  let marker = yield* takeMarker();
  while (marker !== endOfImage) {
    const length = marker === undefined || isStandalone(marker) ? 0 : read.u16be(yield* take(2), 0);
    if (marker === undefined || length === 1) {
      found.problem = fault.damaged();
      return;
    }
    if (stripped.count > maxPieces) {
      found.problem = fault.tooManyPieces();
      return;
    }
    const to = length === 0 ? walk.position : walk.position + length - 2;
    yield* readSegment({ marker, from, to }, walk, found, stripped);
    yield* skip(to - walk.position);
    if (marker === startOfScan) {
      scanned = found.isAtPixels = true;
      marker = yield* skipScan();
      from = walk.position - 2;
      stripped.keep(to, from);
    } else {
      from = walk.position;
      marker = yield* takeMarker();
    }
  }
  if (!scanned) {
    found.problem = fault.noPixels();
    return;
  }
  stripped.keep(from, walk.position);
  found.stripped = stripped;
  found.end = walk.position;
}

interface Segment {
  readonly marker: number;
  /** From its marker to just past its data. */
  readonly from: number;
  readonly to: number;
}

function* readSegment(segment: Segment, walk: Walk, found: Findings, stripped: SpliceList): Steps {
  const { marker, from, to } = segment;
  if (marker === comment) return;
  if (marker >= 0xe0 && marker <= 0xef) {
    yield* readApplication(segment, walk, found, stripped);
    return;
  }
  stripped.keep(from, to);
  if (isFrame(marker)) {
    const frame = yield* take(Math.min(to - walk.position, 5));
    found.height = read.u16be(frame, 1);
    found.width = read.u16be(frame, 3);
  }
}

/** Of the application segments a copy keeps what the colours need: JFIF (without its thumbnail), ICC profile, Adobe transform. */
function* readApplication(segment: Segment, walk: Walk, found: Findings, stripped: SpliceList): Steps {
  const { marker, from, to } = segment;
  const start = (yield* take(Math.min(to - walk.position, 64))).slice();
  const begins = (identifier: string): boolean => read.ascii(start, 0, identifier.length) === identifier;
  const application = marker - 0xe0;
  const isJfif = application === 0 && begins(jfifIdentifier);
  const isExif = application === 1 && begins(exifIdentifier);
  if (isJfif) stripped.insert(jfifWithoutThumbnail(start));
  if (application === 2 && begins(iccIdentifier)) stripped.keep(from, to);
  if (application === 14 && begins(adobeIdentifier)) stripped.keep(from, to);
  // JUMBF in JPEG: the identifier JP, then a superbox whose description carries the type and label "c2pa".
  if (application === 11 && begins('JP') && read.ascii(start, 0, 64).includes('c2pa')) found.hasC2pa = true;
  if (isJfif || isExif) found.insertAt = to;
  if (isExif && found.orientation === undefined) {
    const rest = yield* take(Math.min(to - walk.position, exifBytes));
    found.orientation = orientationOf(concat(start.subarray(exifIdentifier.length), rest));
  }
  if (application === 1 && begins(xmpIdentifier) && found.xmp === undefined) {
    const rest = yield* take(to - walk.position);
    found.xmp = metadata(from, to, concat(start.subarray(xmpIdentifier.length), rest));
    found.hasC2pa ||= namesRemoteManifest(found.xmp);
  }
}

/** A JFIF segment with the same version and density, and a thumbnail of 0 x 0. */
function jfifWithoutThumbnail(data: Uint8Array): Uint8Array {
  return jpegSegment(0xe0, concat(data.subarray(0, 12), new Uint8Array(Math.max(2, 14 - data.length))));
}

/** The code of the marker that has to stand here, after any number of fill bytes; undefined where none stands. */
function* takeMarker(): Steps<number | undefined> {
  const [first] = yield* take(1);
  if (first !== 0xff) return undefined;
  let code = 0;
  yield* seek((chunk, from) => {
    for (let at = from; at < chunk.length; at++) {
      code = chunk[at] ?? 0;
      if (code !== 0xff) return at + 1;
    }
    return -1;
  });
  return code === 0 ? undefined : code;
}

/** Runs over entropy-coded data and returns the marker that ends it. Stuffed zeros, restarts and fill bytes belong to it. */
function* skipScan(): Steps<number> {
  let code = 0;
  let afterFf = false;
  const find: Finder = (chunk, from) => {
    let at = from;
    for (;;) {
      if (!afterFf) {
        at = chunk.indexOf(0xff, at) + 1;
        if (at === 0) return -1;
        afterFf = true;
      }
      if (at >= chunk.length) return -1;
      code = chunk[at] ?? 0;
      at++;
      if (code === 0xff) continue;
      afterFf = false;
      if (code !== 0 && !isRestart(code)) return at;
    }
  };
  yield* seek(find);
  return code;
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

/** TEM and restarts have no length. A second start of image has no place within one. */
function isStandalone(marker: number): boolean {
  return marker === 0x01 || isRestart(marker);
}

/** SOF0-SOF15 without DHT, JPG and DAC, which share the range. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

export function jpegSegment(marker: number, data: Uint8Array): Uint8Array {
  const length = data.length + 2;
  return concat(Uint8Array.of(0xff, marker, length >>> 8, length), data);
}

export function jpegXmp(packet: string): Uint8Array {
  return jpegSegment(0xe1, concat(latin1(xmpIdentifier), new TextEncoder().encode(packet)));
}
