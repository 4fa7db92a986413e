import { expect } from 'vitest';
import type { EaselError } from '../../src/base/errors.ts';
import { readJobs, remainsOf, type JobSummary } from '../../src/core/job.ts';
import { makePlan, type ImageRequest, type Plan } from '../../src/core/plan.ts';
import type { Progress } from '../../src/core/progress.ts';
import { runJob } from '../../src/core/run.ts';
import { findModel } from '../../src/providers/index.ts';
import { serviceOf } from '../providers/services.ts';
import { fakePorts, pngBase64, type FakeOptions, type Recorded } from './fakes.ts';

/** The body of an answer with these images. */
export const answer = (...images: string[]) =>
  JSON.stringify({ created: 1, data: images.map((b64_json) => ({ b64_json })) });
export const good = { status: 200, body: answer(pngBase64) };

/** What the journal says about a job for a picture of a cat. */
export const catJob: JobSummary = {
  kind: 'generate',
  provider: 'mixroute',
  model: 'm',
  origin: 'https://console.mixroute.io',
  prompt: 'a cat',
  calls: 1,
  images: 1,
  destination: { folder: 'file:///ws/assets', root: 'file:///ws' },
  name: { template: '${slug}', slug: 'a-cat', day: 0 },
  asked: {},
  metadata: 'none',
  sources: [],
};

/** The same for what is planned. */
export function summaryOf({ service, model, orders, imageCount }: Plan, origin: string): JobSummary {
  return { ...catJob, provider: service.id, model: model.id, origin, calls: orders.length, images: imageCount };
}

/** Runs a job over fake ports. */
export function start(
  options: FakeOptions & {
    provider?: string;
    keyOptional?: boolean;
    request?: Partial<ImageRequest>;
    newKey?: (recorded: Recorded) => Promise<boolean>;
    signal?: AbortSignal;
    summary?: Partial<JobSummary>;
    onProgress?: (progress: Progress) => void;
  } = {},
) {
  const { keyOptional = false } = options;
  const service = { ...serviceOf(options.provider ?? 'mixroute'), keyOptional };
  const model = findModel(service, service.firstModel);
  const plan = makePlan(service, model, { prompt: 'a cat', references: [], ...options.request }, () => 0.25);
  const { origin } = catJob;
  const summary = { ...summaryOf(plan, origin), ...options.summary };
  const { ports, recorded } = fakePorts(options);
  const progress: Progress[] = [];
  const watch = {
    progress: (each: Progress) => {
      progress.push(each);
      options.onProgress?.(each);
    },
    ...(options.newKey ? { newKey: () => options.newKey?.(recorded) ?? Promise.resolve(false) } : {}),
  };
  const job = { id: 'job-1', plan, summary, endpoint: origin, timeoutMs: 600_000 };
  const result = runJob(job, ports, watch, options.signal ?? new AbortController().signal);
  const failed = () =>
    result.then(
      () => expect.unreachable('the job succeeded'),
      (error: unknown) => error as EaselError,
    );
  const remains = () => remainsOf(readJobs(recorded.journal).get('job-1')!);
  return { result, failed, recorded, progress, remains };
}
