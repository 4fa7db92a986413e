// The one local server: replies from memory as fast as they are taken, and keeps what was last sent to it so that it can
// be looked at after the clock has stopped. Paths begin with a row's id; `/raw/<row>` gives the bare bytes.
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { noisePngs } from './pictures.mjs';
import { rows } from './rows.mjs';

const pieceSize = 64 * 1024;
let prepared;
let uploaded = [];

/** Of one row at a time: the pictures of all of them would be gigabytes. */
function prepare(id) {
  if (prepared?.id === id) return prepared;
  const row = rows.find((each) => each.id === id);
  const images = noisePngs(row.images);
  const base64 = images.map((bytes) => Buffer.from(bytes.toString('base64'), 'latin1'));
  prepared = {
    ...row,
    images,
    body: row.reply === 'sse' ? events(row.service, base64) : document(row.service, base64),
  };
  return prepared;
}

const split = (value) => {
  const [before, after] = JSON.stringify(value).split('BASE64');
  return (data) => [Buffer.from(before), data, Buffer.from(after)];
};

function document(service, base64) {
  if (service === 'openai') {
    const item = split({ b64_json: 'BASE64' });
    const list = base64.flatMap((data, at) => [...(at > 0 ? [Buffer.from(',')] : []), ...item(data)]);
    const usage = '{"total_tokens":100,"input_tokens":50,"output_tokens":50}';
    return [Buffer.from('{"created":1713833628,"data":['), ...list, Buffer.from(`],"usage":${usage}}`)];
  }
  const part = split({ inlineData: { mimeType: 'image/png', data: 'BASE64' } });
  const list = base64.flatMap((data, at) => [...(at > 0 ? [Buffer.from(',')] : []), ...part(data)]);
  const rest = '],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"totalTokenCount":1300}}';
  return [Buffer.from('{"candidates":[{"content":{"parts":['), ...list, Buffer.from(rest)];
}

function events(service, base64) {
  return base64.flatMap((data, at) => {
    const isLast = at === base64.length - 1;
    const event =
      service === 'openai'
        ? openAiEvent(at, isLast)
        : { name: undefined, value: geminiEvent(isLast ? 'STOP' : undefined) };
    const name = event.name === undefined ? '' : `event: ${event.name}\n`;
    return [Buffer.from(`${name}data: `), ...split(event.value)(data), Buffer.from('\n\n')];
  });
}

function openAiEvent(at, isLast) {
  const type = isLast ? 'image_generation.completed' : 'image_generation.partial_image';
  const about = {
    b64_json: 'BASE64',
    created_at: 1713833628,
    size: '1024x1024',
    quality: 'high',
    output_format: 'png',
  };
  return {
    name: type,
    value: { type, ...about, ...(isLast ? { usage: { total_tokens: 100 } } : { partial_image_index: at }) },
  };
}

function geminiEvent(finishReason) {
  const parts = [{ inlineData: { mimeType: 'image/png', data: 'BASE64' } }];
  return { candidates: [{ content: { parts, role: 'model' }, ...(finishReason && { finishReason }), index: 0 }] };
}

function* pieces(buffers) {
  for (const buffer of buffers) {
    for (let at = 0; at < buffer.length; at += pieceSize) yield buffer.subarray(at, at + pieceSize);
  }
}

async function answer(request, response) {
  const [, first, second] = new URL(request.url, 'http://localhost').pathname.split('/');
  const { body, images, reply } = prepare(first === 'raw' ? second : first);
  uploaded = [];
  for await (const chunk of request) uploaded.push(chunk);
  const buffers = first === 'raw' ? images : body;
  const type =
    first === 'raw' ? 'application/octet-stream' : reply === 'sse' ? 'text/event-stream' : 'application/json';
  const length = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  response.writeHead(200, { 'content-type': type, ...(reply === 'sse' ? {} : { 'content-length': length }) });
  await pipeline(Readable.from(pieces(buffers), { objectMode: true, highWaterMark: 4 }), response);
}

/** How many of the row's references are whole in what was sent last, as base64 or as they are. */
function wholeReferences(id) {
  const { references } = rows.find((row) => row.id === id);
  const body = Buffer.concat(uploaded);
  uploaded = [];
  // What comes of metadata may be left out on the way, so the pixels are looked for, from where base64 begins a group.
  return noisePngs(references, 1000).filter((png) => {
    const pixels = png.subarray(48, png.length - 1024);
    const whole = pixels.subarray(0, pixels.length - (pixels.length % 3));
    return body.includes(whole) || body.includes(whole.toString('base64'));
  }).length;
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') console.error(error);
    response.destroy();
  });
});
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));

process.on('message', ({ prepare: row, references }) => {
  if (row !== undefined) prepare(row);
  process.send({ whole: references === undefined ? 0 : wholeReferences(references) });
});
