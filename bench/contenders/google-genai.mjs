import { GoogleGenAI } from '@google/genai';
import { readFile } from 'node:fs/promises';
import { save } from './save.mjs';

export async function run({ row, url, folder, references }, notes) {
  const ai = new GoogleGenAI({ apiKey: 'bench', httpOptions: { baseUrl: url } });
  const images = await Promise.all(references.map(asPart));
  const request = { model: 'gemini-2.5-flash-image', contents: [{ text: 'a cat' }, ...images] };
  let number = 0;
  const saveParts = async ({ candidates }) => {
    for (const { inlineData } of candidates[0].content.parts) {
      if (inlineData) await save(folder, number++, Buffer.from(inlineData.data, 'base64'), notes);
    }
  };
  if (row.reply === 'json') {
    await saveParts(await ai.models.generateContent(request));
    return;
  }
  for await (const piece of await ai.models.generateContentStream(request)) await saveParts(piece);
}

async function asPart(path) {
  return { inlineData: { mimeType: 'image/png', data: (await readFile(path)).toString('base64') } };
}
