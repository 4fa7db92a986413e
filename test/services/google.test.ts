import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventsOf, expectRefused, expectRunsByHand, get, pictureIn, post } from './asking.ts';
import { type Google, replies, startGoogle } from './google.mjs';
import { makeJpeg, makePng } from './images.mjs';

let service: Google;
beforeEach(async () => {
  service = await startGoogle({ keys: ['AIza-test-1'] });
});
afterEach(() => service.close());

const flash = 'gemini-3.1-flash-image';
const inline = (mimeType: string, bytes: Buffer) => ({ inlineData: { mimeType, data: bytes.toString('base64') } });
const reference = inline('image/png', makePng(160, 90, 'reference'));
const user = (...parts: unknown[]) => ({ role: 'user', parts });
const plain = { contents: [user({ text: 'a cat' })] };
const configured = (generationConfig: unknown) => ({ ...plain, generationConfig });
const key = { 'x-goog-api-key': 'AIza-test-1' };

function ask(body: unknown, model = flash, headers: Record<string, string> = key): Promise<Response> {
  return post(`${service.url}/v1beta/models/${model}:generateContent`, headers, body);
}

function stream(body: unknown, query = '?alt=sse'): Promise<Response> {
  return post(`${service.url}/v1beta/models/${flash}:streamGenerateContent${query}`, key, body);
}

interface Part {
  readonly text?: string;
  readonly thought?: boolean;
  readonly thoughtSignature?: string;
  readonly inlineData?: { readonly data: string };
}

interface Answer {
  readonly candidates: readonly { readonly content: { readonly parts?: readonly Part[] } }[];
  readonly error: {
    readonly status: string;
    readonly message: string;
    readonly details: readonly { readonly violations?: readonly { readonly quotaId: string }[] }[];
  };
}

const answerOf = async (reply: Response) => (await reply.json()) as Answer;
const partsOf = async (reply: Response) => (await answerOf(reply)).candidates[0]!.content.parts ?? [];
const candidatesOf = async (reply: Response) =>
  (await eventsOf(reply)).map(({ data }) => (data as Answer).candidates[0]!);
const imageOf = ({ inlineData }: Part) => pictureIn(inlineData!.data);
const finalPicture = (parts: readonly Part[]) => imageOf(parts.find((part) => part.inlineData && !part.thought)!);

