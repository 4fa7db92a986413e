import { describe, expect } from 'vitest';
import type { EaselError } from '../../src/base/errors.ts';
import type { Http } from '../../src/core/http.ts';
import type { ImageResult } from '../../src/core/result.ts';
import { createHttp } from '../../src/host/http/client.ts';
import { png, pngBase64, type Recorded } from '../core/fakes.ts';
import { key } from '../providers/harness.ts';
import { render } from '../services/sendReply.mjs';
import type { Ending, Fault, LoggedRequest, Reply } from '../services/service.mjs';
import type { Vendor } from '../services/vendor.mjs';
import { arrived } from './support/arrived.ts';
import { campaign } from './support/campaign.ts';
import { castWith, ways, type Actor, type Way } from './support/cast.ts';
import { inLanes } from './support/inLanes.ts';
import { quickSpool } from './support/spool.ts';

/** How a body goes over the wire. */
const dresses: readonly Pick<Fault, 'framing' | 'encoding'>[] = [
  { framing: 'length' },
  { framing: 'chunked' },
  { framing: 'close' },
  { framing: 'close', encoding: 'gzip' },
  { framing: 'chunked', encoding: 'deflate' },
  { framing: 'length', encoding: 'br' },
];
const endings: readonly Ending[] = ['FIN', 'RST'];

/** What is asked for on the way to a picture. */
type Stage = 'answer' | 'poll' | 'download';

interface Said {
  readonly stage: Stage;
  readonly reply: Reply;
}

const stageOf = ({ method, path }: Pick<LoggedRequest, 'method' | 'path'>): Stage =>
  method === 'POST' ? 'answer' : path.startsWith('/files/') ? 'download' : 'poll';

/** A reference changes what is asked for, and hardly anywhere what is answered. */
const told = ways.filter(({ row, request }) => request.references === undefined || row.id === 'mountsea');
/** Of a longer answer every third byte will do. */
const longText = 1000;

const cast = castWith(key);

/** The transport, and what it was answered, each as a reply that can be given again. */
function listening(heard: Said[]): Http {
  const http = createHttp(() => ({}));
  return {
    async exchange(request, receiver, signal) {
      const pieces: Uint8Array[] = [];
      let status = 0;
      let type = '';
      const head: typeof receiver.head = (told) => {
        status = told.status;
        type = told.headers['content-type'] ?? '';
        receiver.head(told);
      };
      const data: typeof receiver.data = (chunk) => {
        pieces.push(chunk.slice());
        return receiver.data(chunk);
      };
      await http.exchange(request, { ...receiver, head, data }, signal);
      const reply = { status, headers: { 'content-type': type }, body: Buffer.concat(pieces) };
      heard.push({ stage: stageOf({ method: request.method, path: new URL(request.url).pathname }), reply });
    },
  };
}

/** The smallest picture in the place of every other, so that every byte can be cut off. */
function shrunken({ stage, reply }: Said): Said {
  if (stage === 'download') return { stage, reply: { ...reply, headers: { 'content-type': 'image/png' }, body: png } };
  return { stage, reply: { ...reply, body: textOf(reply).replace(/[A-Za-z0-9+/]{200,}=*/g, pngBase64) } };
}

/** What a service says to this request, from the first word to the picture. A task is found done at the first look. */
async function recorded(way: Way, { contract }: Actor): Promise<readonly Said[]> {
  const heard: Said[] = [];
  await contract.run(way.model, way.request, { inMemory: true, ports: { http: listening(heard) } }).result;
  const polls = heard.filter(({ stage }) => stage === 'poll');
  return heard.filter((said) => said.stage !== 'poll' || said === polls.at(-1)).map(shrunken);
}

const textOf = ({ body }: Reply) => (typeof body === 'string' ? body : Buffer.from(body as Uint8Array).toString());

/** The same from another service: its own links. */
function from(url: string, { stage, reply }: Said): Said {
  if (stage === 'download') return { stage, reply };
  const body = textOf(reply).replace(/http:\/\/127\.0\.0\.1:\d+/g, url);
  return { stage, reply: { ...reply, body } };
}

/** One of the things that are said on the way to a picture, which is cut now here, now there. */
interface Spot {
  readonly way: Way;
  readonly script: readonly Said[];
  /** Which of them is cut. */
  readonly index: number;
  readonly dress: (typeof dresses)[number];
}

