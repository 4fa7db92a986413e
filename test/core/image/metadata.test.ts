import fc from 'fast-check';
import { unzlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/base/bytes.ts';
import { jpegXmp, maxJpegXmpBytes } from '../../../src/core/image/formats/jpeg.ts';
import { pngChunk, pngText, recordKeyword, xmpKeyword } from '../../../src/core/image/formats/png.ts';
import { canEmbed, embed, readRecord, spliceBytes, spliceLength } from '../../../src/core/image/metadata.ts';
import type { ImageRecord } from '../../../src/core/image/metadata.ts';
import { latin1, read } from '../../../src/core/image/walk.ts';
import { fixture, png, probeImage } from './images.ts';

const writable = [
  'photo.png',
  'gps.jpg',
  'progressive.jpg',
  'lossy.webp',
  'lossless.webp',
  'extended.webp',
  'animated.webp',
];

const full: ImageRecord = {
  digitalSourceType: 'trainedAlgorithmicMedia',
  software: 'Easel 0.1',
  prompt: '一隻可愛的小貓 <b>"A & B"</b> ]]> 🐱',
  provider: 'mixroute',
  model: 'gemini-2.5-flash-image',
  parameters: { aspectRatio: '16:9', seed: 7, nested: { list: [1, null, true] } },
  jobId: 'job-1',
  created: '2026-11-21T10:00:00Z',
  sourceImages: ['assets/cat.png'],
  revisedPrompt: 'A cute kitten',
};

function withRecord(bytes: Uint8Array, record: ImageRecord): Uint8Array {
  const splices = embed(probeImage(bytes), record);
  const made = spliceBytes(bytes, splices);
  expect(made.length).toBe(spliceLength(splices));
  return made;
}

function xmpOf(bytes: Uint8Array): string {
  return probeImage(bytes).layout.xmp?.text ?? '';
}

describe('a record in a file', () => {
  it.each(writable)('of %s is read back as it was written', (name) => {
    const made = withRecord(fixture(name), full);
    expect(readRecord(made)).toEqual(full);
    expect(readRecord([made.subarray(0, 50), made.subarray(50)])).toEqual(full);
  });

  it.each(writable)('leaves size, orientation and completeness of %s as they were', (name) => {
    const before = probeImage(fixture(name));
    const after = probeImage(withRecord(fixture(name), full));
    const { width, height, animated, orientation, complete, problem, trailing } = before;
    expect(after).toMatchObject({ width, height, complete, hasC2pa: false });
    expect([after.animated, after.orientation, after.problem, after.trailing]).toEqual([
      animated,
      orientation,
      problem,
      trailing,
    ]);
  });

  it('leaves every byte of the picture as it was', () => {
    for (const name of ['photo.png', 'gps.jpg', 'progressive.jpg', 'lossy.webp', 'lossless.webp', 'animated.webp']) {
      const bytes = fixture(name);
      expect(picture(withRecord(bytes, full)), name).toEqual(picture(bytes));
    }
  });

  it('is replaced, not doubled, when a record is written again', () => {
    for (const name of writable) {
      const once = withRecord(fixture(name), full);
      const twice = withRecord(once, { ...full, prompt: 'a dog' });
      expect(readRecord(twice)?.prompt, name).toBe('a dog');
      expect(xmpOf(twice).split('<easel:record>').length, name).toBe(2);
      expect(withRecord(once, full), name).toEqual(once);
    }
  });

  it('says with the full IPTC term that a model made the picture', () => {
    for (const name of writable) {
      const xmp = xmpOf(withRecord(fixture(name), full));
      expect(xmp).toContain(
        '<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia<',
      );
      expect(xmp).toContain('<xmp:CreatorTool>Easel 0.1<');
      expect(xmp).toContain('<Iptc4xmpExt:AISystemUsed>mixroute gemini-2.5-flash-image<');
    }
  });

  it('of a label alone holds no prompt', () => {
    const label: ImageRecord = { digitalSourceType: 'algorithmicMedia', software: 'Easel 0.1', placeholder: true };
    for (const name of writable) {
      const made = withRecord(fixture(name), label);
      expect(readRecord(made)).toEqual(label);
      expect(xmpOf(made)).toContain('digitalsourcetype/algorithmicMedia<');
      expect(xmpOf(made)).not.toContain('AIPromptInformation');
    }
  });

  it('stands before the pixels of a PNG, in two chunks that every reader can check', () => {
    const bytes = png(3, 3);
    const made = withRecord(bytes, full);
    const types = chunkTypes(made);
    expect(types).toEqual(['IHDR', 'iTXt', 'iTXt', 'IDAT', 'IEND']);
    const { xmp, record } = probeImage(made).layout;
    expect(made.slice(xmp?.from, xmp?.to)).toEqual(pngText(xmpKeyword, xmp?.text ?? ''));
    expect(made.slice(record?.from, record?.to)).toEqual(pngText(recordKeyword, record?.text ?? ''));
  });

  it('stands after JFIF and EXIF in a JPEG', () => {
    const bytes = fixture('gps.jpg');
    const plain = fixture('progressive.jpg');
    expect(probeImage(withRecord(plain, full)).layout.xmp?.from).toBe(20);
    expect(probeImage(withRecord(bytes, full)).layout.xmp?.from).toBe(probeImage(bytes).layout.xmp?.from);
  });

  it('makes an extended WebP of a simple one, with its transparency', () => {
    const lossy = withRecord(fixture('lossy.webp'), full);
    const lossless = withRecord(fixture('lossless.webp'), full);
    expect([read.ascii(lossy, 12, 16), lossy[20]]).toEqual(['VP8X', 0x04]);
    expect([read.ascii(lossless, 12, 16), lossless[20]]).toEqual(['VP8X', 0x14]);
    for (const made of [lossy, lossless]) expect(read.u32le(made, 4)).toBe(made.length - 8);
  });
});

describe('XMP that a file already has', () => {
  const aigc = packet('<TC260:AIGC xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">{"Label":"1"}</TC260:AIGC>');

  function carrying(xmp: string): readonly Uint8Array[] {
    const jpeg = fixture('progressive.jpg');
    return [
      png(2, 2, [pngText(xmpKeyword, xmp)]),
      spliceBytes(jpeg, [{ from: 0, to: 20 }, jpegXmp(xmp), { from: 20, to: jpeg.length }]),
    ];
  }

  it('is kept: the label that a service is bound by law to write is still there', () => {
    for (const bytes of carrying(aigc)) {
      const xmp = xmpOf(withRecord(bytes, full));
      expect(xmp).toContain('{"Label":"1"}');
      expect(xmp).toContain('trainedAlgorithmicMedia');
      expect(xmp.match(/<\/rdf:RDF>/g)).toHaveLength(1);
    }
    expect(xmpOf(withRecord(fixture('extended.webp'), full))).toContain('SecretAuthor');
  });

  it('keeps its own words where it already says the same', () => {
    const said = packet(
      '<dc:description xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Alt><rdf:li>theirs</rdf:li></rdf:Alt></dc:description>' +
        '<x:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia</x:DigitalSourceType>',
    );
    for (const bytes of carrying(said)) {
      const xmp = xmpOf(withRecord(bytes, full));
      expect(xmp.match(/:description[ >]/g)).toHaveLength(2);
      expect(xmp.match(/DigitalSourceType>/g)).toHaveLength(2);
      expect(readRecord(withRecord(bytes, full))).toEqual(full);
    }
  });

  it('loses a source type that came along from a photograph', () => {
    const uri = 'http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture';
    for (const form of [
      `<i:DigitalSourceType>${uri}</i:DigitalSourceType>`,
      `<i:DigitalSourceType rdf:resource="${uri}"/>`,
    ]) {
      for (const bytes of carrying(packet(form))) {
        const xmp = xmpOf(withRecord(bytes, full));
        expect(xmp).not.toContain('digitalCapture');
        expect(xmp).toContain('digitalsourcetype/trainedAlgorithmicMedia');
      }
    }
  });

  it('is replaced when it is no XMP at all', () => {
    for (const bytes of carrying('nothing to see')) {
      expect(xmpOf(withRecord(bytes, full))).not.toContain('nothing to see');
      expect(readRecord(withRecord(bytes, full))).toEqual(full);
    }
  });

  it('stays as it is in a JPEG that has no room beside it', () => {
    const crowded = packet(`<a:b xmlns:a="urn:a">${'x'.repeat(65_000)}</a:b>`);
    const bytes = carrying(crowded)[1] ?? new Uint8Array(0);
    expect(withRecord(bytes, full)).toEqual(bytes);
  });

  it('gives the record back after another tool wrote it as an attribute', () => {
    const json = JSON.stringify({ digitalSourceType: 'algorithmicMedia', software: 'Easel 0.1', prompt: '<a> "b"' });
    const value = json.replaceAll('"', '&quot;').replaceAll('<', '&#x3C;');
    const xmp = `<rdf:RDF><rdf:Description xmlns:e2='https://ns.easel-images.easel/1.0/' e2:record="${value}"/></rdf:RDF>`;
    for (const bytes of carrying(xmp)) expect(readRecord(bytes)?.prompt).toBe('<a> "b"');
  });
});

describe('a hostile prompt', () => {
  const prompt = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          ']]>',
          '</easel:record>',
          '<!--',
          '&#0;',
          '\0',
          '\r\n',
          '\ud800',
          '\ufffe',
          '🐱',
          '小貓',
          '"',
          '\\',
          '</rdf:RDF>',
        ),
      )
      .map((parts) => parts.join('')),
  );

  it('comes back from every format character by character, and the XMP stays well-formed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...writable), prompt, (name, text) => {
        const made = withRecord(fixture(name), { ...full, prompt: text });
        expect(readRecord(made)?.prompt).toBe(text);
        const xmp = xmpOf(made);
        expectWellFormed(xmp);
        expect(readRecord(withRecord(made, full))).toEqual(full);
      }),
      { numRuns: 500 },
    );
  });

  it('of 40,000 letters has room everywhere', () => {
    const long = 'cat '.repeat(10_000);
    for (const name of writable)
      expect(readRecord(withRecord(fixture(name), { ...full, prompt: long }))?.prompt).toBe(long);
  });

  it('of 40,000 Chinese characters is cut in a JPEG, and says so', () => {
    const long = '一隻可愛的小貓🐱'.repeat(5000);
    for (const name of writable) {
      const made = withRecord(fixture(name), { ...full, prompt: long });
      const record = readRecord(made);
      if (name.endsWith('.jpg')) {
        const { from = 0, to = 0 } = probeImage(made).layout.xmp ?? {};
        expect(to - from - 33).toBeLessThanOrEqual(maxJpegXmpBytes);
        expect(to - from - 33).toBeGreaterThan(maxJpegXmpBytes - 50);
        expect(record?.isCut).toBe(true);
        expect(long.startsWith(record?.prompt ?? '-')).toBe(true);
        expect(record?.prompt).not.toMatch(/\p{Cs}/u);
        expect(record).toMatchObject({ provider: full.provider, model: full.model, jobId: full.jobId });
      } else expect(record?.prompt, name).toBe(long);
    }
  });

  it('with parameters of megabytes still leaves a record that can be read', () => {
    const record = { ...full, parameters: { image: 'x'.repeat(3_000_000) } };
    for (const name of writable) {
      const read = readRecord(withRecord(fixture(name), record));
      expect(read).toMatchObject({ prompt: full.prompt, isCut: true });
      expect(read?.parameters).toBeUndefined();
    }
  });
});