describe('the simulated Google', () => {
  it.each([
    ['a prompt alone', plain, 'image/png 1024x1024'],
    [
      'a shape and a step',
      configured({ imageConfig: { aspectRatio: '16:9', imageSize: '2K' } }),
      'image/png 2752x1536',
    ],
    ['half a step', configured({ imageConfig: { aspectRatio: '4:1', imageSize: '512' } }), 'image/png 1024x256'],
    [
      'pictures, the last of which gives the shape',
      { contents: [user(reference, { text: 'x' })] },
      'image/png 1376x768',
    ],
    [
      'everything that is documented',
      {
        ...configured({
          responseModalities: ['TEXT', 'IMAGE'],
          imageConfig: { aspectRatio: '1:1', imageSize: '1K' },
          temperature: 1.1,
          topP: 0.95,
          seed: 7,
          candidateCount: 1,
          thinkingConfig: { includeThoughts: true },
        }),
        tools: [{ googleSearch: {} }],
        safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_ONLY_HIGH' }],
      },
      'image/png 1024x1024',
    ],
  ])('accepts %s', async (_name, body, picture) => {
    const parts = await partsOf(await ask(body));
    expect(finalPicture(parts)).toBe(picture);
    expect(service.violations).toEqual([]);
    expect(service.ledger).toMatchObject([{ key: 'AIza-test-1', model: flash, images: 1 }]);
  });

  it('answers with thoughts and their draft before the picture, which is signed', async () => {
    const parts = await partsOf(await ask(plain));
    expect(parts.map(({ thought }) => thought === true)).toEqual([true, true, false, false]);
    expect(imageOf(parts[1]!)).toBe('image/png 64x64');
    expect(parts[3]).toMatchObject({ thoughtSignature: expect.stringMatching(/^[\w+/]+=*$/) });
  });

  it('answers without thoughts, signatures or other resolutions where the model is of the 2.5 generation', async () => {
    const body = configured({ responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '21:9' } });
    const parts = await partsOf(await ask(body, 'gemini-2.5-flash-image'));
    expect(parts).toHaveLength(1);
    expect(Object.keys(parts[0]!)).toEqual(['inlineData']);
    expect(finalPicture(parts)).toBe('image/png 1536x672');
  });

  it('streams a part at a time and ends with a chunk that has none', async () => {
    service.pictures = 2;
    const chunks = await candidatesOf(await stream(plain));
    const parts = chunks.slice(0, -1).map(({ content }) => content.parts ?? []);
    expect(parts.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(parts.flat().filter(({ inlineData, thought }) => inlineData && !thought)).toHaveLength(2);
    expect(chunks.at(-1)).toEqual({ content: { role: 'model' }, finishReason: 'STOP', index: 0 });
    expect(service.charged).toBe(2);
  });

  it.each([
    ['an unknown field', { ...plain, n: 1 }],
    ['an unknown field further in', configured({ imageConfig: { outputMimeType: 'image/jpeg' } })],
    ['a ratio that it does not know', configured({ imageConfig: { aspectRatio: '5:3' } })],
    ['a step in lower case', configured({ imageConfig: { imageSize: '2k' } })],
    ['a step that only a relay knows', configured({ imageConfig: { imageSize: '3K' } })],
    ['modalities as a text', configured({ responseModalities: 'IMAGE' })],
    ['text only', configured({ responseModalities: ['TEXT'] })],
    ['too much temperature', configured({ temperature: 2.5 })],
    ['a seed in quotes', configured({ seed: '7' })],
    ['two candidates', configured({ candidateCount: 2 })],
    [
      'an unknown threshold',
      { ...plain, safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'NONE' }] },
    ],
    ['no contents', {}],
    ['no parts', { contents: [user()] }],
    ['no text', { contents: [user(reference)] }],
    ['another role', { contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] }],
    ['the model having the last word', { contents: [user({ text: 'x' }), { role: 'model', parts: [{ text: 'x' }] }] }],
    ['the user twice', { contents: [user({ text: 'x' }), user({ text: 'y' })] }],
    [
      'the casing of a relay',
      { contents: [user({ text: 'x' }, { inline_data: { mime_type: 'image/png', data: '' } })] },
    ],
    [
      'a data URI',
      { contents: [user({ text: 'x' }, { inlineData: { mimeType: 'image/png', data: 'data:image/png;base64,' } })] },
    ],
    ['text and picture in one part', { contents: [user({ text: 'x', ...reference })] }],
    ['a PNG called JPEG', { contents: [user({ text: 'x' }, inline('image/jpeg', makePng(8, 8, 'x')))] }],
    ['a cut picture', { contents: [user({ text: 'x' }, inline('image/jpeg', makeJpeg(8, 8, 'x').subarray(0, -2)))] }],
    ['fifteen pictures', { contents: [user({ text: 'x' }, ...Array.from({ length: 15 }, () => reference))] }],
    ['no JSON', '{"contents":'],
  ])('refuses and notes %s', async (_name, body) => {
    const reply = await ask(body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { code: 400, status: 'INVALID_ARGUMENT' } });
    expectRefused(service);
  });

  it('keeps each model to its own', async () => {
    for (const [model, config] of [
      ['gemini-2.5-flash-image', { imageConfig: { imageSize: '2K' } }],
      ['gemini-2.5-flash-image', { thinkingConfig: { includeThoughts: true } }],
      ['gemini-3-pro-image', { imageConfig: { aspectRatio: '1:8' } }],
      ['gemini-3-pro-image', { imageConfig: { imageSize: '512' } }],
      ['gemini-3.1-flash-lite-image', { imageConfig: { imageSize: '4K' } }],
    ] as const) {
      service.clear();
      expect((await ask(configured(config), model)).status).toBe(400);
      expectRefused(service);
    }
  });

  it('names an unknown field as Google does, and calls its JSON a stream where one was asked for', async () => {
    const reply = await stream({ ...plain, generationConfig: { imageConfig: { mime: 'x' } } });
    expect(reply.headers.get('content-type')).toBe('text/event-stream');
    expect((JSON.parse(await reply.text()) as Answer).error.message).toContain(
      `Unknown name "mime" at 'generation_config.image_config': Cannot find field.`,
    );
  });

  it('takes no key in the query, no stream without alt=sse and no Bearer token', async () => {
    expect((await stream(plain, '?alt=sse&key=AIza-test-1')).status).toBe(400);
    expect((await stream(plain, '')).status).toBe(400);
    expectRefused(service);
    service.clear();
    expect((await ask(plain, flash, { authorization: 'Bearer AIza-test-1' })).status).toBe(403);
    expect(service.violations).toHaveLength(2);
  });

  it('says 400 to a wrong key, with its reason in the details', async () => {
    const reply = await ask(plain, flash, { 'x-goog-api-key': 'AIza-wrong' });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { details: [{ reason: 'API_KEY_INVALID' }, {}] } });
    expect(service.violations).toEqual([]);
  });

  it.each(['gemini-2.5-flash-image-preview', 'gemini-3-pro-image-preview', 'imagen-4'])(
    'does not know %s any more',
    async (model) => {
      const reply = await ask(plain, model);
      expect(reply.status).toBe(404);
      expect(await reply.json()).toMatchObject({ error: { status: 'NOT_FOUND' } });
      expect(service.violations).toEqual([]);
    },
  );

  it('lists its models', async () => {
    const reply = await get(`${service.url}/v1beta/models?pageSize=1000`, { headers: key });
    const { models } = (await reply.json()) as { models: { name: string }[] };
    expect(models.map(({ name }) => name)).toContain(`models/${flash}`);
    expect(service.violations).toEqual([]);
  });

  it('knows no other endpoint', async () => {
    expect((await post(`${service.url}/v1beta/models/${flash}:predict`, key, {})).status).toBe(404);
    expectRefused(service);
  });
});