const http = createHttp(() => ({}));

/** Cuts at every place that is chosen. What is wrong with what became of it, for each that was not as it should be. */
async function cutAt(spot: Spot, placesIn: (length: number) => readonly number[], { vendor, contract }: Actor) {
  const { way, index, dress } = spot;
  const script = spot.script.map((said) => from(vendor.url, said));
  const { stage, reply } = script[index]!;
  const { head, bytes } = render(reply, dress);
  const places = placesIn(bytes.length);
  const wrong: string[] = [];
  for (const at of places) {
    for (const by of endings) {
      const on = (request: LoggedRequest) => stageOf(request) === stage;
      vendor.clear();
      vendor.plan({ on, reply: { status: 200, raw: bytes, images: 1 }, cut: { at, by } });
      for (const said of script) {
        if (said.stage !== 'answer')
          vendor.plan({ on: (request) => stageOf(request) === said.stage, reply: said.reply });
      }
      const options = at % 8 === 0 ? { spool: quickSpool(contract.folder) } : {};
      const ran = contract.run(way.model, way.request, { inMemory: true, ports: { http, ...options } });
      const outcome = await ran.result.catch((error: unknown) => error as EaselError);
      const isWhole = () => arrived(bytes.subarray(0, at), head, dress).holds(textOf(reply));
      const what =
        sideEffects(vendor, ran.recorded) ??
        (stage === 'answer' ? (isWhole() ? undefined : taken(outcome, ran.recorded)) : missed(outcome));
      if (what !== undefined) wrong.push(`${way.name}, ${stage}, ${JSON.stringify(dress)}, ${by} at ${at}: ${what}`);
      await vendor.quiet();
    }
  }
  return { cuts: places.length * endings.length, wrong };
}

/** However an answer is cut, it was asked for once, and what became a file is a picture from its first byte to its last. */
function sideEffects({ requests, violations }: Vendor, { files }: Recorded): string | undefined {
  const posts = requests.filter(({ method }) => method === 'POST').length;
  if (posts !== 1) return `it was sent ${posts} times`;
  if (violations.length > 0) return violations.join('; ');
  return files.every(({ bytes }) => Buffer.from(bytes).equals(png)) ? undefined : 'a picture is not whole';
}

/** An answer of which something is missing may give the pictures before the cut, and says that it is not all. */
function taken(outcome: ImageResult | EaselError, { turns }: Recorded): string | undefined {
  if (turns.size > 0) return 'the turn of a cut answer is kept';
  // "charged" is what is said of a beginning that could be anything, such as "eve" of "event:".
  if (outcome instanceof Error) return ['unknown', 'charged'].includes(outcome.money) ? undefined : outcome.message;
  return outcome.notices.some(({ code }) => code === 'failedPart') ? undefined : 'a part is taken for the whole';
}

/** What can be asked for again is. */
function missed(outcome: ImageResult | EaselError): string | undefined {
  return outcome instanceof Error ? outcome.message : undefined;
}

describe('an answer that is cut', () => {
  campaign(
    {
      promise: 'no partial answer accepted',
      aim: '>= 25,000 cuts (every byte, FIN and RST, six encodings, every dialect), 0 accepted',
    },
    async ({ isLong, random, reached }) => {
      const some = isLong ? dresses : random.shuffled(dresses).slice(0, 3);
      const spots = await Promise.all(
        told.map((way) =>
          cast.lend(way.row, async (actor) => {
            const script = await recorded(way, actor);
            return script.flatMap((_, index) => some.map((dress): Spot => ({ way, script, index, dress })));
          }),
        ),
      );
      const placesIn = (length: number) => {
        const step = length > longText ? 3 : 1;
        return isLong
          ? Array.from({ length: Math.floor(length / step) }, (_, at) => at * step + random.below(step))
          : [random.below(length)];
      };
      let cuts = 0;
      const accepted: string[] = [];
      await inLanes(8, spots.flat(), async (spot) => {
        const came = await cast.lend(spot.way.row, (actor) => cutAt(spot, placesIn, actor));
        cuts += came.cuts;
        accepted.push(...came.wrong);
      });
      reached(`${cuts} cuts, ${accepted.length} accepted`);
      expect(accepted.slice(0, 20)).toEqual([]);
      if (isLong) expect(cuts).toBeGreaterThan(25_000);
    },
  );
});
