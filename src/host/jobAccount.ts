import { readJobs, type JournalEntry } from '../core/job.ts';
import type { Plan } from '../core/plan.ts';
import type { Journal } from '../core/ports.ts';
import { priceHint } from '../core/price.ts';
import { settings } from './settings.ts';
import type { Spending } from './spending.ts';

/** A job in the account of what is spent, as far as it is paid for. */
export interface JobAccount {
  /** In the place of the journal: what is written there says what becomes of the job. */
  readonly journal: Journal;
  /** To be called when the job has ended, however it did. Never rejects. */
  readonly settle: () => Promise<void>;
}

/** Enters a job before anything of it is sent. @throws EaselError when the person's own limit does not allow it */
export async function enterJob(id: string, plan: Plan, journal: Journal, spending: Spending): Promise<JobAccount> {
  const { service, model, imageCount } = plan;
  if (service.auth === 'none') return { journal, settle: () => Promise.resolve() };
  await spending.reserve({
    job: id,
    provider: service.id,
    model: model.id,
    images: imageCount,
    price: priceHint(service, model, settings.prices()),
  });
  const entries: JournalEntry[] = [];
  return {
    journal: {
      append(entry) {
        // What happened did, also when it cannot be written down.
        entries.push(entry);
        return journal.append(entry);
      },
    },
    async settle() {
      const job = readJobs(entries).get(id);
      await (job ? spending.settle(job) : spending.giveBack(id));
    },
  };
}
