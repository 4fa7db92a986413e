import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplyScanner } from '../../src/wire/scanner.ts';
import { MemorySink } from './memorySink.ts';
import { everyCut, events, picture, scan, value } from './scanning.ts';

const bytes = picture(100);
const base64 = bytes.toString('base64');
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

/** Ways in which services write the same base64 into JSON. */
const escapes: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'with \\/ (PHP)': (text) => text.replaceAll('/', '\\/'),
  'with \\u002B and \\u003d (.NET)': (text) => text.replaceAll('+', '\\u002B').replaceAll('=', '\\u003d'),
  'with line breaks every 76 characters (MIME)': (text) => text.replace(/.{76}/g, '$&\\r\\n'),
  'in the alphabet of URLs, without padding': (text) =>
    text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
  'without padding': (text) => text.replaceAll('=', ''),
  'with every character escaped': (text) =>
    Array.from(text, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
};

describe('base64 under a key for images becomes a blob', () => {
  for (const [name, escape] of Object.entries(escapes)) {
    it(`${name}, wherever the reply is cut`, () => {
      const body = `{"created":1,"data":[{"b64_json":"${escape(base64)}","revised_prompt":"a \\"cat\\""}]}`;
      const expected = { created: 1, data: [{ b64_json: { base64 }, revised_prompt: 'a "cat"' }] };
      for (const cut of everyCut(body)) expect(value(scan(body, [cut]))).toEqual(expected);
      expect(value(scan(body, everyCut(body)))).toEqual(expected);
    });

    it(`${name}, as a data URI, wherever the reply is cut`, () => {
      const body = `{"image_url":{"url":"${escape(`data:image/png;base64,${base64}`).replaceAll('-png', '/png').replaceAll('_png', '/png')}"},"n":[1,2]}`;
      const expected = { image_url: { url: { dataUri: base64, mediaType: 'image/png' } }, n: [1, 2] };
      for (const cut of everyCut(body)) expect(value(scan(body, [cut]))).toEqual(expected);
      expect(value(scan(body, everyCut(body)))).toEqual(expected);
    });
  }

  it.each(['b64_json', 'bytesBase64Encoded', 'partial_image_b64', 'b64', 'base64', 'image_base64'])(
    '%s, short or long, picture or not',
    (key) => {
      expect(value(scan(JSON.stringify({ [key]: 'QUJD' })))).toEqual({ [key]: { base64: 'QUJD' } });
      const text = Buffer.alloc(90, 'x').toString('base64');
      expect(value(scan(JSON.stringify({ [key]: text })))).toEqual({ [key]: { base64: text } });
    },
  );

  it.each(['inlineData', 'inline_data'])('data in %s, but not data elsewhere', (key) => {
    const body = { [key]: { mimeType: 'image/png', data: 'QUJD' }, other: { data: 'QUJD' } };
    expect(value(scan(JSON.stringify(body)))).toEqual({
      [key]: { mimeType: 'image/png', data: { base64: 'QUJD' } },
      other: { data: 'QUJD' },
    });
  });

  it.each(['result', 'image', 'url', 'a_name_of_next_year'])('a long picture under %s', (key) => {
    expect(value(scan(JSON.stringify({ [key]: base64, list: [base64] })))).toEqual({
      [key]: { base64 },
      list: [{ base64 }],
    });
  });

  it('with one, two and no characters of padding', () => {
    for (const length of [1, 2, 3, 100, 101, 102]) {
      const text = picture(length).toString('base64');
      for (const written of [text, text.replaceAll('=', '')]) {
        expect(value(scan(JSON.stringify({ b64_json: written })))).toEqual({ b64_json: { base64: text } });
      }
    }
  });
});

