import { describe, expect, it } from 'vitest';
import { everyCut, events, picture, scan, value } from './scanning.ts';

const base64 = picture(60).toString('base64');

describe('a cut reply', () => {
  it('is never taken for a whole one', () => {
    const body = `{"created":1,"data":[{"b64_json":"${base64}","url":""}],"usage":{"total_tokens":1e3}}`;
    for (const cut of everyCut(body).slice(1, -1)) {
      const { reply, sink } = scan(body.slice(0, cut));
      expect(reply).toMatchObject({ kind: 'events', events: [], fault: { reason: 'truncated', at: cut } });
      expect(sink.blobs.every((blob) => blob.state !== 'open')).toBe(true);
    }
    expect(scan(`${body} \r\n`).reply).not.toHaveProperty('fault');
  });

  it('of a stream keeps the events before the cut', () => {
    const { reply } = scan('data: {"a":1}\n\ndata: {"b":');
    expect(reply).toMatchObject({ events: [{ value: { a: 1 } }], fault: { reason: 'truncated' }, done: false });
  });
});

describe('a malformed reply', () => {
  it.each([
    ['{"a":1}x', 7],
    ['{"a":1}{"b":2}', 7],
    ['{"a":1}"b"', 7],
    ['{"a":[1}', 7],
    ['[1,2]]', 5],
    ['{"a":"b\u0001c"}', 7],
    ['{"a":"\\x"}', 7],
    ['{"b64_json":"QUJ\\q"}', 17],
    ['{"a":"\\u12g4"}', 11],
    ['{"a" 1}', 7],
    ['{a:1}', 5],
    ['{"a":1,}', 8],
    ['[1 2]', 5],
    ['[tru]', 5],
  ])('%s is told with its place', (body, at) => {
    for (const cut of everyCut(body)) {
      expect(scan(body, [cut]).reply).toMatchObject({ events: [], fault: { reason: 'malformed', at } });
    }
  });

  it('is given up when it nests too deeply, holds too much text or too many blobs', () => {
    const deep = `${'['.repeat(129)}${']'.repeat(129)}`;
    expect(scan(deep).reply).toMatchObject({ fault: { reason: 'tooDeep', at: 128 } });
    expect(scan(deep.slice(1, -1)).reply).not.toHaveProperty('fault');
    const large = JSON.stringify({ thoughtSignature: 'x'.repeat(5000) });
    expect(scan(large, [], { maxText: 5000 }).reply).toMatchObject({ fault: { reason: 'tooLarge' } });
    expect(scan(large, [], { maxText: 6000 }).reply).not.toHaveProperty('fault');
    const many = JSON.stringify(Array.from({ length: 5 }, () => ({ b64_json: 'QUJD' })));
    expect(scan(many, [], { maxBlobs: 4 }).reply).toMatchObject({ fault: { reason: 'tooLarge' } });
    expect(scan(many, [], { maxBlobs: 5 }).reply).not.toHaveProperty('fault');
  });

  it('keeps the text with a broken character, but says nothing is wrong with the picture', () => {
    const body = Buffer.concat([Buffer.from('{"t":"'), Buffer.of(0xff), Buffer.from(`","b64_json":"${base64}"}`)]);
    expect(value(scan(body))).toEqual({ t: '\ufffd', b64_json: { base64 } });
  });
});

