import { createReadStream } from 'node:fs';
import OpenAI, { toFile } from 'openai';
import { save } from './save.mjs';

const asked = { model: 'gpt-image-1', prompt: 'a cat' };

export async function run({ row, url, folder, references }, notes) {
  const client = new OpenAI({ apiKey: 'sk-bench', baseURL: `${url}/v1`, maxRetries: 0 });
  if (row.reply === 'sse') {
    const stream = await client.images.generate({ ...asked, stream: true, partial_images: 2 });
    let number = 0;
    for await (const event of stream) await save(folder, number++, Buffer.from(event.b64_json, 'base64'), notes);
    return;
  }
  const reply = row.references
    ? await client.images.edit({ ...asked, image: await Promise.all(references.map(asFile)) })
    : await client.images.generate({ ...asked, n: row.n });
  for (const [number, image] of reply.data.entries()) {
    await save(folder, number, Buffer.from(image.b64_json, 'base64'), notes);
  }
}

function asFile(path) {
  return toFile(createReadStream(path), null, { type: 'image/png' });
}