describe('files that get no record', () => {
  it('signed ones are never changed', () => {
    const signed = probeImage(png(2, 2, [pngChunk('caBX', latin1('jumb'))]));
    expect(canEmbed(signed)).toBe(false);
    expect(() => embed(signed, full)).toThrow(TypeError);
  });

  it('those without a size are refused, since a header of ours would give them one', () => {
    const flat = fixture('lossy.webp');
    flat.fill(0, 28, 30);
    expect(canEmbed(probeImage(flat))).toBe(false);
  });

  it('other formats and damaged files are refused', () => {
    for (const name of ['animated.gif', 'small.bmp', 'strips.tiff', 'still.heic', 'still.avif']) {
      expect(canEmbed(probeImage(fixture(name))), name).toBe(false);
    }
    const cut = probeImage(fixture('gps.jpg').subarray(0, 3000));
    expect(() => embed(cut, full)).toThrow(TypeError);
  });
});

describe('a record of unknown origin', () => {
  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"digitalSourceType":"digitalCapture","software":"Easel"}',
    '{"digitalSourceType":"algorithmicMedia"}',
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    '{"digitalSourceType":"algorithmicMedia","software":"Easel","prompt":',
  ])('that has not the shape of one is none: %j', (json) => {
    expect(readRecord(png(1, 1, [pngText(recordKeyword, json)]))).toBeUndefined();
  });

  it('loses the fields that have the wrong shape', () => {
    const deep = `${'{"a":'.repeat(50)}1${'}'.repeat(50)}`;
    const json = `{"digitalSourceType":"algorithmicMedia","software":"Easel","prompt":5,"sourceImages":[1],"parameters":${deep},"__proto__":{"x":1}}`;
    expect(readRecord(png(1, 1, [pngText(recordKeyword, json)]))).toEqual({
      digitalSourceType: 'algorithmicMedia',
      software: 'Easel',
    });
  });

  it('in XMP made to be slow is no slower to read', () => {
    const hostile = [
      `<rdf:RDF xmlns:e="https://ns.easel-images.easel/1.0/">${' e:record="'.repeat(40_000)}`,
      `xmlns:e="https://ns.easel-images.easel/1.0/"${'<e:record>'.repeat(40_000)}`,
      `xmlns:${'a.'.repeat(200_000)}`,
      `${' '.repeat(400_000)}</rdf:RDF>`,
      `${'<a:'.repeat(100_000)}</rdf:RDF>`,
      `${' a:DigitalSourceType = "'.repeat(15_000)}</rdf:RDF>`,
      `${'<rdf:Description rdf:about="" xmlns:easel="https://ns.easel-images.easel/1.0/"'.repeat(5000)}</rdf:RDF>`,
    ];
    for (const xmp of hostile) {
      const bytes = png(1, 1, [pngText(xmpKeyword, xmp)]);
      expect(readRecord(bytes)).toBeUndefined();
      expect(readRecord(withRecord(bytes, full))).toEqual(full);
    }
  });
});

