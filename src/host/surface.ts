import * as path from 'node:path';
import type { Plan } from '../core/plan.ts';
import type { Progress } from '../core/progress.ts';
import { decidePlace, type Place, type Wish } from './destination.ts';
import { settings } from './settings.ts';
import { confirmMany } from './ui/confirm.ts';
import { PreviewEditor } from './ui/previewEditor.ts';
import { withJobProgress, type Watching } from './ui/progress.ts';

/** Where a job is seen by its person, and where they are asked about it. */
export interface Surface {
  /** Decides where the images go. Undefined: the person chose nothing. */
  place(wish: Wish): Promise<Place | undefined>;
  /** Whether so many images may be made at once. */
  mayMake(plan: Plan): Promise<boolean>;
  /**
   * Shows the job while it runs.
   * @param provider Label of the service that is waited for; undefined where nothing is sent.
   */
  watch<T>(title: string, provider: string | undefined, work: (watching: Watching) => Promise<T>): Promise<T>;
  /** Told of the job's id before anything is sent; shows what there is of its images ahead of the answer's end. */
  begin(jobId: string): Sight;
}

export interface Sight {
  /** The newest picture; its file is gone soon after. */
  show(preview: NonNullable<Progress['preview']>): void;
  /** To be called when the job has ended. */
  end(): void;
}

/** A notification, and tabs beside the editor. @param previews Folder for what is shown ahead. */
export function editorSurface(previews: string): Surface {
  return {
    place: decidePlace,
    mayMake: (plan) => mayMake([plan]),
    watch: withJobProgress,
    begin: (jobId) => new PreviewEditor(path.join(previews, jobId)),
  };
}

/** Asks about more images than the person's own limit. */
export async function mayMake(plans: readonly Plan[]): Promise<boolean> {
  const limit = settings.maxImagesPerJob();
  return plans.reduce((sum, { imageCount }) => sum + imageCount, 0) <= limit || confirmMany(plans, limit);
}
