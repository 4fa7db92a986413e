// How the tests of the simulated services ask them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { inspect, makePng } from './images.mjs';
import type { SimulatedService } from './service.mjs';

/** Reads the reply to its end: some versions of Node.js crash in a fetch whose body nobody reads. */
export async function get(url: string, init: RequestInit = {}): Promise<Response> {
  const reply = await fetch(url, init);
  return new Response(await reply.arrayBuffer(), reply);
}

/** A string goes as it is, anything else as JSON. */
export function post(url: string, headers: Record<string, string>, body: unknown): Promise<Response> {
  return get(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export interface SentEvent {
  readonly event: string | undefined;
  /** Parsed, where it is JSON. */
  readonly data: unknown;
}

/** The events of a stream, without its comments. */
export async function eventsOf(reply: Response): Promise<SentEvent[]> {
  expect(reply.headers.get('content-type')).toBe('text/event-stream');
  const blocks = (await reply.text()).split('\n\n').filter((block) => block !== '' && !block.startsWith(':'));
  return blocks.map((block) => {
    const data = /^data: (.*)$/m.exec(block)?.[1] ?? '';
    const parsed: unknown = data.startsWith('{') ? JSON.parse(data) : data;
    return { event: /^event: (.*)$/m.exec(block)?.[1], data: parsed };
  });
}

export function dataUri(type: string, bytes: Uint8Array): string {
  return `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`;
}

/** "image/png 1024x768" of a base64 text or a data URI. */
export function pictureIn(base64: string): string {
  return describe(Buffer.from(base64.replace(/^data:[^,]*,/, ''), 'base64'));
}

/** The same of what is behind a link. */
export async function pictureAt(url: string): Promise<string> {
  return describe(Buffer.from(await (await get(url)).arrayBuffer()));
}

function describe(bytes: Buffer): string {
  const picture = inspect(bytes);
  return picture ? `${picture.mediaType} ${picture.width}x${picture.height}` : 'no picture';
}

/** A complete PNG of so many bytes. */
export function heavyPng(bytes: number): Buffer {
  const png = makePng(400, 400, 'heavy');
  return Buffer.concat([png.subarray(0, -12), Buffer.alloc(bytes - png.length), png.subarray(-12)]);
}

/** A request that was refused by a strict service: noted and not charged. */
export function expectRefused(service: SimulatedService): void {
  expect(service.violations.length).toBeGreaterThan(0);
  expect(service.charged).toBe(0);
}

/** Starts a file by hand and expects it to print its address and key. */
export async function expectRunsByHand(name: string): Promise<void> {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(process.execPath, [script, '--port', '0', '--key', 'key-by-hand']);
  const [line] = await once(child.stdout, 'data');
  expect(String(line)).toMatch(/^http:\/\/127\.0\.0\.1:\d+ {2}key key-by-hand\n$/);
  child.kill();
  await once(child, 'close');
}
