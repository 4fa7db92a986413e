import { fault, maxPieces, type Findings } from '../facts.ts';
import { SpliceList } from '../splice.ts';
import { read, skip, take, type Steps, type Walk } from '../walk.ts';

const extension = 0x21;
const image = 0x2c;
const trailer = 0x3b;

const graphicControl = 0xf9;
const plainText = 0x01;
const application = 0xff;

/** Application extensions that a copy keeps: looping and colour. */
const keptApplications = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012']);

export function* parseGif(walk: Walk, found: Findings): Steps {
  const stripped = new SpliceList();
  const header = yield* take(13);
  found.width = read.u16le(header, 6);
  found.height = read.u16le(header, 8);
  yield* skip(colourTableBytes(header[10] ?? 0));
  stripped.keep(0, walk.position);
  let frames = 0;
  for (;;) {
    const from = walk.position;
    const [introducer] = yield* take(1);
    if (introducer === trailer) {
      stripped.keep(from, walk.position);
      break;
    }
    let keep = true;
    if (introducer === image) {
      frames++;
      const descriptor = yield* take(9);
      yield* skip(colourTableBytes(descriptor[8] ?? 0) + 1);
      yield* skipBlocks();
    } else if (introducer === extension) keep = yield* readExtension(found);
    else {
      found.problem = fault.damaged();
      return;
    }
    if (keep) stripped.keep(from, walk.position);
    if (stripped.count > maxPieces) {
      found.problem = fault.tooManyPieces();
      return;
    }
  }
  if (frames === 0) {
    found.problem = fault.noPixels();
    return;
  }
  found.animated = frames > 1;
  found.stripped = stripped;
  found.end = walk.position;
}

/** Reads an extension to its end and says whether a copy without metadata keeps it. */
function* readExtension(found: Findings): Steps<boolean> {
  const [label, length] = yield* take(2);
  const first = read.ascii((yield* take(length ?? 0)).slice(), 0, 11);
  if (length !== 0) yield* skipBlocks();
  // "C2PA_GIF" with authentication code 1.0.0 (C2PA specification, embedding manifests into GIF).
  if (label === application && first.startsWith('C2PA_GIF')) found.hasC2pa = true;
  return label === graphicControl || label === plainText || (label === application && keptApplications.has(first));
}

function colourTableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function* skipBlocks(): Steps {
  for (;;) {
    const [length] = yield* take(1);
    if (!length) return;
    yield* skip(length);
  }
}
