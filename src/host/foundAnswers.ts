import type { CallState, EntryBody, JobState } from '../core/job.ts';
import type { Spool } from '../core/ports.ts';

/**
 * Looks for answers that came, whole or in part, while their window died: their pictures lie in the spool, and no line of
 * the journal says so. What is found is written down as an answer, so that nobody pays for it again.
 */
export async function findAnswers(
  job: JobState,
  spool: Spool,
  note: (entry: EntryBody) => Promise<void>,
): Promise<void> {
  for (const [call, state] of job.calls.entries()) {
    if (!isUnanswered(state)) continue;
    const found = await spool.job(job.id).answersTo(call);
    if (found.length === 0) continue;
    const images = found.map(({ name }) => ({ spooled: name }));
    // Of an older line nobody knows how many there were to be.
    const isPart = state.wanted !== undefined && found.length < state.wanted;
    state.state = 'answered';
    state.images = images.map((answered) => ({ answered, spooled: answered.spooled }));
    if (isPart) state.isPart = true;
    await note({ type: 'answered', call, images, ...(isPart ? { isPart } : {}) });
  }
}

/** Sent, and its window did not live to say what became of it. */
function isUnanswered({ state, task, settled }: CallState): boolean {
  return state === 'sent' && task === undefined && !settled;
}
