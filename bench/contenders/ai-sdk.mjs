import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { generateImage, generateText, streamText } from 'ai';
import { readFile } from 'node:fs/promises';
import { save } from './save.mjs';

export async function run({ row, url, folder, references }, notes) {
  const pictures = await Promise.all(references.map((path) => readFile(path)));
  const files = row.service === 'openai' ? fromOpenAi(row, url, pictures) : fromGoogle(row, url, pictures);
  let number = 0;
  for await (const file of files) await save(folder, number++, file.uint8Array, notes);
}

async function* fromOpenAi(row, url, pictures) {
  const openai = createOpenAI({ apiKey: 'sk-bench', baseURL: `${url}/v1` });
  const prompt = row.references ? { text: 'a cat', images: pictures } : 'a cat';
  const { images } = await generateImage({ model: openai.image('gpt-image-1'), prompt, n: row.n, maxRetries: 0 });
  yield* images;
}

async function* fromGoogle(row, url, pictures) {
  const google = createGoogle({ apiKey: 'bench', baseURL: `${url}/v1beta` });
  const images = pictures.map((data) => ({ type: 'file', mediaType: 'image/png', data }));
  const messages = [{ role: 'user', content: [{ type: 'text', text: 'a cat' }, ...images] }];
  const request = { model: google('gemini-2.5-flash-image'), messages, maxRetries: 0 };
  if (row.reply === 'json') {
    yield* (await generateText(request)).files;
    return;
  }
  for await (const part of streamText(request).fullStream) if (part.type === 'file') yield part.file;
}
