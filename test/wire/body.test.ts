import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FileValue,
  type FormField,
  type Payload,
  type PayloadObject,
  type PreparedImage,
} from '../../src/base/provider.ts';
import { describe as show, wireBody, type WireBody } from '../../src/wire/body.ts';
import { picture } from './scanning.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const encoded: number[] = [];
const tools = {
  base64: (bytes: Uint8Array) => {
    encoded.push(bytes.length);
    return Buffer.from(Buffer.from(bytes).toString('base64'), 'latin1');
  },
  boundary: 'easel-0123456789abcdef',
};

function image(bytes: Buffer, name = 'cat.png', pieces = 1000, length = bytes.length): PreparedImage {
  return {
    mediaType: 'image/png',
    width: 1,
    height: 1,
    name,
    length,
    async *stream() {
      for (let at = 0; at < bytes.length; at += pieces) yield await Promise.resolve(bytes.subarray(at, at + pieces));
    },
  };
}

async function sent(body: WireBody): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  // A copy: what is yielded may be overwritten afterwards.
  for await (const piece of body.stream()) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces);
}

const json = (value: PayloadObject): Payload => ({ kind: 'json', value });
const form = (fields: readonly FormField[]): Payload => ({ kind: 'form', fields });

describe('a JSON body', () => {
  it('is what JSON.stringify makes of the same tree with the pictures in it', async () => {
    const bytes = picture(1000);
    const base64 = bytes.toString('base64');
    const tree = (dataUri: unknown, raw: unknown) => ({
      '10': 1,
      b: 'ü "\\\n\u2028\ud800',
      2: [],
      c: {},
      n: -0,
      nan: NaN,
      contents: [{ parts: [{ text: 'x' }, { image: dataUri }, { inlineData: { data: raw } }] }, null, true],
      [`"key\n`]: dataUri,
    });
    const value = tree(new FileValue(image(bytes), 'dataUri'), new FileValue(image(bytes), 'base64')) as PayloadObject;
    const body = wireBody(json(value), tools);
    const text = await sent(body);
    expect(text.toString()).toBe(JSON.stringify(tree(`data:image/png;base64,${base64}`, base64)));
    expect(body).toMatchObject({ contentType: 'application/json', length: text.length });
  });

  it('has exactly the length that it promises, for files of any length in pieces of any size', async () => {
    const size = 384 * 1024;
    for (const length of [0, 1, 2, 3, 4, size - 1, size, size + 1, 2 * size + 2]) {
      for (const pieces of [7000, 65_536, 1_000_000]) {
        const bytes = picture(length);
        const body = wireBody(json({ image: new FileValue(image(bytes, 'a.png', pieces), 'base64') }), tools);
        const text = await sent(body);
        expect(text.length).toBe(body.length);
        expect(text.toString()).toBe(JSON.stringify({ image: bytes.toString('base64') }));
      }
    }
    expect(Math.max(...encoded)).toBe(size);
  });

  it('can be read twice', async () => {
    const body = wireBody(json({ image: new FileValue(image(picture(500)), 'dataUri') }), tools);
    expect(await sent(body)).toEqual(await sent(body));
  });

  it(`equals JSON.stringify for any tree (seed ${seed}; SEED=… repeats it)`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (tree) => {
        const body = wireBody(json(tree as PayloadObject), tools);
        const text = await sent(body);
        expect(text.toString()).toBe(JSON.stringify(tree));
        expect(body.length).toBe(text.length);
      }),
      { seed, numRuns: 200 },
    );
  });

  it.each([
    ['shorter', 999],
    ['longer', 1001],
  ])('ends in an error when the file turned out %s than it was', async (_, length) => {
    for (const payload of [
      json({ image: new FileValue(image(picture(1000), 'cat.png', 100, length), 'base64') }),
      form([{ name: 'image', value: image(picture(1000), 'cat.png', 100, length) }]),
    ]) {
      const error: unknown = await sent(wireBody(payload, tools)).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'EaselError', code: 'invalidRequest', money: 'notSent' });
    }
  });
});

