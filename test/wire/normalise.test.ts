import { describe, expect, it } from 'vitest';
import { normalise, type Reply } from '../../src/wire/normalise.ts';
import { BlobRef, MixedText } from '../../src/wire/sink.ts';
import { picture, scan } from './scanning.ts';

const base64 = picture(90).toString('base64');
const link = 'https://files.example.com/cat.png?sig=1';
const dataUri = `data:image/png;base64,${base64}`;

function read(body: unknown, status = 200): Reply {
  return normalise(scan(typeof body === 'string' ? body : JSON.stringify(body)).reply, status);
}

/** Pictures as people would write them down: a link, or `blob 0`. */
function pictures(images: Reply['images']): unknown[] {
  return images.map(({ url, blob, ...rest }) => {
    const where = url ?? (blob === undefined ? 'nothing' : `blob ${blob.index}`);
    return Object.keys(rest).length > 0 ? { where, ...rest } : where;
  });
}

const sse = (...events: unknown[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
const delta = (value: unknown, finish?: string) => ({
  choices: [{ index: 0, delta: value, finish_reason: finish ?? null }],
});
const parts = (...list: unknown[]) => ({
  candidates: [{ content: { role: 'model', parts: list }, finishReason: 'STOP' }],
});
const inline = { inlineData: { mimeType: 'image/png', data: base64 } };

describe('pictures are found', () => {
  const png = { where: 'blob 0', mediaType: 'image/png' };
  it.each<[string, unknown, unknown[]]>([
    ['in a plain list', { created: 1, data: [{ b64_json: base64 }, { url: link }] }, ['blob 0', link]],
    [
      'in a wrapped list, where an empty string is nothing',
      { code: 200, msg: '操作成功', data: { data: [{ url: '', b64_json: base64, revised_prompt: '' }], created: 1 } },
      ['blob 0'],
    ],
    ['as base64 rather than by link', { data: [{ url: link, b64_json: base64 }] }, ['blob 0']],
    [
      'with what was made of the prompt',
      { data: [{ url: link, revised_prompt: 'cat', size: '2x2' }] },
      [{ where: link, revisedPrompt: 'cat', size: '2x2' }],
    ],
    ['as a link in b64_json', { data: [{ b64_json: link }] }, [link]],
    ['as a data URI in b64_json', { data: [{ b64_json: dataUri }] }, [png]],
    ['as a data URI in url', { data: [{ url: dataUri }] }, [png]],
    ['as strings in a list', { data: [link, dataUri] }, [link, png]],
    ['in Gemini’s parts', parts({ text: 'Here' }, inline), [png]],
    [
      'in Gemini’s parts in snake case',
      parts({ inline_data: { mime_type: 'image/jpeg', data: base64 } }),
      [{ where: 'blob 0', mediaType: 'image/jpeg' }],
    ],
    [
      'by Gemini’s file link',
      parts({ fileData: { mimeType: 'image/png', fileUri: link } }),
      [{ where: link, mediaType: 'image/png' }],
    ],
    [
      'in Gemini’s JSON stream',
      [parts({ text: 'a' }), parts(inline), { candidates: [{ content: { role: 'model' }, finishReason: 'STOP' }] }],
      [png],
    ],
    ['in Gemini’s reply wrapped by a relay', { code: 0, data: parts(inline) }, [png]],
    [
      'in predictions, of which one has none',
      { predictions: [{ bytesBase64Encoded: base64, mimeType: 'image/png' }, { safetyAttributes: {} }] },
      [png],
    ],
    [
      'in images of a chat',
      { choices: [{ message: { content: '', images: [{ type: 'image_url', image_url: { url: dataUri } }] } }] },
      [png],
    ],
    [
      'in images of a chat in camel case',
      { choices: [{ message: { images: [{ imageUrl: { url: link } }] } }] },
      [link],
    ],
    ['in a chat’s markdown', { choices: [{ message: { content: `ok ![image](${dataUri})` } }] }, [png]],
    [
      'by the link in a chat’s markdown',
      { choices: [{ message: { content: `![a cat](${link})\n\n[policy](https://x.io/a)` } }] },
      [link],
    ],
    [
      'by the download link of a chat',
      { choices: [{ message: { content: '[下载](https://x.io/d/1)' } }] },
      ['https://x.io/d/1'],
    ],
    ['by a bare link to a picture', { choices: [{ message: { content: `看这里：${link}。` } }] }, [link]],
    [
      'by a link that is the whole text',
      { choices: [{ message: { content: 'https://x.io/d/1' } }] },
      ['https://x.io/d/1'],
    ],
    [
      'in a chat’s list of contents',
      {
        choices: [
          {
            message: {
              content: [
                { type: 'text', text: 'x' },
                { type: 'image_url', image_url: { url: link } },
              ],
            },
          },
        ],
      },
      [link],
    ],
    [
      'as output_image in a chat',
      { choices: [{ message: { content: [{ type: 'output_image', image_url: dataUri }] } }] },
      [png],
    ],
    [
      'as Gemini’s part in a chat',
      { choices: [{ message: { content: [{ inline_data: { mime_type: 'image/png', data: base64 } }] } }] },
      [png],
    ],
    [
      'in DashScope’s choices and contents',
      {
        output: {
          choices: [
            { message: { content: [{ image: link }, { image: `${link}2` }] } },
            { message: { content: [{ image: `${link}3` }] } },
          ],
        },
      },
      [link, `${link}2`, `${link}3`],
    ],
    [
      'in a DashScope task’s results',
      { output: { task_id: 't', task_status: 'SUCCEEDED', results: [{ url: link }] } },
      [link],
    ],
    ['in a mountsea task', { taskId: 't', status: 'completed', result: { imageUrls: [link] } }, [link]],
    [
      'in a mountsea hub task',
      { task_id: 't', status: 'completed', ready: true, data: { images: [{ url: link }] } },
      [link],
    ],
    ['in a mountsea ms task', { task_id: 't', status: 'succeeded', output: { images: [{ url: link }] } }, [link]],
    ['in images of a submit reply', { images: [{ url: link }] }, [link]],
    [
      'in a Responses output',
      {
        id: 'r',
        object: 'response',
        status: 'completed',
        output: [
          { type: 'message', content: [] },
          { type: 'image_generation_call', id: 'i', result: base64 },
        ],
      },
      ['blob 0'],
    ],
    ['by a single link', { url: link }, [link]],
    ['as a single picture', { image: base64 }, ['blob 0']],
    ['under a name that nobody has used yet', { payload: { canvas: [{ pixels: base64 }] } }, ['blob 0']],
    [
      'in OpenAI’s stream',
      sse(
        { type: 'image_generation.partial_image', b64_json: base64 },
        { type: 'image_generation.completed', b64_json: base64, output_format: 'png' },
      ),
      [{ where: 'blob 1', mediaType: 'image/png' }],
    ],
    ['in OpenAI’s stream of edits', sse({ type: 'image_edit.completed', b64_json: base64 }), ['blob 0']],
    [
      'in Ark’s stream, whose last event has none',
      sse(
        { type: 'image_generation.partial_succeeded', image_index: 0, url: link, size: '2x2' },
        { type: 'image_generation.completed', usage: { generated_images: 1 } },
      ),
      [{ where: link, size: '2x2' }],
    ],
    [
      'once in a Responses stream that has it twice',
      sse(
        { type: 'response.output_item.done', item: { type: 'image_generation_call', id: 'i', result: base64 } },
        {
          type: 'response.completed',
          response: { output: [{ type: 'image_generation_call', id: 'i', result: base64 }] },
        },
      ),
      ['blob 0'],
    ],
    ['in Gemini’s stream', sse(parts({ text: 'x' }), parts(inline)), [png]],
    [
      'in images of a chat stream',
      sse(delta({ role: 'assistant', content: '' }), delta({ images: [{ image_url: { url: dataUri } }] }, 'stop'), {
        choices: [],
        usage: { total_tokens: 1 },
      }),
      [png],
    ],
    [
      'in a chat stream’s markdown, cut anywhere',
      sse(
        delta({ content: '![image](data:ima' }),
        delta({ content: `ge/png;base64,${base64.slice(0, 31)}` }),
        delta({ content: `${base64.slice(31)})` }, 'stop'),
      ),
      [png],
    ],
    [
      'by a link that a chat stream cuts',
      sse(delta({ content: '![a](https://files.exam' }), delta({ content: 'ple.com/cat.png?sig=1)' }, 'stop')),
      [link],
    ],
  ])('%s', (_, body, expected) => {
    const reply = read(body);
    expect(pictures(reply.images)).toEqual(expected);
    expect(reply).not.toHaveProperty('refusal');
    expect(reply).not.toHaveProperty('malformed');
    expect(reply).not.toHaveProperty('unfinished');
    expect(reply.failures).toEqual([]);
  });

  it('in a body that is one', () => {
    expect(normalise(scan(picture(40)).reply, 200).images).toMatchObject([
      { mediaType: 'image/png', blob: { index: 0 } },
    ]);
  });
});

describe('pictures are not mistaken', () => {
  it('a partial picture is a preview', () => {
    const reply = read(sse({ type: 'image_generation.partial_image', partial_image_index: 0, b64_json: base64 }));
    expect(reply).toMatchObject({ images: [], unfinished: true });
    expect(pictures(reply.previews)).toEqual(['blob 0']);
  });

  it('a draft made while thinking is a preview, also when it is all there is', () => {
    const reply = read(parts({ ...inline, thought: true }, { text: 'plan', thought: true }, { text: 'No.' }));
    expect(reply).toMatchObject({ images: [], text: 'No.', finishReason: 'STOP' });
    expect(pictures(reply.previews)).toEqual([{ where: 'blob 0', mediaType: 'image/png' }]);
  });

  it.each([
    ['a link in the words of a refusal', { choices: [{ message: { content: 'I cannot. See https://x.io/policy.' } }] }],
    ['a link to a task that goes on', { id: 't', status: 'pending', url: 'https://x.io/tasks/t' }],
    ['a member called image that is a word', { image: 'none', url: '/relative.png', result: 'ok' }],
    ['an empty list', { created: 1, data: [] }],
    ['base64 of nothing', { data: [{ b64_json: '', url: '' }] }],
  ])('%s is none', (_, body) => {
    expect(read(body)).toMatchObject({ images: [], failures: [] });
  });

  it('a picture in an answer that says 500 is none', () => {
    expect(read({ data: [{ url: link }] }, 500)).toMatchObject({ images: [], refusal: { status: 500 } });
  });

  it('a picture that is whole is one, though the answer is cut behind it', () => {
    const whole = JSON.stringify({ data: [{ b64_json: base64 }, { b64_json: base64 }] });
    const reply = read(whole.slice(0, -20));
    expect(pictures(reply.images)).toEqual(['blob 0']);
    expect(reply).toMatchObject({ failures: [], malformed: 'truncated' });
    expect(read(whole.slice(0, 60))).toMatchObject({ images: [], failures: [], malformed: 'truncated' });
    expect(read(whole.slice(0, -20), 500)).toMatchObject({ images: [], malformed: 'truncated' });
  });

  it('a draft is none, wherever the answer is cut and whatever it is wrapped in', () => {
    const draft = { ...inline, thought: true };
    const answers = [parts(draft, inline), { answer: parts(draft, inline) }, [parts(draft), parts(inline)]];
    for (const body of answers.map((each) => JSON.stringify(each))) {
      const endOfResult = body.lastIndexOf('"}}') + 3;
      for (let cut = 1; cut <= body.length; cut += 1) {
        const blobs = read(body.slice(0, cut)).images.map(({ blob }) => blob?.index);
        expect(blobs, `…${body.slice(cut - 20, cut)}`).toEqual(cut < endOfResult ? [] : [1]);
      }
    }
  });

  it('of a cut turn that is no JSON nothing is one', () => {
    expect(read(`{"candidates":[{"content":{"parts":[,${JSON.stringify(inline)}]}}]}`).images).toEqual([]);
  });

  it('what a cut stream held in events that are not whole is none, for it may be a preview', () => {
    const partial = sse({ type: 'image_generation.partial_image', b64_json: base64 });
    const cut = `data: {"type":"image_generation.partial_image","b64_json":"${base64}","x`;
    expect(read(partial + cut)).toMatchObject({ images: [], malformed: 'truncated' });
  });
});

describe('pictures that did not come', () => {
  it.each<[string, unknown, unknown[], unknown[]]>([
    [
      'in a list with others',
      { data: [{ url: link }, { error: { code: 'OutputImageSensitiveContentDetected', message: 'no' } }] },
      [link],
      [{ code: 'OutputImageSensitiveContentDetected', message: 'no' }],
    ],
    [
      'in a stream',
      sse(
        { type: 'image_generation.partial_failed', image_index: 1, error: { code: 'X', message: 'no' } },
        { type: 'image_generation.partial_succeeded', url: link },
        { type: 'image_generation.completed' },
      ),
      [link],
      [{ code: 'X', message: 'no' }],
    ],
    [
      'in a task',
      { output: { task_id: 't', task_status: 'SUCCEEDED', results: [{ url: link }, { code: 'C', message: 'no' }] } },
      [link],
      [{ code: 'C', message: 'no' }],
    ],
    [
      'because the stream broke off after others',
      sse(
        { type: 'image_generation.partial_succeeded', url: link },
        { error: { code: 'server_error', message: 'boom' } },
      ),
      [link],
      [{ code: 'server_error', message: 'boom' }],
    ],
    [
      'because their base64 is spoilt',
      { data: [{ url: link }, { b64_json: `${base64.slice(0, 80)}*` }] },
      [link],
      [{ code: 'badBase64', message: 'junk' }],
    ],
  ])('%s leave the others', (_, body, images, failures) => {
    const reply = read(body);
    expect(reply.images.map((image) => image.url)).toEqual(images);
    expect(reply.failures).toEqual(failures);
    expect(reply).not.toHaveProperty('refusal');
  });

  it.each([`${base64.slice(0, 80)}*`, 'not base64 at all'])('alone make the reply malformed: %s', (b64_json) => {
    expect(read({ data: [{ b64_json }] })).toMatchObject({ images: [], malformed: 'badBase64' });
  });
});

it('tells the reason of pictures that all failed as that of the whole', () => {
  const error = { code: 'OutputImageSensitiveContentDetected', message: 'sensitive' };
  expect(read({ data: [{ error }, { error }] }).refusal).toEqual({ ...error, status: 200 });
});

describe('refusals are read', () => {
  it.each<[string, number, unknown, Partial<Reply['refusal']>]>([
    [
      'OpenAI’s',
      400,
      { error: { message: 'm', type: 't', param: 'size', code: 'invalid_value' } },
      { code: 'invalid_value', type: 't', param: 'size', message: 'm', status: 400 },
    ],
    ['a string', 400, { error: 'm' }, { message: 'm' }],
    [
      'Google’s',
      429,
      {
        error: {
          code: 429,
          message: 'm',
          status: 'RESOURCE_EXHAUSTED',
          details: [{ violations: [{ quotaId: 'PerDay' }] }, { retryDelay: '34.4s' }, { reason: 'R' }],
        },
      },
      { code: '429', type: 'RESOURCE_EXHAUSTED', reason: 'R\nPerDay', retryAfterMs: 34_400, status: 429 },
    ],
    [
      'Google’s in a list',
      400,
      [{ error: { code: 400, message: 'm', status: 'INVALID_ARGUMENT' } }],
      { type: 'INVALID_ARGUMENT', status: 400 },
    ],
    [
      'a wait in words',
      429,
      { error: { message: 'Rate limit. Please try again in 6m0.5s. Bye.' } },
      { retryAfterMs: 360_500 },
    ],
    [
      'DashScope’s',
      400,
      { code: 'DataInspectionFailed', message: 'm', request_id: 'r' },
      { code: 'DataInspectionFailed', message: 'm' },
    ],
    [
      'mixroute’s under HTTP 200',
      200,
      { code: 400, msg: 'Unsupported aspect ratio', data: null },
      { code: '400', message: 'Unsupported aspect ratio', status: 400 },
    ],
    ['one in words under HTTP 200', 200, { success: false, message: 'm' }, { message: 'm', status: 200 }],
    [
      'FastAPI’s list',
      422,
      { detail: [{ type: 'missing', loc: ['body', 'image'], msg: 'Field required' }] },
      { type: 'missing', param: 'image', message: 'body.image: Field required' },
    ],
    [
      'NestJS’s list',
      400,
      { statusCode: 400, message: ['prompt should not be empty', 'prompt must be a string'], error: 'Bad Request' },
      { type: 'Bad Request', message: 'prompt should not be empty; prompt must be a string' },
    ],
    [
      'a chat’s, in the place of its message',
      200,
      { choices: [{ error: { code: 502, message: 'Upstream failed' } }] },
      { status: 502, message: 'Upstream failed' },
    ],
    ['FastAPI’s word', 404, { detail: 'Not Found' }, { message: 'Not Found', status: 404 }],
    [
      'OpenRouter’s, with what came from upstream',
      200,
      { error: { code: 429, message: 'Provider returned error', metadata: { raw: '{"x":"insufficient_quota"}' } } },
      { status: 429, reason: '{"x":"insufficient_quota"}' },
    ],
    ['one wrapped twice', 500, { error: { error: { message: 'm', code: 'c' } } }, { code: 'c', message: 'm' }],
    ['a header’s', 400, { header: { code: 10, message: 'm' } }, { message: 'm' }],
    [
      'a Responses stream’s',
      200,
      sse({ type: 'response.failed', response: { error: { code: 'c', message: 'm' } } }),
      { code: 'c', message: 'm' },
    ],
    ['an error event’s', 200, 'event: error\ndata: {"message":"m"}\n\n', { message: 'm' }],
    ['a JSON error where a stream was expected', 400, { error: { message: 'm' } }, { message: 'm' }],
    [
      'a failed task’s',
      200,
      { taskId: 't', status: 'failed', errorMessage: 'm', errorCode: 7 },
      { code: '7', message: 'm' },
    ],
    [
      'an ms task’s',
      200,
      { task_id: 't', status: 'failed', error: { code: 500, message: 'm' } },
      { code: '500', message: 'm', status: 500 },
    ],
    [
      'an HTML page’s',
      502,
      '<html><head><title>502 Bad Gateway</title></head></html>',
      { message: '502 Bad Gateway', status: 502 },
    ],
    ['a text’s', 504, 'upstream timed out', { message: 'upstream timed out' }],
    ['an empty body’s', 500, '', { message: '', status: 500 }],
    ['a cut body’s', 500, '{"error":{"message":"bo', { message: '{"error":{"message":"bo', status: 500 }],
    ['an unknown shape’s', 418, { teapot: true }, { message: '', status: 418 }],
  ])('%s', (_, status, body, expected) => {
    const reply = read(body, status);
    expect(reply.refusal).toMatchObject(expected as object);
    expect(reply.images).toEqual([]);
  });

  it.each([
    { code: 0, msg: 'ok', data: null },
    { code: 'success', message: 'done' },
    { code: 200, msg: '操作成功', data: {} },
    { error: null, data: [] },
    { error: '', message: '' },
  ])('but not in %j', (body) => {
    expect(read(body)).not.toHaveProperty('refusal');
  });
});

describe('tasks are read', () => {
  it.each([
    [201, { taskId: 't' }, { id: 't', state: 'pending' }],
    [200, { taskId: 't', status: 'ready' }, { id: 't', status: 'ready', state: 'pending' }],
    [
      200,
      { taskId: 't', status: 'pending', result: {}, errorMessage: 'x', errorCode: 1 },
      { id: 't', status: 'pending', state: 'pending' },
    ],
    [
      200,
      { task_id: 't', status: 'processing', ready: false },
      { id: 't', status: 'processing', state: 'pending', ready: false },
    ],
    [
      200,
      { task_id: 't', status: 'completed', ready: true, data: {} },
      { id: 't', status: 'completed', state: 'success', ready: true },
    ],
    [200, { id: 't', status: 'SUBMITTED' }, { id: 't', status: 'SUBMITTED', state: 'pending' }],
    [
      200,
      { output: { task_id: 't', task_status: 'PENDING' }, request_id: 'r' },
      { id: 't', status: 'PENDING', state: 'pending' },
    ],
    [200, { output: { task_id: 't', task_status: 'UNKNOWN' } }, { id: 't', status: 'UNKNOWN', state: 'failure' }],
    [200, { code: 0, data: { taskId: 't' } }, { id: 't', state: 'pending' }],
    [200, { taskId: 't', status: 'no such word' }, { id: 't', status: 'no such word', state: 'pending' }],
  ])('%i %j', (status, body, task) => {
    expect(read(body, status).task).toEqual(task);
  });

  it.each([
    { id: 'chatcmpl-1', choices: [] },
    { id: 'x' },
    { id: 'r', object: 'response', status: 'completed', output: [] },
  ])('but not in %j', (body) => {
    expect(read(body)).not.toHaveProperty('task');
  });
});

describe('beside the pictures', () => {
  it('counters keep their names, nested ones joined by dots', () => {
    expect(
      read({ data: [], usage: { total_tokens: 3, input_tokens_details: { image_tokens: 1 }, cost: 0.04, note: 'x' } })
        .usage,
    ).toEqual({
      total_tokens: 3,
      'input_tokens_details.image_tokens': 1,
      cost: 0.04,
    });
    expect(
      read({ ...parts(inline), usageMetadata: { candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1290 }] } })
        .usage,
    ).toEqual({
      'candidatesTokensDetails.IMAGE.tokenCount': 1290,
    });
    expect(read({ code: 200, data: { data: [{ url: link }], usage: { n: 1 } } }).usage).toEqual({ n: 1 });
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`k${at}`, at]));
    expect(Object.keys(read({ usage: many }).usage)).toHaveLength(64);
  });

  it.each([
    [{ request_id: 'r' }, 'r'],
    [{ responseId: 'r' }, 'r'],
    [{ id: 'chatcmpl-1', choices: [] }, 'chatcmpl-1'],
  ])('the request’s id is found in %j', (body, id) => {
    expect(read(body).requestId).toBe(id);
  });

  it('words, finish reason and block reason say why there is no picture', () => {
    expect(read({ candidates: [{ finishReason: 'IMAGE_SAFETY', finishMessage: 'Unsafe.' }] })).toMatchObject({
      text: 'Unsafe.',
      finishReason: 'IMAGE_SAFETY',
    });
    expect(read({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } })).toMatchObject({
      blockReason: 'PROHIBITED_CONTENT',
    });
    expect(
      read({ choices: [{ message: { content: null, refusal: 'I cannot.' }, finish_reason: 'stop' }] }),
    ).toMatchObject({ text: 'I cannot.', blockReason: 'refusal' });
  });

  it('words may stand in the place of the revised prompt of a picture that is not there', () => {
    const refused = { url: '', b64_json: '', revised_prompt: '抱歉，我無法生成這張圖片。' };
    expect(read({ created: 1, data: [refused] })).toMatchObject({ text: refused.revised_prompt, images: [] });
    expect(read({ code: 200, data: { data: [refused] } }).text).toBe(refused.revised_prompt);
    expect(read({ data: [{ b64_json: base64, revised_prompt: 'a cat' }] }).text).toBeUndefined();
  });

  it('the words hold no picture and no markdown around one', () => {
    expect(read({ choices: [{ message: { content: `Here: ![image](${dataUri}) enjoy` } }] }).text).toBe('Here:  enjoy');
  });

  it('a model’s turn is kept as it came, signatures included', () => {
    const turn = read(parts({ text: 'a', thoughtSignature: base64 }, { ...inline, thoughtSignature: 's' })).modelTurn;
    expect(turn).toEqual({
      role: 'model',
      parts: [
        { text: 'a', thoughtSignature: base64 },
        { inlineData: { mimeType: 'image/png', data: expect.any(BlobRef) }, thoughtSignature: 's' },
      ],
    });
    const streamed = read(sse(parts({ text: 'a' }), parts(inline))).modelTurn as { parts: unknown[] };
    expect(streamed.parts).toHaveLength(2);
    const message = { role: 'assistant', content: 'x', images: [{ image_url: { url: link } }], reasoning_details: [1] };
    expect(read({ choices: [{ message }] }).modelTurn).toEqual(message);
    expect(
      read(sse(delta({ content: 'a' }), delta({ content: `b ${dataUri}` }), delta({ images: [1] }))).modelTurn,
    ).toEqual({
      role: 'assistant',
      images: [1],
      content: expect.any(MixedText),
    });
  });

  it('a page under 200 is malformed, and so is nothing', () => {
    expect(read('<html><title>Sign in</title></html>')).toMatchObject({ malformed: 'page', text: 'Sign in' });
    expect(read('')).toMatchObject({ malformed: 'empty' });
  });

  it('a stream that stops without an end says so', () => {
    expect(read(sse(delta({ content: 'a' })))).toMatchObject({ unfinished: true });
    expect(read(`${sse(delta({ content: 'a' }))}data: [DONE]`)).not.toHaveProperty('unfinished');
  });
});

describe('hostile words', () => {
  it.each(['![', '[](http', 'http://', '![a](http://x', '\0blob 0\0', 'data:image/png;base64,'])(
    '%j a hundred thousand times ends at once',
    (words) => {
      const started = performance.now();
      read({ choices: [{ message: { content: words.repeat(100_000) } }] });
      // Quadratic work on this much text takes minutes.
      expect(performance.now() - started).toBeLessThan(5000);
    },
  );
});
