import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesInMemory } from '../../src/base/bytes.ts';
import type { EaselError } from '../../src/base/errors.ts';
import type { MediaType } from '../../src/base/media.ts';
import type { Model, PreparedImage, Service } from '../../src/base/provider.ts';
import { makePlan, type ImageRequest, type Plan } from '../../src/core/plan.ts';
import type { ImageResult } from '../../src/core/result.ts';
import type { Progress } from '../../src/core/progress.ts';
import { runJob, type RunPorts } from '../../src/core/run.ts';
import { createHttp } from '../../src/host/http/client.ts';
import { FileSpool } from '../../src/host/spool.ts';
import { findModel } from '../../src/providers/index.ts';
import { fakePorts, type Recorded } from '../core/fakes.ts';
import { summaryOf } from '../core/jobs.ts';
import { makeJpeg, makePng } from '../services/images.mjs';
import { serviceOf } from './services.ts';

export const key = 'sk-test-contract';

/** A picture as the host would have prepared it. */
export function prepared(
  width = 640,
  height = 480,
  index = 0,
  mediaType: MediaType = 'image/png',
  alpha?: number,
): PreparedImage {
  const bytes =
    mediaType === 'image/jpeg' ? makeJpeg(width, height, String(index)) : makePng(width, height, String(index), alpha);
  return {
    ...bytesInMemory(new Uint8Array(bytes)),
    mediaType,
    width,
    height,
    name: `reference-${index + 1}.${mediaType === 'image/jpeg' ? 'jpg' : 'png'}`,
  };
}

export interface Ran {
  readonly plan: Plan;
  readonly recorded: Recorded;
  /** What was shown before the answer was whole. */
  readonly previews: readonly NonNullable<Progress['preview']>[];
  readonly result: Promise<ImageResult>;
  readonly failed: () => Promise<EaselError>;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Over a spool that is not on the disk. */
  readonly inMemory?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** In the places of the usual ones. */
  readonly ports?: Partial<RunPorts>;
  /** Asks the person for another key. */
  readonly newKey?: () => Promise<boolean>;
  readonly timeoutMs?: number;
}

/** Jobs against one simulated service over real sockets: real transport, real spool, everything else in memory. */
export class Contract {
  readonly service: Service;
  readonly endpoint: string;
  readonly #key: string;
  /** Of the spool. */
  readonly folder = mkdtempSync(join(tmpdir(), 'easel-contract-'));

  /** @param url Where the simulation listens. */
  constructor(provider: string, url: string, ownKey = key) {
    this.service = serviceOf(provider);
    this.endpoint = provider === 'openrouter' ? `${url}/api` : url;
    this.#key = ownKey;
  }

  model(id: string): Model {
    return findModel(this.service, id);
  }

  run(modelId: string, request: Partial<ImageRequest>, options: RunOptions = {}): Ran {
    const { signal = new AbortController().signal, inMemory = false, onProgress, newKey, timeoutMs = 60_000 } = options;
    const model = this.model(modelId);
    const plan = makePlan(this.service, model, { prompt: 'a cat', references: [], ...request }, () => 0.5);
    const { ports, recorded } = fakePorts({ key: { key: this.#key } });
    const summary = summaryOf(plan, this.endpoint);
    const previews: NonNullable<Progress['preview']>[] = [];
    const result = runJob(
      { id: `job-${Math.random().toString(36).slice(2)}`, plan, summary, endpoint: this.endpoint, timeoutMs },
      {
        ...ports,
        http: createHttp(() => ({})),
        ...(inMemory ? {} : { spool: new FileSpool(this.folder) }),
        ...options.ports,
      },
      {
        progress: (progress) => {
          if (progress.preview) previews.push(progress.preview);
          onProgress?.(progress);
        },
        ...(newKey ? { newKey } : {}),
      },
      signal,
    );
    result.catch(() => undefined);
    return {
      plan,
      recorded,
      previews,
      result,
      failed: () =>
        result.then(
          () => Promise.reject(new Error('The job succeeded.')),
          (error: unknown) => error as EaselError,
        ),
    };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Requests that use every value that a model declares, one option at a time, with as few requests as that takes. */
export function everyOption(model: Model): readonly Partial<ImageRequest>[] {
  const { capabilities } = model;
  const { shape, references } = capabilities;
  const base = references.min > 0 ? { references: [prepared()] } : {};
  const requests: Partial<ImageRequest>[] = [base];
  if (shape.kind === 'ratios') {
    requests.push(...shape.ratios.map((aspectRatio) => ({ ...base, aspectRatio })));
    requests.push(...(shape.sizes ?? []).map((size) => ({ ...base, size })));
    requests.push(...shape.resolutions.map((resolution) => ({ ...base, resolution, aspectRatio: shape.ratios[0]! })));
  } else {
    const sizes = shape.kind === 'sizes' ? shape.sizes : [...shape.suggested, ...shape.resolutions];
    requests.push(...sizes.map((size) => ({ ...base, size })));
  }
  requests.push(...capabilities.qualities.map((quality) => ({ ...base, quality })));
  requests.push(...capabilities.outputFormats.map((outputFormat) => ({ ...base, outputFormat })));
  requests.push(
    ...capabilities.backgrounds.map((background) => ({
      ...base,
      background,
      ...(capabilities.outputFormats.includes('png') ? { outputFormat: 'png' } : {}),
    })),
  );
  if (capabilities.seed) requests.push({ ...base, seed: 42 });
  if (capabilities.negativePrompt) requests.push({ ...base, negativePrompt: 'dogs' });
  if (capabilities.countPerCall > 1) requests.push({ ...base, count: Math.min(3, capabilities.countPerCall) });
  if (references.max > 0) {
    requests.push({ references: [prepared()] });
    const most = Math.min(references.max, 3);
    if (references.urls) {
      const link = (index: number) => `https://example.com/${index + 1}.png?Signature=a%2Bb+c`;
      requests.push({ referenceUrls: Array.from({ length: most }, (_, index) => link(index)) });
    }
    if (most > 1) requests.push({ references: Array.from({ length: most }, (_, index) => prepared(640, 480, index)) });
  }
  if (capabilities.mask) requests.push({ references: [prepared()], mask: prepared(640, 480, 9, 'image/png', 0) });
  return requests;
}
