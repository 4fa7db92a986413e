import { t } from '@vscode/l10n';
import { EaselError } from '../../base/errors.ts';
import { formatName } from '../../base/media.ts';
import { type ImageFacts, isUsable, maxMetadataBytes, type ProbeResult } from './facts.ts';
import { jpegXmp, maxJpegXmpBytes } from './formats/jpeg.ts';
import { pngText, recordKeyword, xmpKeyword } from './formats/png.ts';
import { webpChunk, webpHeader } from './formats/webp.ts';
import { ImageProbe } from './probe.ts';
import { decodeRecord, encodeRecordWithin, type ImageRecord } from './record.ts';
import { edited, type Range, type Splice } from './splice.ts';
import { recordText, xmpPacket } from './xmp.ts';

export type { ImageRecord } from './record.ts';
export { spliceBytes, spliceLength, type Splice } from './splice.ts';

/** Whether `embed` can write a record into this file: PNG, JPEG and WebP, usable, without signed provenance. */
export function canEmbed(probe: ProbeResult): probe is ImageFacts {
  return probe.kind === 'image' && isUsable(probe) && !probe.hasC2pa && probe.layout.insertAt !== undefined;
}

/**
 * The file with the record in it, as pieces in the order of the new file. Pixels and everything else stay byte for byte;
 * XMP that the file already has is kept and added to (see `xmpPacket`), an older record of Easel's is replaced. A JPEG
 * whose own XMP fills its one segment comes back unchanged.
 * @throws TypeError for a file that `canEmbed` says no to: changing one that is signed would break its signature
 */
export function embed(probe: ProbeResult, record: ImageRecord): readonly Splice[] {
  if (!canEmbed(probe)) throw new TypeError('A record cannot be written into this file; ask canEmbed first.');
  if (probe.mediaType === 'image/png') return embedInPng(probe, record);
  return probe.mediaType === 'image/jpeg' ? embedInJpeg(probe, record) : embedInWebp(probe, record);
}

function embedInPng(probe: ImageFacts, record: ImageRecord): readonly Splice[] {
  const { insertAt = 0, xmp, record: old } = probe.layout;
  const packet = xmpPacket(record, xmp?.text, maxMetadataBytes);
  const chunks = packet === undefined ? [] : [pngText(xmpKeyword, packet)];
  const replaced = [packet === undefined ? undefined : xmp, old].filter((range) => range !== undefined);
  return edited(probe.bytes, [
    ...[...chunks, pngText(recordKeyword, encodeRecordWithin(record, maxMetadataBytes / 2))].map((by) => ({
      at: emptyAt(insertAt),
      by,
    })),
    ...replaced.map((at) => ({ at, by: nothing })),
  ]);
}

function embedInJpeg(probe: ImageFacts, record: ImageRecord): readonly Splice[] {
  const { insertAt = 0, xmp } = probe.layout;
  const packet = xmpPacket(record, xmp?.text, maxJpegXmpBytes);
  if (packet === undefined) return edited(probe.bytes, []);
  return edited(probe.bytes, [{ at: xmp ?? emptyAt(insertAt), by: jpegXmp(packet) }]);
}

function embedInWebp(probe: ImageFacts, record: ImageRecord): readonly Splice[] {
  const { insertAt: end = 0, xmp, webp } = probe.layout;
  const packet = xmpPacket(record, xmp?.text, maxMetadataBytes);
  if (packet === undefined || webp === undefined) return edited(probe.bytes, []);
  const chunk = webpChunk('XMP ', new TextEncoder().encode(packet));
  const isLast = xmp?.to === end;
  const keptEnd = isLast ? xmp.from : end;
  // The last chunk of a file may lack its padding byte; no chunk may follow it then.
  const padding = new Uint8Array(keptEnd & 1);
  const removed = xmp === undefined ? 0 : xmp.to - xmp.from;
  const size = end - 8 - removed + padding.length + chunk.length;
  const head = webpHeader({ width: probe.width, height: probe.height, ...webp, size });
  return edited(probe.bytes, [
    { at: { from: 0, to: head.replaces }, by: head.header },
    ...(xmp === undefined ? [] : [{ at: xmp, by: nothing }]),
    { at: emptyAt(end), by: padding },
    { at: emptyAt(end), by: chunk },
  ]);
}

const nothing = new Uint8Array(0);

function emptyAt(at: number): Range {
  return { from: at, to: at };
}

/**
 * A copy for sending away, as pieces of the file: pixels, colour profile, density and animation, and nothing that tells
 * where, when, by whom or how it was made. The orientation is lost with it, so a picture whose `orientation` is not 1
 * has to be turned and encoded again instead.
 * @throws EaselError `invalidRequest` for formats of which Easel cannot make such a copy, and for damaged files
 */
export function strip(probe: ProbeResult): readonly Splice[] {
  if (probe.kind === 'image' && probe.complete && probe.layout.stripped !== undefined) return probe.layout.stripped;
  const isWhole = probe.kind === 'image' && probe.complete;
  throw new EaselError({
    code: 'invalidRequest',
    what: isWhole
      ? t('Easel cannot remove private metadata from a {0} file.', formatName(probe.mediaType))
      : t('The file is not a whole image.'),
    money: 'notSent',
    next: isWhole ? t('Save it as PNG, JPEG or WebP first.') : t('Choose another file.'),
  });
}

/** The record that Easel wrote into the probed file, if there is one. It may still come from anyone: show it, never trust it. */
export function recordOf(probe: ProbeResult): ImageRecord | undefined {
  if (probe.kind !== 'image') return undefined;
  const { record, xmp } = probe.layout;
  const own = record?.text === undefined ? undefined : decodeRecord(record.text);
  if (own !== undefined || xmp?.text === undefined) return own;
  const text = recordText(xmp.text);
  return text === undefined ? undefined : decodeRecord(text);
}

/** As `recordOf`, for bytes in memory or chunks of a file. */
export function readRecord(source: Uint8Array | Iterable<Uint8Array>): ImageRecord | undefined {
  const probe = new ImageProbe();
  for (const chunk of source instanceof Uint8Array ? [source] : source) probe.push(chunk);
  return recordOf(probe.finish());
}
