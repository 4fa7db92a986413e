import { describe, expect } from 'vitest';
import { createHttp } from '../../src/host/http/client.ts';
import { png as pngOf } from '../core/image/images.ts';
import { key } from '../providers/harness.ts';
import { rows, type Row } from '../providers/simulated.ts';
import { makeJpeg, makePng, makeWebp } from '../services/images.mjs';
import type { Reply } from '../services/service.mjs';
import { campaign, isLong } from './support/campaign.ts';
import { castWith, ways, type Actor } from './support/cast.ts';
import { inLanes } from './support/inLanes.ts';

const cast = castWith(key);
const http = createHttp(() => ({}));

const text = (content: string) => Buffer.from(content);
const good = makePng(40, 30, 'a cat');

/** What is given out as a picture, and is none that anybody should open. */
const results: Readonly<Record<string, Uint8Array>> = {
  'an SVG': text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  'an SVG in XML': text('<?xml version="1.0"?><!DOCTYPE svg><svg width="1"/>'),
  'a page': text('<!doctype html><img src=x onerror=alert(1)>'),
  'a script': text('#!/bin/sh\nrm -rf ~\n'),
  'a PDF': text('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF'),
  'an archive': Buffer.concat([text('PK\x03\x04'), Buffer.alloc(200)]),
  'a program': Buffer.concat([text('MZ'), Buffer.alloc(500)]),
  'an object file': Buffer.concat([Buffer.from([0x7f]), text('ELF'), Buffer.alloc(500)]),
  words: text('Sorry, I cannot draw that.'),
  JSON: text('{"hello":1}'),
  'nothing but zeros': Buffer.alloc(5000),
  'one byte': Buffer.from([0x89]),
  'a signature': good.subarray(0, 8),
  'a PNG without its end': good.subarray(0, -1),
  'a PNG of two pieces': Buffer.concat([good.subarray(0, 60), good.subarray(90)]),
  'a JPEG without its end': makeJpeg(40, 30, 'a cat').subarray(0, -2),
  'a WebP that is longer than it is': makeWebp(40, 30, 'a cat').subarray(0, -2),
  'a GIF and a script': text('GIF89a/*'.padEnd(30, ' ') + '*/=alert(1)'),
  'a PNG of a billion pixels': pngOf(32_000, 32_000),
  'a PNG that is too long': pngOf(65_536, 2),
  'a PNG without pixels': pngOf(0, 0),
};

/** Ways in which a service gives a picture. */
const givings: Readonly<Record<string, (bytes: Uint8Array, link: string) => Reply>> = {
  'in base64': (bytes) => ({ status: 200, body: { data: [{ b64_json: Buffer.from(bytes).toString('base64') }] } }),
  'as a data URI': (bytes) => ({
    status: 200,
    body: {
      choices: [
        {
          message: { content: `![a](data:image/png;base64,${Buffer.from(bytes).toString('base64')})` },
          finish_reason: 'stop',
        },
      ],
    },
  }),
  'in a part': (bytes) => ({
    status: 200,
    body: {
      candidates: [
        {
          content: { parts: [{ inlineData: { mimeType: 'image/png', data: Buffer.from(bytes).toString('base64') } }] },
          finishReason: 'STOP',
        },
      ],
    },
  }),
  'as its body': (bytes) => ({ status: 200, headers: { 'content-type': 'image/png' }, body: bytes }),
  'behind a link': (_, link) => ({ status: 200, body: { data: [{ url: link }] } }),
};

interface Case {
  readonly row: Row;
  readonly what: string;
  readonly how: string;
}

/** What is wrong with what became of it, in words; nothing, as it should be. */
async function given({ row, what, how }: Case, { vendor, contract }: Actor): Promise<readonly string[]> {
  const way = ways.find((each) => each.row === row)!;
  const bytes = results[what]!;
  vendor.plan({ reply: givings[how]!(bytes, `${vendor.url}/files/x.png?${vendor.signature}`) });
  const served = { status: 200, headers: { 'content-type': 'image/png' }, body: bytes };
  for (let looks = 0; looks < 8; looks += 1)
    vendor.plan({ on: ({ path }) => path.startsWith('/files/'), reply: served });
  const { result, recorded } = contract.run(way.model, {}, { inMemory: true, ports: { http } });
  const outcome = await result.catch((error: unknown) => error as Error & { money?: string });
  const isTold = outcome instanceof Error && ['charged', 'kept', 'unknown'].includes(outcome.money ?? '');
  const troubles = [
    ...(recorded.files.length > 0 ? ['it became a file'] : []),
    ...(isTold ? [] : [`it is not told: ${outcome instanceof Error ? outcome.message : 'a picture'}`]),
    ...(vendor.requests.filter(({ method }) => method === 'POST').length === 1 ? [] : ['it was asked for again']),
  ];
  return troubles.map((trouble) => `${row.id}, ${what} ${how}: ${trouble}`);
}

describe('something that is no picture', () => {
  campaign(
    { promise: 'no partial answer accepted', aim: 'non-images, SVG, pixel bombs, in every form: 0 become a file' },
    async ({ random, reached }) => {
      const cases = rows.flatMap((row) =>
        Object.keys(results).flatMap((what) => Object.keys(givings).map((how): Case => ({ row, what, how }))),
      );
      const chosen = isLong ? cases : random.shuffled(cases).slice(0, 60);
      const wrong: string[] = [];
      await inLanes(8, chosen, async (each) => {
        wrong.push(...(await cast.lend(each.row, (actor) => given(each, actor))));
      });
      reached(`${chosen.length} results, ${wrong.length} wrongly taken`);
      expect(wrong.slice(0, 20)).toEqual([]);
    },
  );
});
