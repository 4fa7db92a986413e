import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataUri, expectRefused, get, heavyPng, pictureAt, pictureIn, post } from './asking.ts';
import { mixroute } from './documented.ts';
import { makeJpeg, makeWebp } from './images.mjs';
import { type Mixroute, replies, startMixroute } from './mixroute.mjs';
import { makeBmp, makeGif, makeTiff } from './rarePictures.mjs';

let service: Mixroute;
beforeEach(async () => {
  service = await startMixroute({ keys: ['sk-test-1'] });
});
afterEach(() => service.close());

const seedream4 = mixroute['004: 豆包 Seedream'];
const seedream4Edit = mixroute['004: 豆包 Seedream, with an image'];
const gpt = mixroute['004: GPT Image'];
const gptEdit = mixroute['004: GPT Image, with an image'];
const qwen = mixroute['004: 通義千問'];
const base = mixroute['004: the last request'];
const { prompt } = seedream4;
const { prompt: oil, image: png } = gptEdit;
const seedream3 = { model: 'doubao-seedream-3-0-t2i-250415', prompt };
const seedream45 = { model: 'doubao-seedream-4-5-251128', prompt };

const doubaoWith = (...parts: unknown[]) => ({ ...seedream4Edit, contents: [{ role: 'user', parts }] });
const seededit = (...parts: unknown[]) => ({
  model: 'doubao-seededit-3-0-i2i-250628',
  contents: [{ role: 'user', parts }],
});
const qwenWith = (...content: unknown[]) => ({ ...qwen, input: { messages: [{ role: 'user', content }] } });
const qwenEdit = (...content: unknown[]) => ({
  model: 'qwen-image-edit-plus',
  input: { messages: [{ role: 'user', content }] },
});
const group = (max_images: number) => ({
  ...seedream4,
  sequential_image_generation: 'auto',
  sequential_image_generation_options: { max_images },
});

interface Entry {
  readonly b64_json?: string;
  readonly url?: string;
  readonly error?: { readonly code: string };
}
interface Answer {
  readonly created: number;
  readonly data: readonly Entry[];
  readonly metadata?: unknown;
  readonly usage?: unknown;
}

function ask(body: unknown): Promise<Response> {
  return post(`${service.url}/v1/images/generations`, { authorization: 'Bearer sk-test-1' }, body);
}

/** What an answer holds, with where it was: "b64_json image/png 1024x1024". */
async function pictures(reply: Response): Promise<string[]> {
  expect(reply.status).toBe(200);
  const { data } = (await reply.json()) as Answer;
  return Promise.all(
    data.map(async ({ b64_json, url, error }) => {
      if (error) return error.code;
      return b64_json ? `b64_json ${pictureIn(b64_json)}` : `url ${await pictureAt(url!)}`;
    }),
  );
}

