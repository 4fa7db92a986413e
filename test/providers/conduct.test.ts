import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Money } from '../../src/base/errors.ts';
import type { Capabilities, HttpOrder, Model, Service } from '../../src/base/provider.ts';
import { makePlan, type ImageRequest } from '../../src/core/plan.ts';
import { builtIn } from '../../src/providers/index.ts';
import { png } from '../core/fakes.ts';
import type { Fault, LoggedRequest } from '../services/service.mjs';
import type { Vendor } from '../services/vendor.mjs';
import { Contract, prepared } from './harness.ts';
import { replyOf, rows } from './simulated.ts';

/** Nothing that a service says looks like it, and it is written differently in a link, in JSON and in base64. */
const canary = 'cnry/+="key\\7f3a';

interface Stage {
  readonly name: string;
  readonly money: Money;
  /** Which request is called off. */
  readonly on: (request: LoggedRequest) => boolean;
  readonly fault: (forGood: Promise<unknown>) => Fault;
  readonly needs?: 'polling' | 'downloading';
}

const isDownload = ({ path }: LoggedRequest) => path.startsWith('/files/');
const isPost = ({ method }: LoggedRequest) => method === 'POST';

const stages: readonly Stage[] = [
  { name: 'while the answer is waited for', money: 'unknown', on: isPost, fault: (until) => ({ until }) },
  {
    name: 'while the answer arrives',
    money: 'unknown',
    on: isPost,
    fault: (until) => ({ pause: { after: '{"', until } }),
  },
  {
    name: 'while its task goes on',
    money: 'kept',
    on: (request) => !isPost(request) && !isDownload(request),
    fault: (until) => ({ until }),
    needs: 'polling',
  },
  {
    name: 'while its picture is downloaded',
    money: 'kept',
    on: isDownload,
    fault: (until) => ({ until }),
    needs: 'downloading',
  },
];

/** Something that happens when the test says so. */
function wait(): { readonly forGood: Promise<unknown>; readonly release: () => void } {
  let release: ((value?: unknown) => void) | undefined;
  const forGood = new Promise((resolve) => {
    release = resolve;
  });
  return { forGood, release: () => release?.() };
}

/** Ways in which a service could give a key away that it was sent. */
const echoes: readonly { readonly name: string; readonly status: number; readonly body: object }[] = [
  ...[400, 401, 403, 404, 422, 429, 500, 503].map((status) => ({
    name: `a refusal with status ${status}`,
    status,
    body: { error: { message: `No: ${canary}`, code: canary, type: encodeURIComponent(canary) } },
  })),
  { name: 'words in place of a picture', status: 200, body: { data: [{ revised_prompt: canary }] } },
  { name: 'a refusal within 200', status: 200, body: { code: 400, msg: JSON.stringify(canary), data: null } },
  {
    name: 'what it says beside a picture',
    status: 200,
    body: { data: [{ b64_json: Buffer.from(png).toString('base64'), revised_prompt: canary }], usage: { [canary]: 1 } },
  },
];

/** The key as it might stand anywhere. */
const spelled = [
  canary,
  encodeURIComponent(canary),
  JSON.stringify(canary).slice(1, -1),
  Buffer.from(canary).toString('base64'),
  Buffer.from(canary).toString('hex'),
];

describe.each(rows)('$id', (row) => {
  let simulated: Vendor;
  let contract: Contract;

  beforeAll(async () => {
    simulated = await row.start({ keys: [canary] });
    contract = new Contract(row.id, simulated.url, canary);
  });

  afterEach(() => {
    simulated.clear();
  });

  afterAll(async () => {
    contract.dispose();
    await simulated.close();
  });

  it('sends nothing for a job that is called off before', async () => {
    const { failed, recorded } = contract.run(contract.service.firstModel, {}, { signal: AbortSignal.abort() });
    expect(await failed()).toMatchObject({ code: 'cancelled', money: 'notSent' });
    expect(simulated.requests).toEqual([]);
    expect(recorded.journal.map(({ type }) => type)).toEqual(['intent', 'failed', 'ended']);
  });

  it.each(stages.filter(({ needs }) => needs === undefined || row.stages?.includes(needs)))(
    'says what it means for money when it is called off $name',
    async ({ money, on, fault }) => {
      const controller = new AbortController();
      const { forGood, release } = wait();
      const { pause, ...others } = fault(forGood);
      simulated.plan({
        ...others,
        ...(pause && { pause }),
        on(request) {
          const isIt = on(request);
          if (isIt && !pause) controller.abort();
          return isIt;
        },
      });
      const { failed, recorded } = contract.run(
        contract.service.firstModel,
        {},
        { signal: controller.signal, onProgress: ({ state }) => state === 'receiving' && pause && controller.abort() },
      );
      const error = await failed();
      expect([error.code, error.money]).toEqual(['cancelled', money]);
      // The connection is given up, and nothing comes after it.
      const sent = simulated.requests.length;
      await simulated.requests.at(-1)?.closed;
      release();
      expect(simulated.requests).toHaveLength(sent);
      expect(recorded.journal.slice(-2)).toMatchObject([
        { type: 'failed', code: 'cancelled', money },
        { type: 'ended' },
      ]);
      expect(recorded.files).toEqual([]);
    },
  );

  it.each([
    ...Object.keys(row.refusals).map((name) => ({ name, reply: () => replyOf(row, name) })),
    ...echoes.map(({ name, status, body }) => ({ name, reply: () => ({ status, body }) })),
  ])('gives its key away in no error, log, journal or result: $name', async ({ reply }) => {
    simulated.plan(...Array.from({ length: 3 }, () => ({ reply: reply() })));
    const { result, recorded } = contract.run(contract.service.firstModel, {}, { inMemory: true });
    const outcome: unknown = await result.catch((error: unknown) => error);
    const { journal, logged, keptText, ledger, files } = recorded;
    const all = inspect({ outcome, journal, logged, keptText, ledger, files }, { depth: 20, maxStringLength: null });
    const lines = all + JSON.stringify({ journal, logged, keptText, ledger });
    for (const form of spelled) expect(lines).not.toContain(form);
  });
});