describe('a form', () => {
  it('is multipart/form-data to the byte', async () => {
    const bytes = picture(300);
    const body = wireBody(
      form([
        { name: 'prompt', value: 'a cat\nin the snow, 雪' },
        { name: 'image[]', value: image(bytes, 'one.png') },
        { name: 'image[]', value: image(bytes, 'two.png') },
      ]),
      tools,
    );
    const head = (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'));
    const file = (name: string) =>
      head(
        `--${tools.boundary}\nContent-Disposition: form-data; name="image[]"; filename="${name}"\nContent-Type: image/png\n\n`,
      );
    const expected = Buffer.concat([
      head(`--${tools.boundary}\nContent-Disposition: form-data; name="prompt"\n\n`),
      Buffer.from('a cat\nin the snow, 雪\r\n'),
      ...[file('one.png'), bytes, head('\n'), file('two.png'), bytes, head('\n')],
      head(`--${tools.boundary}--\n`),
    ]);
    expect(await sent(body)).toEqual(expected);
    expect(body.length).toBe(expected.length);
    expect(body.contentType).toBe(`multipart/form-data; boundary=${tools.boundary}`);
  });

  it('lets no name end a name or begin a header', async () => {
    const evil = 'a"; filename="x\r\nX-Evil: 1\r\n\r\n';
    const body = await sent(
      wireBody(
        form([
          { name: evil, value: 'v' },
          { name: 'image', value: image(picture(9), evil) },
        ]),
        tools,
      ),
    );
    const text = body.toString('latin1');
    expect(text).not.toContain('\r\nX-Evil');
    expect(text).toContain('name="a%22; filename=%22x%0D%0AX-Evil: 1%0D%0A%0D%0A"\r\n\r\nv\r\n');
    expect(text).toContain('name="image"; filename="a%22; filename=%22x%0D%0AX-Evil: 1%0D%0A%0D%0A"\r\n');
  });
});

describe('a picture that changes while it is sent', () => {
  it.each<[string, PreparedImage]>([
    ['shorter', image(picture(900), 'cat.png', 100, 1000)],
    ['longer', image(picture(1100), 'cat.png', 100, 1000)],
    [
      'unreadable',
      {
        ...image(picture(10)),
        async *stream() {
          yield await Promise.resolve(picture(5));
          throw new RangeError('cat.png changed.');
        },
      },
    ],
  ])('%s ends the request, which costs nothing', async (_, file) => {
    for (const payload of [json({ image: new FileValue(file, 'base64') }), form([{ name: 'image', value: file }])]) {
      await expect(sent(wireBody(payload, tools))).rejects.toMatchObject({
        code: 'invalidRequest',
        money: 'notSent',
        what: 'The image “cat.png” changed while it was being sent.',
      });
    }
  });
});

describe('a payload for people', () => {
  it('shows files by name and size in their places', () => {
    const file = image(picture(412_300));
    const payload = json({
      prompt: 'x',
      list: [new FileValue(file, 'dataUri'), 1, null],
      deep: { a: new FileValue(file, 'base64') },
    });
    expect(show(payload)).toEqual({
      prompt: 'x',
      list: ['<cat.png, 412 KB>', 1, null],
      deep: { a: '<cat.png, 412 KB>' },
    });
  });

  it('shows a form by its fields, repeated ones as a list', () => {
    const fields = [
      { name: 'prompt', value: 'x' },
      { name: 'image[]', value: image(picture(999), 'a.png') },
      { name: 'image[]', value: image(picture(1_250_000), 'b.png') },
      { name: '__proto__', value: 'y' },
    ];
    expect(Object.entries(show(form(fields)) as object)).toEqual([
      ['prompt', 'x'],
      ['image[]', ['<a.png, 999 bytes>', '<b.png, 1.3 MB>']],
      ['__proto__', 'y'],
    ]);
  });
});
