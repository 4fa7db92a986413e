/**
 * Waits for a place in a queue, works, and gives the place back. Whoever is called off while waiting leaves at once,
 * though the queue comes to their place only later; work that has begun is left to end by itself.
 * @throws `reason()` when the signal is aborted before the work began
 */
export function inTurn<T>(
  queue: (work: () => Promise<void>) => Promise<void>,
  work: () => Promise<T>,
  signal: AbortSignal,
  reason: () => Error,
): Promise<T> {
  if (signal.aborted) return Promise.reject(reason());
  return new Promise((resolve, reject) => {
    let hasLeft = false;
    const leave = () => {
      hasLeft = true;
      reject(reason());
    };
    signal.addEventListener('abort', leave, { once: true });
    queue(async () => {
      signal.removeEventListener('abort', leave);
      if (!hasLeft) await work().then(resolve, reject);
    }).catch(reject);
  });
}