describe('an event stream', () => {
  const first = `{"type":"image_generation.partial_image","b64_json":"${base64}"}`;
  const stream = [
    ': a comment',
    'id: 7',
    'event: image_generation.partial_image',
    `data: ${first}`,
    '',
    '',
    'retry: 3000',
    'data:{"type":"done",',
    'data: "b64_json":',
    `data:"${base64}"}`,
    'unknown-field-with-a-long-name: 1',
    '',
    'event: nothing-follows',
    '',
    'data: [DONE]',
    '',
    '',
  ];
  const expected = [
    { name: 'image_generation.partial_image', value: { type: 'image_generation.partial_image', b64_json: { base64 } } },
    { type: 'done', b64_json: { base64 } },
  ];

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('with line ends %s is read wherever it is cut', (_, end) => {
    const body = stream.join(end);
    for (const cut of everyCut(body)) {
      const found = scan(body, [cut]);
      expect(events(found)).toEqual(expected);
      expect(found.reply).toMatchObject({ framing: 'sse', done: true });
    }
    expect(events(scan(body, everyCut(body)))).toEqual(expected);
  });

  it.each(['', '\n', '\n\n', '\r\n'])('counts its last event with %j after it', (end) => {
    const found = scan(`data: {"a":1}\n\ndata: {"a":2}${end}`);
    expect(events(found)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(found.reply).not.toHaveProperty('fault');
  });

  it('may begin with a byte order mark, white space, or any field', () => {
    for (const start of ['\ufeff', '\n\n', ': ping\n\n', 'event: x\n', 'id:1\n', 'retry: 1\n']) {
      expect(events(scan(`${start}data: {"a":1}\n\n`))).toHaveLength(1);
    }
  });

  it('may send signs of life that are no JSON', () => {
    expect(events(scan('data: keep-alive\n\ndata:\n\ndata: {"a":1}\n\n'))).toEqual(['keep-alive', { a: 1 }]);
  });

  it('is malformed from the first bad event on', () => {
    const { reply } = scan('data: {"a":1}\n\ndata: {"a":}\n\ndata: {"a":3}\n\n');
    expect(reply).toMatchObject({ events: [{ value: { a: 1 } }], fault: { reason: 'malformed' } });
  });

  it('costs time in proportion to its length, also as 200,000 small lines in one piece', () => {
    const found = scan('data: {"a":"b"}\n\n'.repeat(200_000));
    expect(events(found)).toHaveLength(200_000);
  });

  it('may not hold more text than memory is meant for', () => {
    const body = `data: ${JSON.stringify({ a: 'x'.repeat(900) })}\n\n`.repeat(10);
    expect(scan(body, [], { maxText: 1000 }).reply).toMatchObject({ fault: { reason: 'tooLarge' } });
  });
});

describe('a body is judged by its content', () => {
  it.each([
    ['PNG', picture(40), 'image/png'],
    ['JPEG', Buffer.from(`ffd8ffe0${'00'.repeat(20)}`, 'hex'), 'image/jpeg'],
    ['WebP', Buffer.from(`RIFF\x10\0\0\0WEBPVP8 ${'x'.repeat(9)}`, 'latin1'), 'image/webp'],
    ['GIF', Buffer.from('GIF89a0123456789', 'latin1'), 'image/gif'],
    ['a tiny GIF', Buffer.from('GIF89a', 'latin1'), 'image/gif'],
    ['TIFF', Buffer.from('II*\x00567890123456', 'latin1'), 'image/tiff'],
    ['BMP', Buffer.from('BM1234\x00\x00\x00\x00123456', 'latin1'), 'image/bmp'],
    ['AVIF', Buffer.from('\0\0\0\x1cftypavif0000', 'latin1'), 'image/avif'],
    ['HEIC', Buffer.from('\0\0\0\x1cftypheic0000', 'latin1'), 'image/heic'],
  ])('as %s', (_, bytes, mediaType) => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      const { reply, sink } = scan(bytes, [cut]);
      expect(reply).toMatchObject({ kind: 'image', mediaType, blob: { form: 'raw', bytes: bytes.length } });
      expect(sink.finished(0)).toEqual(bytes);
    }
  });

  it.each([
    ['<!DOCTYPE html><title>502</title>', true],
    ['  \n<html>', true],
    ['upstream connect error', false],
    ['BMW is no picture, and this is no event stream', false],
    ['null', false],
  ])('as a page: %s', (body, html) => {
    for (const cut of everyCut(body)) {
      expect(scan(body, [cut]).reply).toEqual({ kind: 'page', html, text: body.trimStart() });
    }
  });

  it('as a page of which only the beginning is kept', () => {
    const { reply } = scan(`<html>${'x'.repeat(200_000)}`, [10, 70_000, 80_000]);
    expect(reply.kind === 'page' && reply.text.length).toBe(65_536);
  });

  it.each(['', ' \r\n', '\ufeff'])('as empty: %j', (body) => {
    expect(scan(body).reply).toEqual({ kind: 'empty' });
  });

  it('as JSON, also as a list', () => {
    expect(value(scan('\ufeff [{"a":1},{"a":2}]'))).toEqual([{ a: 1 }, { a: 2 }]);
  });
});
