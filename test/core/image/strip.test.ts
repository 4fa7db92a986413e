import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/base/bytes.ts';
import { jpegSegment } from '../../../src/core/image/formats/jpeg.ts';
import { pngChunk } from '../../../src/core/image/formats/png.ts';
import { embed, readRecord, spliceBytes, strip } from '../../../src/core/image/metadata.ts';
import { probeBytes } from '../../../src/core/image/probe.ts';
import { latin1, read } from '../../../src/core/image/walk.ts';
import { fixture, holds, png, probeImage } from './images.ts';

function stripped(bytes: Uint8Array): Uint8Array {
  return spliceBytes(bytes, strip(probeImage(bytes)));
}

describe('a copy that is sent away', () => {
  it.each(['gps.jpg', 'photo.png', 'extended.webp'])(
    'of %s does not say where, by whom and with what it was made',
    (name) => {
      const bytes = fixture(name);
      const secrets = ['SecretCam', 'SecretAuthor'];
      for (const secret of secrets) expect(holds(bytes, secret), secret).toBe(true);
      const copy = stripped(bytes);
      for (const secret of [
        ...secrets,
        'SecretByline',
        'SecretComment',
        'GPS',
        'Exif',
        'EXIF',
        'xpacket',
        'Photoshop',
      ]) {
        expect(holds(copy, secret), secret).toBe(false);
      }
      const { width, height } = probeImage(bytes);
      expect(probeImage(copy)).toMatchObject({ width, height, complete: true, bytes: copy.length });
      expect(probeImage(copy).orientation).toBeUndefined();
    },
  );

  it('has no GPS tag left in its bytes', () => {
    // 48.2082 as EXIF holds it: 48/1 degrees.
    const gpsVersion = Uint8Array.of(0x00, 0x00, 0x00, 0x30, 0x00, 0x00, 0x00, 0x01);
    expect(Buffer.from(fixture('gps.jpg')).includes(Buffer.from(gpsVersion))).toBe(true);
    expect(Buffer.from(stripped(fixture('gps.jpg'))).includes(Buffer.from(gpsVersion))).toBe(false);
  });

  it('of a GIF keeps its frames and its loop, and loses its comment', () => {
    const bytes = fixture('animated.gif');
    const copy = stripped(bytes);
    expect(holds(bytes, 'SecretComment')).toBe(true);
    expect(holds(copy, 'SecretComment')).toBe(false);
    expect(holds(copy, 'NETSCAPE2.0')).toBe(true);
    expect(probeImage(copy)).toMatchObject({ complete: true, animated: true, width: 8, height: 8 });
  });

  it('loses the prompt that Easel wrote', () => {
    const record = { digitalSourceType: 'trainedAlgorithmicMedia', software: 'Easel 0.1', prompt: 'a secret' } as const;
    for (const name of ['photo.png', 'progressive.jpg', 'lossy.webp', 'lossless.webp']) {
      const bytes = fixture(name);
      const made = spliceBytes(bytes, embed(probeImage(bytes), record));
      const copy = stripped(made);
      expect(readRecord(copy), name).toBeUndefined();
      expect(holds(copy, 'a secret'), name).toBe(false);
      expect(holds(copy, 'Easel'), name).toBe(false);
      if (name === 'progressive.jpg') expect(copy).toEqual(stripped(bytes));
    }
  });

  it('keeps colours, density and animation of a PNG, and loses everything else', () => {
    const kept = ['gAMA', 'cHRM', 'sRGB', 'iCCP', 'pHYs', 'sBIT', 'acTL', 'cICP'].map((type) =>
      pngChunk(type, latin1('12345678')),
    );
    const lost = ['tEXt', 'zTXt', 'tIME', 'eXIf', 'caBX', 'prVt', 'dSIG'].map((type) =>
      pngChunk(type, latin1('12345678')),
    );
    const mixed = kept.flatMap((chunk, index) => [chunk, ...(lost[index] ? [lost[index]] : [])]);
    expect(stripped(concat(png(2, 2, mixed), latin1('appended')))).toEqual(png(2, 2, kept));
  });

  it('keeps colours and density of a JPEG, and loses thumbnails and what follows the picture', () => {
    const bytes = fixture('progressive.jpg');
    const icc = jpegSegment(0xe2, latin1('ICC_PROFILE\0\x01\x01profile'));
    const adobe = jpegSegment(0xee, latin1('Adobe\0\x64\0\0\0\0\x01'));
    const jfif = jpegSegment(0xe0, latin1('JFIF\0\x01\x02\x01\0\x90\0\x90\0\0'));
    const thumbnail = jpegSegment(0xe0, latin1('JFIF\0\x01\x02\x01\0\x90\0\x90\x01\x01rgb'));
    const lost = [
      jpegSegment(0xe0, latin1('JFXX\0\x13thumbnail')),
      jpegSegment(0xe2, latin1('MPF\0more pictures')),
      jpegSegment(0xed, latin1('Photoshop 3.0\0byline')),
      jpegSegment(0xef, latin1('private')),
      jpegSegment(0xfe, latin1('comment')),
    ];
    const tables = bytes.subarray(20);
    const start = Uint8Array.of(0xff, 0xd8);
    const mixed = concat(start, thumbnail, ...lost, icc, ...lost, adobe, tables, bytes);
    expect(stripped(mixed)).toEqual(concat(start, jfif, icc, adobe, tables));
  });

  it('keeps the colour profile of a WebP and clears the marks of what is gone', () => {
    const copy = stripped(fixture('extended.webp'));
    expect(read.u32le(copy, 4)).toBe(copy.length - 8);
    expect(copy[20]).toBe(0);
    expect(stripped(copy)).toEqual(copy);
  });

  it('of a clean picture is the picture', () => {
    for (const name of ['progressive.jpg', 'lossy.webp', 'lossless.webp', 'small.bmp']) {
      expect(stripped(fixture(name)), name).toEqual(fixture(name));
    }
  });

  it('cannot be made of some formats and of damaged files, and says what to do', () => {
    const cut = fixture('gps.jpg').subarray(0, 900);
    for (const bytes of [fixture('strips.tiff'), fixture('still.heic'), fixture('still.avif'), cut, latin1('{}')]) {
      expect(() => strip(probeBytes(bytes))).toThrow(/(first|another file)\. \[easel\.invalidRequest\]$/);
    }
  });
});