/** Options, and whether a model has them. */
const options: readonly {
  readonly name: string;
  readonly request: Partial<ImageRequest>;
  readonly isDeclared: (capabilities: Capabilities) => boolean;
}[] = [
  { name: 'seed', request: { seed: 7 }, isDeclared: ({ seed }) => seed },
  { name: 'negativePrompt', request: { negativePrompt: 'dogs' }, isDeclared: ({ negativePrompt }) => negativePrompt },
  { name: 'quality', request: { quality: 'high' }, isDeclared: ({ qualities }) => qualities.length > 0 },
  { name: 'background', request: { background: 'opaque' }, isDeclared: ({ backgrounds }) => backgrounds.length > 0 },
  {
    name: 'outputFormat',
    request: { outputFormat: 'png' },
    isDeclared: ({ outputFormats }) => outputFormats.length > 0,
  },
  { name: 'mask', request: { mask: prepared() }, isDeclared: ({ mask }) => mask },
  {
    name: 'resolution',
    request: { resolution: '2K' },
    // A model that takes pixels takes a resolution as the size that it stands for: below.
    isDeclared: ({ shape }) => shape.kind === 'pixels' || (shape.kind === 'ratios' && shape.resolutions.length > 0),
  },
];

const services = builtIn.filter(({ auth }) => auth !== 'none');
const undeclared = services.flatMap((service) =>
  service.models.flatMap((model) =>
    options
      .filter(({ isDeclared }) => !isDeclared(model.capabilities))
      .map(({ name, request }) => ({ service, model, provider: service.id, id: model.id, name, request })),
  ),
);

function planOf(service: Service, model: Model, request: Partial<ImageRequest>) {
  const references = model.capabilities.references.min > 0 ? [reference] : [];
  return makePlan(service, model, { prompt: 'a cat', references, ...request }, () => 0.5);
}

const reference = prepared();

describe('a resolution for a model that takes pixels', () => {
  it.each(
    services.flatMap((service) =>
      service.models
        .filter(({ capabilities }) => capabilities.shape.kind === 'pixels')
        .flatMap((model) =>
          [
            ...(model.capabilities.references.min === 0 ? [[]] : []),
            ...(model.capabilities.references.max > 0 ? [[reference]] : []),
          ].map((references) => ({ service, model, references, provider: service.id, id: model.id })),
        ),
    ),
  )('is always sent: $provider, $id, $references.length references', ({ service, model, references }) => {
    const sizeOf = (request: Partial<ImageRequest>) => {
      const [order] = planOf(service, model, { references, ...request }).orders as HttpOrder[];
      const { payload } = order!;
      if (payload.kind === 'form') return payload.fields.find(({ name }) => name === 'size')?.value;
      const { size, parameters } = payload.value as { size?: string; parameters?: { size?: string } };
      return size ?? parameters?.size;
    };
    expect(sizeOf({})).toBeUndefined();
    expect(sizeOf({ resolution: '2K' })).toMatch(/^(?:\d{4}[x*]\d{4}|2K)$/);
  });
});

describe('an option that a model does not have', () => {
  it.each(undeclared)('is never sent, and said: $provider, $id, $name', ({ service, model, name, request }) => {
    const plan = planOf(service, model, request);
    expect(plan.orders).toEqual(planOf(service, model, {}).orders);
    expect(plan.notices).toEqual([{ code: 'ignored', message: expect.stringContaining(`"${name}"`) as string }]);
  });

  it.each(
    services.flatMap((service) =>
      service.models
        .filter(({ capabilities }) => !capabilities.streaming)
        .map((model) => ({ service, model, provider: service.id, id: model.id })),
    ),
  )('is never sent, and of no interest, when it only is to show more: $provider, $id', ({ service, model }) => {
    const plan = planOf(service, model, { previews: true });
    expect(plan.orders).toEqual(planOf(service, model, {}).orders);
    expect(plan.notices).toEqual([]);
  });
});
