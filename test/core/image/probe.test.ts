import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/base/bytes.ts';
import { pngChunk } from '../../../src/core/image/formats/png.ts';
import { jpegSegment, jpegXmp } from '../../../src/core/image/formats/jpeg.ts';
import { riffHeader, webpChunk } from '../../../src/core/image/formats/webp.ts';
import { ImageProbe, probeBytes } from '../../../src/core/image/probe.ts';
import { spliceBytes } from '../../../src/core/image/splice.ts';
import { latin1, write32be } from '../../../src/core/image/walk.ts';
import { fixture, fixtureNames, png, probeImage, probeInChunks, randomFrom } from './images.ts';

describe('what an image is', () => {
  it.each([
    ['photo.png', 'image/png', 24, 16],
    ['gps.jpg', 'image/jpeg', 24, 16],
    ['progressive.jpg', 'image/jpeg', 24, 16],
    ['lossy.webp', 'image/webp', 24, 16],
    ['lossless.webp', 'image/webp', 24, 16],
    ['extended.webp', 'image/webp', 24, 16],
    ['animated.webp', 'image/webp', 8, 8],
    ['animated.gif', 'image/gif', 8, 8],
    ['small.bmp', 'image/bmp', 5, 3],
    ['strips.tiff', 'image/tiff', 24, 16],
    ['one-strip.tiff', 'image/tiff', 24, 16],
    ['still.heic', 'image/heic', 24, 16],
    ['still.avif', 'image/avif', 24, 16],
  ])('%s is a whole %s of %i x %i', (name, mediaType, width, height) => {
    const bytes = fixture(name);
    const facts = probeImage(bytes);
    expect(facts).toMatchObject({ mediaType, width, height, complete: true, hasC2pa: false, bytes: bytes.length });
    expect(facts.problem).toBeUndefined();
    expect(facts.trailing).toBeUndefined();
  });

  it('reads how a camera held the picture', () => {
    expect(probeImage(fixture('gps.jpg')).orientation).toBe(6);
    expect(probeImage(fixture('photo.png')).orientation).toBe(3);
    expect(probeImage(fixture('extended.webp')).orientation).toBe(8);
    expect(probeImage(fixture('lossy.webp')).orientation).toBeUndefined();
  });

  it('tells moving pictures from still ones', () => {
    expect(probeImage(fixture('animated.gif')).animated).toBe(true);
    expect(probeImage(fixture('animated.webp')).animated).toBe(true);
    expect(probeImage(fixture('lossy.webp')).animated).toBe(false);
    const moving = png(4, 4, [pngChunk('acTL', concat(write32be(3), write32be(0)))]);
    expect(probeImage(moving).animated).toBe(true);
  });

  it('takes bytes after the end of a picture, and says how many', () => {
    for (const name of ['photo.png', 'gps.jpg', 'progressive.jpg', 'lossy.webp', 'animated.gif', 'small.bmp']) {
      const facts = probeImage(concat(fixture(name), latin1('more')));
      expect(facts, name).toMatchObject({ complete: true, trailing: 4 });
    }
  });

  it.each([
    ['', 'empty'],
    ['<!DOCTYPE html><title>502</title>', 'html'],
    ['\n <html lang="en">', 'html'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'svg'],
    ['<?xml version="1.0"?>\n<svg width="1"/>', 'svg'],
    ['{"error":{"message":"no"}}', 'json'],
    ['[{"a":1}]', 'json'],
    ['I cannot draw that. 抱歉', 'text'],
    ['BM is a text too, and a longer one than a header is', 'text'],
    ['\u0000\u0001\u0002binary', 'unknown'],
  ])('%j is no image but %s', (text, looksLike) => {
    const bytes = new TextEncoder().encode(text);
    expect(probeBytes(bytes)).toEqual({ kind: 'unknown', looksLike, bytes: bytes.length });
  });

  it('counts the bytes of a long file that is no image', () => {
    const chunk = latin1('x'.repeat(700));
    expect(probeInChunks([chunk, chunk, chunk])).toEqual({ kind: 'unknown', looksLike: 'text', bytes: 2100 });
  });

  it('finds signed provenance in every format that can carry it', () => {
    const jpeg = fixture('progressive.jpg');
    const jumbf = concat(latin1('JP\0\x01\0\0\0\x01\0\0\0\x40jumb\0\0\0\x20jumdc2pa'), new Uint8Array(40));
    const signed = [
      png(2, 2, [pngChunk('caBX', latin1('jumb'))]),
      spliceBytes(jpeg, [{ from: 0, to: 2 }, jpegSegment(0xeb, jumbf), { from: 2, to: jpeg.length }]),
      concat(riffHeader(4 + 90 + 12), fixture('lossy.webp').subarray(12), webpChunk('C2PA', latin1('jumb'))),
      concat(fixture('animated.gif').subarray(0, -1), latin1('\x21\xff\x0bC2PA_GIF\x01\0\0\x01x\0\x3b')),
      concat(fixture('still.heic'), box('uuid', hexBytes('d8fec3d61b0e483c92975828877ec481'))),
      spliceBytes(jpeg, [
        { from: 0, to: 2 },
        jpegXmp('<rdf:Description dcterms:provenance="https://example.com/manifest"/>'),
        { from: 2, to: jpeg.length },
      ]),
    ];
    for (const bytes of signed) expect(probeImage(bytes)).toMatchObject({ hasC2pa: true, complete: true });
  });

  it('has a problem with sizes that cannot be', () => {
    for (const bytes of [png(0, 5), png(5, 0), png(70_000, 1), png(60_000, 60_000)]) {
      expect(probeImage(bytes).problem).toBeDefined();
    }
    expect(probeImage(png(8000, 8000)).problem).toBeUndefined();
  });

  it('does not take a header without a picture for one', () => {
    const whole = png(4, 4);
    const withoutPixels = concat(whole.subarray(0, 33), pngChunk('IEND', new Uint8Array(0)));
    expect(probeImage(withoutPixels)).toMatchObject({ complete: false });
    expect(probeImage(latin1('\xff\xd8\xff\xd9'))).toMatchObject({ complete: false });
    expect(probeImage(concat(riffHeader(4), new Uint8Array(0)))).toMatchObject({ complete: false });
    expect(probeImage(latin1('GIF89a\x01\0\x01\0\0\0\0\x3b'))).toMatchObject({ complete: false });
  });

  it('gives the same answer however the bytes are cut into chunks', () => {
    for (const name of fixtureNames) {
      const bytes = fixture(name);
      const whole = probeBytes(bytes);
      expect(probeInChunks(Array.from(bytes, (byte) => Uint8Array.of(byte))), name).toEqual(whole);
      for (let at = 0; at <= bytes.length; at++) {
        expect(probeInChunks([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole);
      }
    }
  });

  it('does not depend on a chunk after it was pushed', () => {
    for (const name of fixtureNames) {
      const bytes = fixture(name);
      const probe = new ImageProbe();
      for (let at = 0; at < bytes.length; at += 100) {
        const chunk = bytes.slice(at, at + 100);
        probe.push(chunk);
        chunk.fill(0xaa);
      }
      expect(probe.finish(), name).toEqual(probeBytes(bytes));
    }
  });
});

describe('a damaged image', () => {
  it('is never whole when it is cut, wherever that is', () => {
    let cuts = 0;
    for (const name of fixtureNames) {
      const bytes = fixture(name);
      for (let length = 0; length < bytes.length; length++) {
        const probe = probeBytes(bytes.subarray(0, length));
        if (probe.kind === 'image') {
          expect(probe.complete, `${name} cut to ${length}`).toBe(false);
          expect(probe.problem).toBeDefined();
        }
        cuts++;
      }
    }
    expect(cuts).toBeGreaterThan(10_000);
  });

  it('never throws and never hangs, whichever bit is flipped', () => {
    for (const name of fixtureNames) {
      const bytes = fixture(name);
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const at = bit >> 3;
        const old = bytes[at] ?? 0;
        bytes[at] = old ^ (1 << (bit & 7));
        const probe = probeBytes(bytes);
        if (probe.kind === 'image' && !probe.complete) expect(probe.problem).toBeDefined();
        bytes[at] = old;
      }
    }
  });

  it('never throws on noise after a real beginning', () => {
    const seed = Number(process.env['EASEL_SEED'] ?? 20_260_101);
    const random = randomFrom(seed);
    for (let round = 0; round < 3000; round++) {
      const bytes = fixture(fixtureNames[random(fixtureNames.length)] ?? '');
      const from = random(Math.min(bytes.length, 200));
      const count = 1 + random(40);
      for (let at = from; at < from + count && at < bytes.length; at++) bytes[at] = random(256);
      expect(probeBytes(bytes).bytes, `EASEL_SEED=${seed} round ${round}`).toBe(bytes.length);
    }
  });

  it('cannot make the list of pieces grow without end', () => {
    const text = pngChunk('tEXt', latin1('a\0b'));
    const kept = pngChunk('gAMA', new Uint8Array(4));
    const facts = probeImage(
      png(
        1,
        1,
        Array.from({ length: 30_000 }, (_, index) => (index % 2 ? text : kept)),
      ),
    );
    expect(facts).toMatchObject({ complete: false });
    expect(facts.problem).toBeDefined();
  });

  it('does not make the probe reserve the memory that a chunk claims', () => {
    const claim = concat(png(1, 1).subarray(0, 33), write32be(0x7ffffff0), latin1('iTXtXML:com.adobe.xmp\0\0\0\0\0'));
    expect(probeImage(claim)).toMatchObject({ complete: false });
  });
});

function box(type: string, data: Uint8Array): Uint8Array {
  return concat(write32be(data.length + 8), latin1(type), data);
}

function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