describe('what is no blob stays text', () => {
  it.each([
    ['a link', { b64_json: 'https://example.com/a/picture/with/a/long/name/that/has/more/than/64/characters.png' }],
    ['a short word', { result: 'success', url: 'abc', image: 'QUJD' }],
    ['nothing', { b64_json: '', url: '' }],
    ['long base64 that is no picture', { result: Buffer.alloc(300, 'x').toString('base64') }],
    ['a signature, even one that looks like a picture', { thoughtSignature: base64, thought_signature: base64 }],
    ['keys', { [base64]: 1, [`data:image/png;base64,${base64}`]: 2 }],
    ['text with commas', { text: 'one,two;base64,three data:text,four base64,' }],
    ['any Unicode', { text: '一隻可愛的小貓 🐈 \u0000 \u2028 \ud800', 键: '"\\/\b\f\n\r\t' }],
    ['numbers and words', { a: -1.5e300, b: null, c: true, d: [], e: {}, f: [[[{}]]], '': 0 }],
  ])('%s', (_, body) => {
    const text = JSON.stringify(body);
    for (const cut of everyCut(text)) expect(value(scan(text, [cut]))).toEqual(body);
  });

  it('members called __proto__ change no prototype', () => {
    const { reply } = scan(`{"__proto__":{"b64_json":"QUJD"},"x":1}`);
    const parsed = reply.kind === 'events' ? reply.events[0]?.value : undefined;
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  });

  it('a string of the service that looks like our token is that string', () => {
    const body = { a: '\u0000blob 7\u0000', b: '\u0000blob x\u0000', c: '\u0000' };
    expect(value(scan(JSON.stringify(body)))).toEqual(body);
  });
});

describe('data URIs within text', () => {
  const content = `Here: ![image](data:image/png;base64,${base64}) and <img src="data:image/webp;base64,QUJD"> bye, you`;
  const expected = {
    mixed: [
      'Here: ![image](data:image/png;base64,',
      { embedded: base64, mediaType: 'image/png' },
      ') and <img src="data:image/webp;base64,',
      { embedded: 'QUJD', mediaType: 'image/webp' },
      '"> bye, you',
    ],
  };

  it.each(Object.entries(escapes).filter(([name]) => !/MIME|URLs|without/.test(name)))('%s', (_, escape) => {
    const body = `{"choices":[{"message":{"content":"${escape(JSON.stringify(content).slice(1, -1)).replaceAll('\\\\\\/', '\\/').replaceAll('\\u005c\\u0022', '\\u0022')}"}}]}`;
    const whole = { choices: [{ message: { content: expected } }] };
    for (const cut of everyCut(body)) expect(value(scan(body, [cut]))).toEqual(whole);
  });

  it('may be the whole text, and end in a line break', () => {
    const body = JSON.stringify({ content: `data:image/png;base64,${base64}\nbye` });
    expect(value(scan(body))).toEqual({
      content: { mixed: ['data:image/png;base64,', { embedded: base64, mediaType: 'image/png' }, '\nbye'] },
    });
  });

  it('are put together again when a stream cuts them anywhere, even in the prefix', () => {
    const delta = (text: string) => `data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n`;
    const text = `a, b ![i](data:image/png;base64,${base64}) c`;
    for (let first = 0; first <= text.length; first++) {
      const second = Math.min(text.length, first + 37);
      const pieces = [text.slice(0, first), text.slice(first, second), '', text.slice(second)];
      const found = scan(`${pieces.map(delta).join('')}data: [DONE]\n\n`, [first]);
      const parts = (events(found) as { choices: { delta: { content: unknown } }[] }[]).flatMap((event) => {
        const item = event.choices[0]?.delta.content as { mixed?: unknown[] } | string;
        return typeof item === 'object' && item.mixed ? item.mixed : [item];
      });
      const words = parts.filter((part) => typeof part === 'string').join('');
      expect(words).toBe('a, b ![i](data:image/png;base64,) c');
      expect(found.sink.finished(0)).toEqual(bytes);
      expect(parts.filter((part) => typeof part === 'object')).toEqual([{ embedded: base64, mediaType: 'image/png' }]);
    }
  });
});

