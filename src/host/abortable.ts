import { cancelled } from '../core/failures.ts';

/**
 * The result of work that cannot be stopped, such as a dialog's, or `cancelled` as soon as the signal says so.
 * @throws EaselError `cancelled`: nothing was sent
 */
export async function abortable<T>(work: PromiseLike<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  if (signal.aborted) throw cancelled('notSent');
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(cancelled('notSent'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
