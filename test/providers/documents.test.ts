import { describe, expect, it } from 'vitest';
import { FileValue, type HttpOrder } from '../../src/base/provider.ts';
import { makePlan, type ImageRequest } from '../../src/core/plan.ts';
import { findModel } from '../../src/providers/index.ts';
import { reference } from '../core/fakes.ts';
import { serviceOf } from './services.ts';

const image = reference();
const dataUri = new FileValue(image, 'dataUri');
const base64 = new FileValue(image, 'base64');
const garden = '一隻可愛的橙色小貓坐在花園裡';
const sunny = `${garden},陽光明媚,高質量攝影`;
const oils = '將這張圖片改成油畫風格';
const street = '一张逼真的高分辨率照片，拍摄的是繁忙的城市街道';

interface Example {
  /** Document and example, as in the documents of the services. */
  readonly name: string;
  readonly provider: string;
  readonly model: string;
  readonly request: Partial<ImageRequest>;
  readonly path: string;
  readonly body: object;
}

const gemini = 'gemini-2.5-flash-image';
const generations = '/v1/images/generations';

const examples: readonly Example[] = [
  {
    name: '000, first example',
    provider: 'mixroute',
    model: gemini,
    request: { prompt: garden, aspectRatio: '16:9', quality: 'high', resolution: '2K' },
    path: generations,
    body: {
      model: gemini,
      prompt: garden,
      size: '16:9',
      quality: 'high',
      n: 1,
      response_format: 'b64_json',
      image_size: '2K',
    },
  },
  {
    name: '000, second example',
    provider: 'mixroute',
    model: gemini,
    request: {
      prompt: sunny,
      aspectRatio: '16:9',
      quality: 'high',
      resolution: '2K',
      outputFormat: 'png',
      parameters: { response_modalities: 'image' },
    },
    path: generations,
    body: {
      model: gemini,
      prompt: sunny,
      size: '16:9',
      quality: 'high',
      n: 1,
      response_format: 'b64_json',
      image_size: '2K',
      mime_type: 'image/png',
      response_modalities: 'image',
    },
  },
  {
    name: '001, generate (its image_urls belong to edit)',
    provider: 'mountsea',
    model: 'nano-banana-pro',
    request: { prompt: 'A fluffy orange cat running through a sunny meadow', aspectRatio: '1:1', resolution: '1K' },
    path: '/gemini/image/generate',
    body: {
      prompt: 'A fluffy orange cat running through a sunny meadow',
      action: 'generate',
      num_images: 1,
      aspect_ratio: '1:1',
      model: 'nano-banana-pro',
      resolution: '1K',
    },
  },
  {
    name: '001, edit of links',
    provider: 'mountsea',
    model: 'nano-banana-fast',
    request: {
      prompt: 'A fluffy orange cat running through a sunny meadow',
      aspectRatio: '1:1',
      referenceUrls: ['https://example.com/image1.jpg', 'https://example.com/image2.jpg'],
    },
    path: '/gemini/image/generate',
    body: {
      prompt: 'A fluffy orange cat running through a sunny meadow',
      action: 'edit',
      num_images: 1,
      image_urls: ['https://example.com/image1.jpg', 'https://example.com/image2.jpg'],
      aspect_ratio: '1:1',
      model: 'nano-banana-fast',
    },
  },
  {
    name: '002, example',
    provider: 'agicto',
    model: 'gemini-2.5-flash-image-preview',
    request: {
      prompt: "'Hi, This is a picture of me. Can you add a llama next to me",
      references: [image, image],
      aspectRatio: '1:1',
      resolution: '1K',
    },
    path: generations,
    body: {
      model: 'gemini-2.5-flash-image-preview',
      contents: [
        {
          role: 'user',
          parts: [
            { text: "'Hi, This is a picture of me. Can you add a llama next to me" },
            { inline_data: { mime_type: 'image/png', data: base64 } },
            { inline_data: { mime_type: 'image/png', data: base64 } },
          ],
        },
      ],
      generationConfig: { responseModalities: ['TEXT', 'IMAGE'], imageConfig: { aspectRatio: '1:1', imageSize: '1K' } },
    },
  },
  {
    name: '003, nano-banana',
    provider: 'vapi',
    model: 'nano-banana',
    request: { prompt: street, aspectRatio: '2:3' },
    path: generations,
    body: { model: 'nano-banana', prompt: street, size: '2:3' },
  },
  {
    name: '003, nano-banana-pro',
    provider: 'vapi',
    model: 'nano-banana-pro',
    request: { prompt: street, aspectRatio: '2:3', resolution: '4K' },
    path: generations,
    body: { model: 'nano-banana-pro', prompt: street, size: '4k', aspect_ratio: '2:3' },
  },
  {
    name: '003, nano-banana-pro-2k',
    provider: 'vapi',
    model: 'nano-banana-pro-2k',
    request: { prompt: street, aspectRatio: '2:3' },
    path: generations,
    body: { model: 'nano-banana-pro-2k', prompt: street, size: '2:3' },
  },
  {
    name: '004, Gemini, from text',
    provider: 'mixroute',
    model: gemini,
    request: {
      prompt: sunny,
      aspectRatio: '16:9',
      quality: 'high',
      resolution: '2K',
      outputFormat: 'png',
      parameters: { temperature: 1.1, top_p: 0.95, response_modalities: 'image' },
    },
    path: generations,
    body: {
      model: gemini,
      prompt: sunny,
      size: '16:9',
      quality: 'high',
      n: 1,
      temperature: 1.1,
      top_p: 0.95,
      response_format: 'b64_json',
      image_size: '2K',
      mime_type: 'image/png',
      response_modalities: 'image',
    },
  },
  {
    name: '004, Gemini, from an image',
    provider: 'mixroute',
    model: gemini,
    request: {
      prompt: '根據這張圖生成一張俯瞰廣州塔的圖片',
      references: [image],
      aspectRatio: '16:9',
      quality: 'high',
      resolution: '3K',
      parameters: { temperature: 1.1, top_p: 0.95 },
    },
    path: generations,
    body: {
      model: gemini,
      size: '16:9',
      quality: 'high',
      image_size: '3K',
      temperature: 1.1,
      top_p: 0.95,
      response_format: 'b64_json',
      contents: [{ role: 'user', parts: [{ text: '根據這張圖生成一張俯瞰廣州塔的圖片' }, { image: dataUri }] }],
    },
  },
  {
    name: '004, Seedream, from text',
    provider: 'mixroute',
    model: 'doubao-seedream-4-0-250828',
    request: {
      prompt: sunny,
      size: '2048x2048',
      parameters: { seed: 12345, optimize_prompt_options: { mode: 'standard' } },
    },
    path: generations,
    body: {
      model: 'doubao-seedream-4-0-250828',
      prompt: sunny,
      size: '2048x2048',
      watermark: false,
      seed: 12345,
      optimize_prompt_options: { mode: 'standard' },
    },
  },
  {
    name: '004, Seedream, from an image',
    provider: 'mixroute',
    model: 'doubao-seedream-4-0-250828',
    request: { prompt: oils, references: [image], size: '2048x2048', parameters: { seed: 12345 } },
    path: generations,
    body: {
      model: 'doubao-seedream-4-0-250828',
      prompt: oils,
      size: '2048x2048',
      watermark: false,
      seed: 12345,
      contents: [{ role: 'user', parts: [{ image: dataUri }, { text: oils }] }],
    },
  },
  {
    name: '004, GPT Image, from text',
    provider: 'mixroute',
    model: 'gpt-image-1',
    request: { prompt: sunny, size: '1024x1024', quality: 'high' },
    path: generations,
    body: { model: 'gpt-image-1', prompt: sunny, size: '1024x1024', quality: 'high', n: 1 },
  },
  {
    name: '004, GPT Image, from an image',
    provider: 'mixroute',
    model: 'gpt-image-1',
    request: {
      prompt: oils,
      references: [image],
      size: '1024x1024',
      quality: 'high',
      parameters: { input_fidelity: 'medium' },
    },
    path: generations,
    body: {
      model: 'gpt-image-1',
      prompt: oils,
      size: '1024x1024',
      quality: 'high',
      input_fidelity: 'medium',
      n: 1,
      image: dataUri,
    },
  },
  {
    name: '004, Qwen',
    provider: 'mixroute',
    model: 'qwen-image-plus',
    request: {
      prompt: '一副典雅莊重的對聯懸掛於廳堂之中,房間是個安靜古典的中式佈置',
      negativePrompt: '1',
      seed: 4,
      parameters: { parameters: { prompt_extend: true, watermark: true } },
    },
    path: generations,
    body: {
      model: 'qwen-image-plus',
      input: {
        messages: [
          { role: 'user', content: [{ text: '一副典雅莊重的對聯懸掛於廳堂之中,房間是個安靜古典的中式佈置' }] },
        ],
      },
      parameters: { negative_prompt: '1', prompt_extend: true, seed: '4', watermark: true },
    },
  },
  {
    name: '004, last example',
    provider: 'mixroute',
    model: 'seedream-4.0-base',
    request: { prompt: garden, size: '1024x1024', parameters: { n: 1, watermark: null } },
    path: generations,
    body: { model: 'seedream-4.0-base', prompt: garden, size: '1024x1024', n: 1 },
  },
];

describe('the request examples of the documents', () => {
  it.each(examples)('$name', ({ provider, model, request, path, body }) => {
    const service = serviceOf(provider);
    const plan = makePlan(service, findModel(service, model), { prompt: '', references: [], ...request }, () => 0.5);
    const [order] = plan.orders as HttpOrder[];
    expect(plan.orders).toHaveLength(1);
    expect(order?.path).toBe(path);
    expect(order?.payload).toEqual({ kind: 'json', value: body });
  });
});