function packet(property: string): string {
  return [
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    `<rdf:Description rdf:about="">${property}</rdf:Description></rdf:RDF></x:xmpmeta>`,
    `${' '.repeat(200)}<?xpacket end="w"?>`,
  ].join('\n');
}

/** Every tag closes in order, nothing else begins with "<" or "&", and no character is one that XML forbids. */
function expectWellFormed(xmp: string): void {
  const open: string[] = [];
  const rest = xmp
    .replace(/<\?xpacket [^<]*\?>/g, '')
    .replace(
      /<(\/?)([\w:]+)((?:\s+[\w:]+=(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/g,
      (_, closes, name: string, _attributes, empty) => {
        if (closes) expect(open.pop()).toBe(name);
        else if (!empty) open.push(name);
        return '';
      },
    );
  expect(open).toEqual([]);
  expect(rest.replace(/&(#\d+|#x[\dA-Fa-f]+|amp|lt|gt|quot|apos);/g, '')).not.toMatch(/[<&]/);
  expect(rest).toMatch(/^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
}

function chunkTypes(bytes: Uint8Array): readonly string[] {
  const types: string[] = [];
  for (let at = 8; at < bytes.length; at += 12 + read.u32be(bytes, at)) types.push(read.ascii(bytes, at + 4, at + 8));
  return types;
}

/** The bytes that make the picture: IDAT inflated, everything of a JPEG from its first table on, the frames of a WebP. */
function picture(bytes: Uint8Array): Uint8Array {
  const { mediaType } = probeImage(bytes);
  if (mediaType === 'image/png') {
    const pieces: Uint8Array[] = [];
    for (let at = 8; at < bytes.length; at += 12 + read.u32be(bytes, at)) {
      if (read.ascii(bytes, at + 4, at + 8) === 'IDAT')
        pieces.push(bytes.slice(at + 8, at + 8 + read.u32be(bytes, at)));
    }
    return unzlibSync(concat(...pieces));
  }
  if (mediaType === 'image/jpeg') {
    const tables = Buffer.from(bytes).indexOf(Buffer.from([0xff, 0xdb]), Buffer.from(bytes).lastIndexOf('Exif'));
    return bytes.slice(tables);
  }
  const pieces: Uint8Array[] = [];
  for (let at = 12; at < bytes.length;) {
    const length = read.u32le(bytes, at + 4);
    const end = at + 8 + length + (length & 1);
    if (['VP8 ', 'VP8L', 'ANMF'].includes(read.ascii(bytes, at, at + 4))) pieces.push(bytes.slice(at, end));
    at = end;
  }
  expect(pieces.length).toBeGreaterThan(0);
  return concat(...pieces);
}
