import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { errorCodes, type ErrorCode } from '../../src/base/errors.ts';
import { Contract, everyOption, key } from './harness.ts';
import { serviceOf } from './services.ts';
import { replyOf, rows } from './simulated.ts';
import type { Vendor } from '../services/vendor.mjs';

/** Said by the host, by what goes on after the answer, or before anything is sent: `conduct.test.ts` and the core. */
const saidElsewhere: readonly ErrorCode[] = ['network', 'timeout', 'storage', 'cancelled', 'untrusted'];

it('tells apart everything that a service can say', () => {
  const told = new Set(rows.flatMap(({ refusals }) => Object.values(refusals)));
  expect([...told, ...saidElsewhere].toSorted()).toEqual(errorCodes.toSorted());
});

it('knows what every service shows that streams', () => {
  const streaming = rows.filter(({ id }) => serviceOf(id).models.some(({ capabilities }) => capabilities.streaming));
  expect(rows.filter(({ streams }) => streams)).toEqual(streaming);
});

describe.each(rows)('$id', (row) => {
  const { id, start, replies, refusals, others = [], streams } = row;
  let simulated: Vendor;
  let contract: Contract;

  beforeAll(async () => {
    simulated = await start({ keys: [key] });
    contract = new Contract(id, simulated.url);
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

  it('has a row for every answer that its simulation has ready', () => {
    expect([...Object.keys(refusals), ...others].toSorted()).toEqual(Object.keys(replies).toSorted());
  });

  it.each(Object.entries(refusals))('is understood when it answers %s', async (name, code) => {
    // As often as it may be asked again.
    simulated.plan(...Array.from({ length: 3 }, () => ({ reply: replyOf(row, name) })));
    const error = await contract.run(contract.service.firstModel, {}).failed();
    expect([name, error.code]).toEqual([name, code]);
    expect(error.message).toMatch(new RegExp(`\\[easel\\.${code}\\]$`));
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