describe('its conversations', () => {
  const next = user({ text: 'and a hat' });
  const answered = async (body: { contents: unknown[] }) => {
    const parts = await partsOf(await ask(body));
    return { contents: [...body.contents, { role: 'model', parts }, next] };
  };

  it('go on over three turns with every earlier turn unchanged', async () => {
    const second = await answered(plain);
    const third = await answered(second);
    expect((await ask(third)).status).toBe(200);
    expect(third.contents).toHaveLength(5);
    expect(service.violations).toEqual([]);
    expect(service.charged).toBe(3);
  });

  it('go on from a stream, with or without the drafts and with texts put together', async () => {
    const chunks = await candidatesOf(await stream(plain));
    const parts = chunks.flatMap(({ content }) => content.parts ?? []);
    const final = parts.filter(({ thought }) => !thought);
    const halves = [{ text: 'Here is your' }, { text: ' image: ' }, ...final.slice(1)];
    for (const turn of [parts, final, halves]) {
      const reply = await ask({ contents: [...plain.contents, { role: 'model', parts: turn }, next] });
      expect(reply.status).toBe(200);
    }
    expect(service.violations).toEqual([]);
  });

  it.each<[string, (parts: readonly Part[]) => object[], number]>([
    ['a signature left out', (parts) => parts.map(({ thoughtSignature: _, ...part }) => part), 200],
    ['another picture', (parts) => parts.map((part) => (part.inlineData ? { ...part, ...reference } : part)), 200],
    ['the picture left out', (parts) => parts.slice(0, -1), 200],
    [
      'a signature changed',
      (parts) => parts.map((part) => (part.thoughtSignature ? { ...part, thoughtSignature: 'AAAA' } : part)),
      400,
    ],
  ])('note %s', async (_name, change, status) => {
    const parts = change(await partsOf(await ask(plain)));
    const reply = await ask({ contents: [...plain.contents, { role: 'model', parts }, next] });
    expect(reply.status).toBe(status);
    expect(service.violations).toHaveLength(1);
  });

  it('note an answer that was given to something else', async () => {
    const parts = await partsOf(await ask(plain));
    await ask({ contents: [user({ text: 'a dog' }), { role: 'model', parts }, next] });
    expect(service.violations).toEqual([expect.stringContaining('answered to other turns')]);
  });
});

describe('its refusals', () => {
  it('tell a limit per minute from one per day', async () => {
    service.plan({ reply: replies.perMinute('7.5s') }, { reply: replies.perDay() });
    const minute = await answerOf(await ask(plain));
    expect(minute.error.status).toBe('RESOURCE_EXHAUSTED');
    expect(minute.error.details.at(-1)).toEqual({
      '@type': 'type.googleapis.com/google.rpc.RetryInfo',
      retryDelay: '7.5s',
    });
    expect(minute.error.details[0]!.violations![0]!.quotaId).toContain('PerMinute');
    expect(JSON.stringify(await (await ask(plain)).json())).toContain('PerDay');
    expect(service.charged).toBe(0);
  });

  it('come within 200, with a reason and without content', async () => {
    service.plan({ reply: replies.imageSafety() }, { reply: replies.noImage() }, { reply: replies.blocked() });
    expect(await (await ask(plain)).json()).toMatchObject({ candidates: [{ finishReason: 'IMAGE_SAFETY' }] });
    expect(await (await ask(plain)).json()).toMatchObject({ candidates: [{ finishReason: 'NO_IMAGE' }] });
    const blocked = (await (await ask(plain)).json()) as object;
    expect(blocked).toMatchObject({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } });
    expect(blocked).not.toHaveProperty('candidates');
  });

  it('say what is wrong in the body wherever the status does', async () => {
    for (const make of Object.values(replies) as (() => { status: number })[]) {
      service.plan({ reply: make() });
      const reply = await ask(plain);
      expect((await reply.text()).includes('"error"')).toBe(reply.status >= 400);
    }
  });
});

it('runs by hand', () => expectRunsByHand('google.mjs'));
