import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataUri, eventsOf, expectRefused, pictureAt, pictureIn, post } from './asking.ts';
import { makePng } from './images.mjs';
import { replies, startVapi, type Vapi } from './vapi.mjs';

let service: Vapi;
beforeEach(async () => {
  service = await startVapi({ keys: ['sk-default', 'sk-gemini'], groups: { 'sk-gemini': 'Gemini' } });
});
afterEach(() => service.close());

const png = makePng(160, 90, 'reference');
const chat = (body: unknown, key = 'sk-gemini') =>
  post(`${service.url}/v1/chat/completions`, { authorization: `Bearer ${key}` }, body);
const talk = (...messages: unknown[]) => ({ model: 'nano-banana', messages });
const user = (content: unknown) => ({ role: 'user', content });
const textPart = (text: string) => ({ type: 'text', text });
const imagePart = (url: string) => ({ type: 'image_url', image_url: { url } });

interface Completion {
  readonly choices: readonly { readonly message: { readonly content: string } }[];
  readonly usage: unknown;
}
interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string }; readonly finish_reason: string | null }[];
}

const linkIn = (content: string) => /!\[image\]\(([^)]+)\)/.exec(content)![1]!;
const contentOf = async (reply: Response) => ((await reply.json()) as Completion).choices[0]!.message.content;

describe('the chat of the simulated V-API', () => {
  it('answers with a picture in Markdown, as the group of the key has it', async () => {
    const body = { ...talk(user('a cat')), stream: false };
    expect(pictureIn(linkIn(await contentOf(await chat(body))))).toBe('image/png 1024x1024');
    expect(await pictureAt(linkIn(await contentOf(await chat(body, 'sk-default'))))).toBe('image/png 1024x1024');
    expect(service.violations).toEqual([]);
    expect(service.charged).toBe(2);
  });

  it('streams the same, split anywhere', async () => {
    const events = await eventsOf(await chat({ ...talk(user('a cat')), stream: true }));
    const chunks = events.slice(0, -1).map(({ data }) => data as Chunk);
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
    expect(events.at(-1)?.data).toBe('[DONE]');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 1290 } });
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    const pieces = chunks.slice(1, -2).map(({ choices }) => choices[0]?.delta.content ?? '');
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.some((piece) => piece.includes('![image](data:'))).toBe(false);
    expect(pictureIn(linkIn(pieces.join('')))).toBe('image/png 1024x1024');
    expect(service.charged).toBe(1);
  });

  it.each([['sk-gemini'], ['sk-default']])('goes on from what it answered to %s', async (key) => {
    const first = user([textPart('a cat'), imagePart(dataUri('png', png))]);
    const answered = { role: 'assistant', content: await contentOf(await chat(talk(first), key)) };
    const second = user('on a roof');
    expect((await chat(talk({ role: 'system', content: 'Draw.' }, first, answered, second), key)).status).toBe(200);
    const parts = [textPart('Here it is'), imagePart(linkIn(answered.content))];
    expect((await chat(talk(first, { role: 'assistant', content: parts }, second), key)).status).toBe(200);
    expect(service.violations).toEqual([]);
    expect(service.requests.map(({ references }) => references.map(({ width }) => width))).toEqual([
      [160],
      [160, 1024],
      [160, 1024],
    ]);
  });

  it.each([
    ['a size', { ...talk(user('x')), size: '1:1' }, '"size"'],
    ['n', { ...talk(user('x')), n: 1 }, '"n"'],
    ['modalities', { ...talk(user('x')), modalities: ['image'] }, '"modalities"'],
    ['no messages', { model: 'nano-banana', messages: [] }, '"messages"'],
    ['no model', { messages: [user('x')] }, '"model"'],
    ['a stream in quotes', { ...talk(user('x')), stream: 'true' }, '"stream"'],
    ['another role', talk({ role: 'model', content: 'x' }), '"messages[0].role"'],
    ['the assistant having the last word', talk(user('x'), { role: 'assistant', content: 'y' }), '"messages"'],
    ['a role twice in a row', talk(user('x'), user('y')), '"messages"'],
    ['a late system message', talk(user('x'), { role: 'system', content: 'y' }, user('z')), '"messages"'],
    ['no words', talk(user([imagePart(dataUri('png', png))])), '"messages"'],
    [
      'a link that it never gave',
      talk(user([textPart('x'), imagePart('https://example.com/a.png')])),
      '"messages[0].content[1].image_url.url"',
    ],
    [
      'an image that is none',
      talk(user([textPart('x'), imagePart('data:image/png;base64,AAAA')])),
      '"messages[0].content[1].image_url.url"',
    ],
    [
      'a URL without its object',
      talk(user([textPart('x'), { type: 'image_url', image_url: dataUri('png', png) }])),
      '"messages[0].content[1].image_url"',
    ],
    [
      'the part of another service',
      talk(user([textPart('x'), { type: 'input_image', image_url: 'x' }])),
      '"messages[0].content[1].type"',
    ],
    [
      'a broken picture in Markdown',
      talk(user('x'), { role: 'assistant', content: '![image](data:image/png;base64,AA)' }, user('y')),
      '"messages[1].content"',
    ],
  ])('refuses and notes %s', async (_name, body, place) => {
    expect((await chat(body)).status).toBe(400);
    expectRefused(service);
    expect(service.violations[0]).toContain(place);
  });

  it('fails as told', async () => {
    service.plan({ reply: replies.chatRefusal(true) }, { reply: replies.errorInStream() });
    const refusal = await (await chat({ ...talk(user('x')), stream: true })).text();
    expect(refusal).toContain('[DONE]');
    expect(refusal).not.toContain('](');
    expect(await (await chat({ ...talk(user('x')), stream: true })).text()).toContain('负载已饱和');
    expect(service.charged).toBe(1);
    expect((await chat({ ...talk(user('x')), model: 'gpt-9' })).status).toBe(503);
  });
});
