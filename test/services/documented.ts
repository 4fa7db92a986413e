// Every request that the services' documents show, by document and place. A picture stands where they have an ellipsis.
import { dataUri } from './asking.ts';
import { makePng } from './images.mjs';

/** The picture that stands for theirs. */
export const picture = makePng(160, 90, 'reference');
const png = dataUri('png', picture);

export const prompts = {
  cat: '一隻可愛的橙色小貓坐在花園裡',
  photo: '一隻可愛的橙色小貓坐在花園裡,陽光明媚,高質量攝影',
  oil: '將這張圖片改成油畫風格',
  tower: '根據這張圖生成一張俯瞰廣州塔的圖片',
  couplet: '一副典雅莊重的對聯懸掛於廳堂之中,房間是個安靜古典的中式佈置',
  meadow: 'A fluffy orange cat running through a sunny meadow',
  llama: "'Hi, This is a picture of me. Can you add a llama next to me",
  street: '一张逼真的高分辨率照片，拍摄的是繁忙的城市街道',
};
const { cat, photo, oil, tower, couplet, meadow, llama, street } = prompts;

const nanoBanana = {
  model: 'gemini-2.5-flash-image',
  prompt: photo,
  size: '16:9',
  quality: 'high',
  n: 1,
  response_format: 'b64_json',
  image_size: '2K',
  mime_type: 'image/png',
  response_modalities: 'image',
};

/** mixroute, documents 000 and 004. */
export const mixroute = {
  '000: the first and the last request': {
    model: 'gemini-2.5-flash-image',
    prompt: cat,
    size: '16:9',
    quality: 'high',
    n: 1,
    response_format: 'b64_json',
    image_size: '2K',
  },
  '000: 請求示例': nanoBanana,
  '004: Gemini': { ...nanoBanana, temperature: 1.1, top_p: 0.95 },
  '004: Gemini, with an image': {
    model: 'gemini-2.5-flash-image',
    size: '16:9',
    quality: 'high',
    image_size: '3K',
    temperature: 1.1,
    top_p: 0.95,
    response_format: 'b64_json',
    contents: [{ role: 'user', parts: [{ text: tower }, { image: png }] }],
  },
  '004: 豆包 Seedream': {
    model: 'doubao-seedream-4-0-250828',
    prompt: photo,
    size: '2048x2048',
    watermark: false,
    seed: 12345,
    optimize_prompt_options: { mode: 'standard' },
  },
  '004: 豆包 Seedream, with an image': {
    model: 'doubao-seedream-4-0-250828',
    prompt: oil,
    size: '2048x2048',
    watermark: false,
    seed: 12345,
    contents: [{ role: 'user', parts: [{ image: png }, { text: oil }] }],
  },
  '004: GPT Image': { model: 'gpt-image-1', prompt: photo, size: '1024x1024', quality: 'high', n: 1 },
  '004: GPT Image, with an image': {
    model: 'gpt-image-1',
    prompt: oil,
    size: '1024x1024',
    quality: 'high',
    input_fidelity: 'medium',
    n: 1,
    image: png,
  },
  '004: 通義千問': {
    model: 'qwen-image-plus',
    input: {
      messages: [{ role: 'user', content: [{ text: couplet }] }],
    },
    parameters: { negative_prompt: '1', prompt_extend: true, seed: '4', watermark: true },
  },
  '004: the last request': { model: 'seedream-4.0-base', prompt: cat, size: '1024x1024', n: 1 },
};

/** mountsea, document 001. */
export const mountsea = {
  '001: the only request': {
    prompt: meadow,
    action: 'generate',
    num_images: 1,
    image_urls: ['https://example.com/image1.jpg', 'https://example.com/image2.jpg'],
    aspect_ratio: '1:1',
    model: 'nano-banana-fast',
    resolution: '1K',
  },
};

const inline = { inline_data: { mime_type: 'image/png', data: picture.toString('base64') } };

/** agicto, document 002. */
export const agicto = {
  '002: the only request': {
    model: 'gemini-2.5-flash-image-preview',
    contents: [
      {
        role: 'user',
        parts: [{ text: llama }, inline, inline],
      },
    ],
    generationConfig: {
      responseModalities: ['TEXT', 'IMAGE'],
      imageConfig: { aspectRatio: '1:1', imageSize: '1K' },
    },
  },
};

/** V-API, document 003. */
export const vapi = {
  '003: 基础示例': { model: 'nano-banana', prompt: street, size: '2:3' },
  '003: nano-banana-pro': { model: 'nano-banana-pro', prompt: street, size: '4k', aspect_ratio: '2:3' },
  '003: 名称携带-2k': { model: 'nano-banana-pro-2k', prompt: street, size: '2:3' },
};
