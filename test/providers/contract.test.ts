import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/base/errors.ts';
import { startMixroute, replies as mixroute } from '../services/mixroute.mjs';
import { startArk, replies as ark } from '../services/ark.mjs';
import { startDashScope, replies as dashscope } from '../services/dashscope.mjs';
import { startGoogle, replies as google } from '../services/google.mjs';
import { startAgicto, replies as agicto } from '../services/agicto.mjs';
import { startMountsea, replies as mountsea } from '../services/mountsea.mjs';
import { startVapi, replies as vapi } from '../services/vapi.mjs';
import { startOpenAI, replies as openai } from '../services/openai.mjs';
import { startOpenRouter, replies as openrouter } from '../services/openrouter.mjs';
import { Contract, everyOption, key } from './harness.ts';
import { serviceOf } from './services.ts';

type Started = Awaited<ReturnType<typeof startMixroute>>;
type ReplyTable = Readonly<Record<string, (...args: never[]) => never>>;

interface Row {
  readonly id: string;
  readonly start: (options: { keys: readonly string[] }) => Promise<unknown>;
  readonly replies: unknown;
  /** Ready answers of the simulation, and what a person is told of them. */
  readonly refusals: Readonly<Record<string, ErrorCode>>;
  /** A model that streams, and what is seen before its answer is whole. */
  readonly streams?: { readonly model: string; readonly shows: readonly ('draft' | 'final')[] };
}

const rows: readonly Row[] = [
  {
    id: 'mixroute',
    start: startMixroute,
    replies: mixroute,
    refusals: {
      badKey: 'auth',
      quota: 'quota',
      noChannel: 'modelNotFound',
      moderated: 'moderated',
      emptyData: 'noImage',
    },
  },
  {
    id: 'vapi',
    start: startVapi,
    replies: vapi,
    refusals: { badKey: 'auth', quota: 'quota', noChannel: 'modelNotFound' },
  },
  {
    id: 'agicto',
    start: startAgicto,
    replies: agicto,
    refusals: { badKey: 'auth', quota: 'quota', noChannel: 'modelNotFound' },
  },
  { id: 'mountsea', start: startMountsea, replies: mountsea, refusals: {} },
  {
    id: 'google',
    start: startGoogle,
    replies: google,
    refusals: {
      badKey: 'auth',
      perDay: 'quota',
      region: 'provider',
      modelNotFound: 'modelNotFound',
      internal: 'unknownOutcome',
      overloaded: 'unknownOutcome',
      safety: 'moderated',
      imageSafety: 'moderated',
      prohibited: 'moderated',
      recitation: 'moderated',
      noImage: 'noImage',
      blocked: 'moderated',
      textOnly: 'noImage',
      noParts: 'noImage',
      onlyThoughts: 'noImage',
    },
    streams: { model: 'gemini-3-pro-image', shows: ['draft', 'final'] },
  },
  {
    id: 'openai',
    start: startOpenAI,
    replies: openai,
    refusals: {
      badKey: 'auth',
      modelNotFound: 'modelNotFound',
      quota: 'quota',
      billingLimit: 'quota',
      moderated: 'moderated',
      serverError: 'unknownOutcome',
      noData: 'noImage',
    },
    streams: { model: 'gpt-image-2', shows: ['draft', 'draft', 'final'] },
  },
  {
    id: 'ark',
    start: startArk,
    replies: ark,
    refusals: {
      badKey: 'auth',
      overdue: 'quota',
      modelNotFound: 'modelNotFound',
      modelNotOpen: 'modelNotFound',
      sensitiveText: 'moderated',
      sensitiveImage: 'moderated',
      sensitiveOutput: 'moderated',
      internal: 'unknownOutcome',
      allFailed: 'moderated',
    },
    streams: { model: 'doubao-seedream-4-5-251128', shows: ['final'] },
  },
  {
    id: 'dashscope',
    start: startDashScope,
    replies: dashscope,
    refusals: { badKey: 'auth', arrears: 'quota', inspected: 'moderated', modelNotFound: 'modelNotFound' },
  },
  {
    id: 'openrouter',
    start: startOpenRouter,
    replies: openrouter,
    refusals: {
      badKey: 'auth',
      credits: 'quota',
      moderated: 'moderated',
      modelNotFound: 'modelNotFound',
      serverError: 'unknownOutcome',
      textOnly: 'noImage',
    },
    streams: { model: 'google/gemini-3.1-flash-image', shows: ['final'] },
  },
];

it('knows what every service shows that streams', () => {
  const streaming = rows.filter(({ id }) => serviceOf(id).models.some(({ capabilities }) => capabilities.streaming));
  expect(rows.filter(({ streams }) => streams)).toEqual(streaming);
});

describe.each(rows)('$id', ({ id, start, replies, refusals, streams }) => {
  let simulated: Started;
  let contract: Contract;

  beforeAll(async () => {
    simulated = (await start({ keys: [key] })) as Started;
    contract = new Contract(id, id === 'openrouter' ? `${simulated.url}/api` : simulated.url);
  });

  afterEach(() => {
    simulated.clear();
  });

  afterAll(async () => {
    contract.dispose();
    await simulated.close();
  });

  it.each(serviceOf(id).models.map((model) => [model.id, model] as const))(
    'accepts every option that %s declares, and makes the picture',
    async (modelId, model) => {
      for (const request of everyOption(model)) {
        const { plan, result } = contract.run(modelId, request);
        const said = JSON.stringify({ ...request, references: request.references?.length, mask: undefined });
        const { images } = await result.catch((error: unknown) => {
          throw new Error(`${said}: ${String(error)} ${JSON.stringify(simulated.violations)}`);
        });
        expect(images.length, said).toBe(plan.imageCount);
        expect(simulated.violations, said).toEqual([]);
      }
      expect(simulated.charged).toBeGreaterThan(0);
    },
    120_000,
  );

  it.each(Object.entries(refusals))('is understood when it answers %s', async (name, code) => {
    const reply = (replies as ReplyTable)[name]!();
    simulated.plan({ reply });
    const error = await contract.run(contract.service.firstModel, {}).failed();
    expect([name, error.code]).toEqual([name, code]);
    expect(error.message).not.toContain(key);
  });

  if (streams) {
    it('shows what it streams before the answer is whole, and saves the results alone', async () => {
      const { model, shows } = streams;
      const { result, previews, recorded } = contract.run(model, { previews: true }, { inMemory: true });
      const { images, notices } = await result;
      expect(simulated.violations).toEqual([]);
      expect(previews.map(({ isFinal }) => (isFinal ? 'final' : 'draft'))).toEqual(shows);
      expect([images.length, recorded.files.length, notices]).toEqual([1, 1, []]);
    });
  } else {
    it('is asked for no stream, as it shows nothing before the answer is whole', async () => {
      const { result } = contract.run(contract.service.firstModel, { previews: true });
      await result;
      expect(simulated.violations).toEqual([]);
      expect(JSON.stringify(simulated.requests.map(({ json }) => json as unknown))).not.toContain('"stream"');
    });
  }
});
