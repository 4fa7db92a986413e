import type { ImageOptions } from '../../core/options.ts';
import type { JobSummary } from '../../core/job.ts';
import type { Draft } from '../../protocol/types.ts';
import { requestOfEntry } from '../provenance.ts';
import { findModel } from '../../providers/index.ts';
import { findService } from '../services.ts';

/** What a page can put into its form of a request. */
export function draftOf(options: ImageOptions): Draft {
  const {
    prompt = '',
    images = [],
    provider: _,
    model: __,
    mask: ___,
    folder: ____,
    fileName: _____,
    ...rest
  } = options;
  return { ...rest, prompt, images };
}

/** The request that a job of this machine was. */
export function draftOfJob(summary: JobSummary): Draft {
  try {
    return draftOf(requestOfEntry({ summary }).options);
  } catch {
    // Lines of other versions may hold options that there are no more.
    return { prompt: summary.prompt, images: summary.sources.map(({ uri }) => uri) };
  }
}

/** What people call provider and model, and whether an answer of theirs can be gone on with. */
export function namesOf(provider: string, model: string) {
  const service = findService(provider);
  const found = service && findModel(service, model);
  const { conversation = false, references } = found?.capabilities ?? {};
  return {
    providerLabel: service?.label ?? provider,
    modelLabel: found?.label ?? model,
    canContinue: conversation || (references?.max ?? 0) > 0,
  };
}