describe('the simulated mixroute', () => {
  it.each([
    ['豆包 Seedream', 'url image/jpeg 2048x2048'],
    ['豆包 Seedream, with an image', 'url image/jpeg 2048x2048'],
    ['GPT Image', 'b64_json image/png 1024x1024'],
    ['GPT Image, with an image', 'b64_json image/png 1024x1024'],
    ['通義千問', 'b64_json image/png 1328x1328'],
    ['the last request', 'url image/jpeg 1024x1024'],
  ] as const)('takes the example of document 004: %s', async (name, expected) => {
    const body = mixroute[`004: ${name}`];
    expect(await pictures(await ask(body))).toEqual([expected]);
    expect(service.violations).toEqual([]);
    expect(service.ledger).toMatchObject([{ key: 'sk-test-1', model: body.model, images: 1 }]);
  });

  it.each([
    ['the shapes of Seedream 3.0', { ...seedream3, size: '1152x864', guidance_scale: 2.5, seed: 1 }, '1152x864'],
    ['the shapes of Seedream 4.5', { ...seedream45, size: '2304x1728', watermark: true }, '2304x1728'],
    ['Seedream without a size', seedream45, '2048x2048'],
    ['a prompt in contents only', { ...seedream4Edit, prompt: undefined }, '2048x2048'],
    [
      'several references',
      doubaoWith(...Array.from({ length: 10 }, () => ({ image: png })), { text: oil }),
      '2048x2048',
    ],
    [
      'every format that Seedream reads',
      doubaoWith(
        { image: dataUri('jpeg', makeJpeg(40, 30, 'x')) },
        { image: dataUri('webp', makeWebp(40, 30, 'x')) },
        { image: dataUri('bmp', makeBmp(40, 30)) },
        { image: dataUri('tiff', makeTiff(40, 30)) },
        { image: dataUri('gif', makeGif(40, 30)) },
        { text: oil },
      ),
      '2048x2048',
    ],
    [
      'seededit with its one image',
      { ...seededit({ image: png }, { text: oil }), size: 'adaptive', guidance_scale: 5.5 },
      '160x90',
    ],
    ['GPT Image in another shape', { ...gpt, size: '1024x1536' }, '1024x1536'],
    ['several images for GPT Image', { ...gptEdit, image: [png, dataUri('gif', makeGif(40, 30))] }, '1024x1024'],
    ['GPT Image mini', { ...gpt, model: 'gpt-image-1-mini', image: png }, '1024x1024'],
    ['Qwen without parameters', { ...qwen, parameters: undefined }, '1328x1328'],
    ['Qwen in another shape', { ...qwen, parameters: { size: '1664*928', n: 1 } }, '1664x928'],
    ['Qwen editing, which keeps the shape', qwenEdit({ image: png }, { text: oil }), '1360x768'],
    ['Qwen with three images', qwenEdit({ image: png }, { image: png }, { image: png }, { text: oil }), '1360x768'],
  ])('takes %s', async (_name, body, size) => {
    expect(await pictures(await ask(body))).toEqual([expect.stringMatching(new RegExp(` ${size}$`))]);
    expect(service.violations).toEqual([]);
  });

  it.each([
    // Doubao
    ['a ratio for Seedream', { ...seedream4, size: '16:9' }, '"size"'],
    ['a size of Seedream 3.0 for 4.5', { ...seedream45, size: '1024x1024' }, '"size"'],
    ['a size of Seedream 4.5 for 3.0', { ...seedream3, size: '2304x1728' }, '"size"'],
    ['too many pixels', { ...seedream4, size: '4096x4104' }, '"size"'],
    ['a ribbon', { ...seedream4, size: '8192x480' }, '"size"'],
    ['n for Seedream 4.0', { ...seedream4, n: 1 }, '"n"'],
    ['two images of the base model', { ...base, n: 2 }, '"n"'],
    ['guidance for Seedream 4.0', { ...seedream4, guidance_scale: 2.5 }, '"guidance_scale"'],
    ['too much guidance', { ...seedream3, guidance_scale: 10.5 }, '"guidance_scale"'],
    ['a group of Seedream 3.0', { ...seedream3, sequential_image_generation: 'auto' }, '"sequential_image_generation"'],
    ['a group of five', group(5), '"sequential_image_generation_options.max_images"'],
    ['a group as a number', { ...seedream4, sequential_image_generation: 4 }, '"sequential_image_generation"'],
    [
      'fast prompts for Seedream 4.5',
      { ...seedream45, optimize_prompt_options: { mode: 'fast' } },
      '"optimize_prompt_options.mode"',
    ],
    ['a seed in quotes for Seedream', { ...seedream4, seed: '4' }, '"seed"'],
    ['a seed below zero', { ...seedream4, seed: -1 }, '"seed"'],
    ['a watermark in quotes', { ...seedream4, watermark: 'false' }, '"watermark"'],
    ['an image for Seedream 3.0', { ...seedream4Edit, model: 'doubao-seedream-3-0-t2i-250415' }, '"contents"'],
    ['a field of Ark itself', { ...seedream4, image: png }, '"image"'],
    ['eleven images', doubaoWith(...Array.from({ length: 11 }, () => ({ image: png })), { text: oil }), '"contents"'],
    [
      'a conversation with Seedream',
      { ...seedream4Edit, contents: [...seedream4Edit.contents, { role: 'model' }] },
      '"contents"',
    ],
    ['two different prompts', { ...seedream4Edit, prompt: 'x' }, 'the body'],
    ['neither prompt nor contents', { model: seedream4.model }, 'the body'],
    ['no image for seededit', seededit({ text: oil }), 'the body'],
    ['two images for seededit', seededit({ image: png }, { image: png }, { text: oil }), '"contents"'],
    ['pixels for seededit', { ...seededit({ image: png }, { text: oil }), size: '1024x1024' }, '"size"'],
    [
      'a heavy image',
      doubaoWith({ image: dataUri('png', heavyPng(10 * 1024 * 1024 + 1)) }, { text: oil }),
      '"contents[0].parts[0].image"',
    ],
    [
      'half an image',
      doubaoWith({ image: dataUri('tiff', makeTiff(40, 30).subarray(0, -20)) }, { text: oil }),
      '"contents[0].parts[0].image"',
    ],
    // GPT Image
    ['a response format for GPT Image', { ...gpt, response_format: 'b64_json' }, '"response_format"'],
    ['a size that GPT Image does not know', { ...gpt, size: '2048x2048' }, '"size"'],
    ['eleven images', { ...gpt, n: 11 }, '"n"'],
    ['a quality that is none', { ...gpt, quality: 'hd' }, '"quality"'],
    ['fidelity for the mini model', { ...gptEdit, model: 'gpt-image-1-mini' }, '"input_fidelity"'],
    ['fidelity to nothing', { ...gpt, input_fidelity: 'high' }, '"input_fidelity"'],
    ['a watermark for GPT Image', { ...gpt, watermark: false }, '"watermark"'],
    ['contents for GPT Image', { ...gpt, contents: seedream4Edit.contents }, '"contents"'],
    ['a BMP for GPT Image', { ...gptEdit, image: dataUri('bmp', makeBmp(40, 30)) }, '"image"'],
    ['no images in a list', { ...gptEdit, image: [] }, '"image"'],
    ['a link', { ...gptEdit, image: 'https://example.com/a.png' }, '"image"'],
    ['a heavy image', { ...gptEdit, image: dataUri('png', heavyPng(10 * 1024 * 1024 + 1)) }, '"image"'],
    ['no prompt', { ...gpt, prompt: undefined }, '"prompt"'],
    // Qwen
    ['a prompt for Qwen', { ...qwen, prompt }, '"prompt"'],
    ['a seed as a number for Qwen', { ...qwen, parameters: { seed: 4 } }, '"parameters.seed"'],
    ['a seed that is no number', { ...qwen, parameters: { seed: '4.5' } }, '"parameters.seed"'],
    ['two images of Qwen', { ...qwen, parameters: { n: 2 } }, '"parameters.n"'],
    ['a size with x', { ...qwen, parameters: { size: '1328x1328' } }, '"parameters.size"'],
    ['a shape that Qwen does not know', { ...qwen, parameters: { size: '1024*1024' } }, '"parameters.size"'],
    ['parameters at the top', { ...qwen, watermark: false }, '"watermark"'],
    ['a field of nobody', { ...qwen, parameters: { guidance: 1 } }, '"parameters.guidance"'],
    ['an image for qwen-image-plus', qwenWith({ image: png }, { text: oil }), '"input.messages[0].content"'],
    ['no image to edit', qwenEdit({ text: oil }), '"input.messages[0].content"'],
    [
      'four images to edit',
      qwenEdit({ image: png }, { image: png }, { image: png }, { image: png }, { text: oil }),
      '"input.messages[0].content"',
    ],
    ['the text before the image', qwenEdit({ text: oil }, { image: png }), '"input.messages[0].content"'],
    ['two texts', qwenEdit({ image: png }, { text: oil }, { text: oil }), '"input.messages[0].content"'],
    [
      'a GIF for Qwen',
      qwenEdit({ image: dataUri('gif', makeGif(40, 30)) }, { text: oil }),
      '"input.messages[0].content[0].image"',
    ],
    ['more than 800 characters', qwenWith({ text: '貓'.repeat(801) }), '"input.messages[0].content"'],
    [
      'two turns',
      { ...qwen, input: { messages: [...qwen.input.messages, ...qwen.input.messages] } },
      '"input.messages"',
    ],
    ['no input', { model: qwen.model }, '"input"'],
  ])('refuses and notes %s', async (_name, body, place) => {
    const reply = await ask(body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { message: expect.any(String), code: expect.any(String) } });
    expectRefused(service);
    expect(service.violations[0]).toContain(place);
  });

  it('says no in the words of each upstream', async () => {
    const errorOf = async (body: unknown) => ((await (await ask(body)).json()) as { error: unknown }).error;
    expect(await errorOf({ ...gpt, response_format: 'b64_json' })).toMatchObject({
      message: expect.stringContaining("Unknown parameter: 'response_format'."),
      type: 'image_generation_user_error',
      code: 'unknown_parameter',
      param: 'response_format',
    });
    expect(await errorOf({ ...seedream4, size: '16:9' })).toMatchObject({ code: 'InvalidParameter', param: 'size' });
    expect(await errorOf({ ...qwen, parameters: { seed: 4 } })).toMatchObject({ type: 'ali_error' });
  });

  it('answers in the format that was asked for, of those that a family has', async () => {
    expect(await pictures(await ask({ ...seedream4, response_format: 'b64_json' }))).toEqual([
      'b64_json image/jpeg 2048x2048',
    ]);
    expect(await pictures(await ask({ ...qwen, response_format: 'url' }))).toEqual(['url image/png 1328x1328']);
    service.results = 'url';
    expect(await pictures(await ask(gpt))).toEqual(['url image/png 1024x1024']);
  });

  it('makes as many images as GPT Image is asked for, and tells what they took', async () => {
    const reply = await ask({ ...gpt, n: 3 });
    const { data, usage } = (await reply.json()) as Answer;
    expect(new Set(data.map(({ b64_json }) => b64_json)).size).toBe(3);
    expect(usage).toMatchObject({ output_tokens: 3 * 4160 });
    expect(service.charged).toBe(3);
  });

  it('makes a group, of which it decides the size, and in which an image may fail', async () => {
    const one = 'url image/jpeg 2048x2048';
    expect(await pictures(await ask(group(3)))).toEqual([one, one, one]);
    service.groupSize = 2;
    expect(await pictures(await ask(group(4)))).toEqual([one, one]);
    service.clear();
    service.failedParts = [1];
    expect(await pictures(await ask(group(3)))).toEqual([one, 'OutputImageSensitiveContentDetected', one]);
    expect(service.charged).toBe(2);
    service.clear();
    expect(await pictures(await ask({ ...group(3), sequential_image_generation: 'disabled' }))).toEqual([one]);
  });

  it('hands through what Qwen answered, with a link that works', async () => {
    const { metadata } = (await (await ask(qwen)).json()) as Answer;
    const { output } = metadata as { output: { choices: { message: { content: { image: string }[] } }[] } };
    expect(await pictureAt(output.choices[0]!.message.content[0]!.image)).toBe('image/png 1328x1328');
  });

  it('wraps the answers of all families', async () => {
    service.envelope = 'wrapped';
    const { code, data } = (await (await ask(qwen)).json()) as { code: number; data: Answer };
    expect([code, data.data.length]).toEqual([200, 1]);
    expect(data.data[0]).toMatchObject({ url: '', revised_prompt: '' });
    expect(pictureIn(data.data[0]!.b64_json!)).toBe('image/png 1328x1328');
  });

  it('keeps the references', async () => {
    await ask(seedream4Edit);
    expect(service.requests[0]?.references).toMatchObject([{ mediaType: 'image/png', width: 160, height: 90 }]);
  });

  it('lists all models of the documents, and offers others of these families to nobody', async () => {
    const list = await get(`${service.url}/v1/models`, { headers: { authorization: 'Bearer sk-test-1' } });
    const ids = ((await list.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
    for (const body of [seedream4, base, gpt, qwen, seedream3, seedream45]) expect(ids).toContain(body.model);
    expect((await ask({ ...gpt, model: 'gpt-image-9' })).status).toBe(503);
    service.models = ['qwen-image-plus'];
    expect((await ask(gpt)).status).toBe(503);
    expect((await ask(qwen)).status).toBe(200);
    expect(service.violations).toEqual([]);
  });

  it('fails as its upstreams do', async () => {
    service.plan({ reply: replies.allPartsFailed() }, { reply: replies.inspectionFailed() });
    expect(await pictures(await ask(group(2)))).toEqual([
      'OutputImageSensitiveContentDetected',
      'OutputImageSensitiveContentDetected',
    ]);
    expect(await (await ask(qwen)).json()).toMatchObject({ error: { code: 'DataInspectionFailed' } });
    expect(service.charged).toBe(0);
  });
});