describe('bad base64', () => {
  const good = picture(90).toString('base64');

  it.each([
    ['a character that is none', `${good.slice(0, 80)}*${good.slice(80)}`, 'junk'],
    ['padding in the middle', `${good.slice(0, 78)}==${good.slice(78)}`, 'junk'],
    ['too much padding', `${good}=`, 'junk'],
    ['an escape of something else', `${good.slice(0, 80)}\\u4e00`, 'junk'],
    ['an escaped quote', `${good.slice(0, 80)}\\"${good.slice(80)}`, 'junk'],
    ['one character left over', good.slice(0, 85), 'length'],
  ])('%s spoils its blob only', (_, text, fault) => {
    const body = `{"data":[{"b64_json":"${text}"},{"b64_json":"${good}"}],"usage":{"n":2}}`;
    for (const cut of everyCut(body)) {
      const found = scan(body, [cut]);
      expect(value(found)).toEqual({
        data: [{ b64_json: { fault } }, { b64_json: { base64: good } }],
        usage: { n: 2 },
      });
      expect(found.sink.blobs.map((blob) => blob.state)).toEqual(['aborted', 'finished']);
    }
  });

  it('is found in a large blob as well, and white space there is none', () => {
    const large = picture(30_000).toString('base64');
    const spaced = `${large.slice(0, 21_000)} \t${large.slice(21_000)}`;
    const body = (text: string) => `{"b64_json":"${text}"}`;
    expect(value(scan(body(spaced)))).toEqual({ b64_json: { base64: large } });
    expect(value(scan(body(`${large.slice(0, 21_001)}!${large.slice(21_001)}`)))).toEqual({
      b64_json: { fault: 'junk' },
    });
  });
});

describe('a reply that breaks off', () => {
  const brokenOff = (body: string | Uint8Array) => {
    const sink = new MemorySink();
    const scanner = new ReplyScanner(sink);
    scanner.push(Buffer.from(body as string));
    return { reply: scanner.abort(), sink };
  };
  const states = ({ sink }: { sink: MemorySink }) => sink.blobs.map((blob) => blob.state);

  it('is whole when its document was', () => {
    const found = brokenOff(`{"data":[{"b64_json":"${base64}"}]}`);
    expect(value(found)).toEqual({ data: [{ b64_json: { base64 } }] });
    expect(found.reply).not.toHaveProperty('fault');
  });

  it('keeps the blobs that were whole, and drops the one that was open', () => {
    const found = brokenOff(`{"data":[{"b64_json":"${base64}"},{"b64_json":"${base64.slice(0, 90)}`);
    expect(found.reply).toMatchObject({ events: [], fault: { reason: 'truncated' } });
    expect(states(found)).toEqual(['finished', 'aborted']);
  });

  it('keeps the events that were whole', () => {
    const event = (n: number) => `data: {"n":${n},"b64_json":"${base64}"}\n\n`;
    const found = brokenOff(event(1) + event(2).slice(0, -20));
    expect(events(found)).toEqual([{ n: 1, b64_json: { base64 } }]);
    expect(states(found)).toEqual(['finished', 'aborted']);
  });

  it('is nothing when it is a picture or has not begun', () => {
    const found = brokenOff(bytes);
    expect(found.reply).toEqual({ kind: 'empty' });
    expect(states(found)).toEqual(['aborted']);
    expect(brokenOff('').reply).toEqual({ kind: 'empty' });
  });
});

describe('random replies cut at random', () => {
  it(`come out as they were sent (seed ${seed}; SEED=… repeats it)`, () => {
    const blob = fc.record({
      length: fc.integer({ min: 1, max: 20_000 }),
      style: fc.constantFrom(...Object.keys(escapes)),
    });
    const reply = fc.record({
      blobs: fc.array(blob, { minLength: 1, maxLength: 4 }),
      rest: fc.jsonValue({ maxDepth: 4 }),
      cuts: fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 60 }),
    });
    fc.assert(
      fc.property(reply, ({ blobs, rest, cuts }) => {
        const data = blobs.map(({ length }, at) => ({ b64_json: { base64: picture(length, at).toString('base64') } }));
        const written = blobs.map(({ style }, at) => `{"b64_json":"${escapes[style]!(data[at]!.b64_json.base64)}"}`);
        const body = `{"rest":${JSON.stringify(rest)},"data":[${written.join(', ')}]}`;
        const places = cuts.filter((cut) => cut < body.length);
        expect(value(scan(body, places))).toEqual({ rest: JSON.parse(JSON.stringify(rest)), data });
      }),
      { seed, numRuns: 150 },
    );
  });
});
