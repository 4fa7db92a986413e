/** Does something with each of many things, so many at once, in their order. Ends with the first that fails. */
export async function inLanes<T>(count: number, things: Iterable<T>, work: (thing: T) => Promise<void>): Promise<void> {
  const left = things[Symbol.iterator]();
  let hasFailed = false;
  const lane = async () => {
    for (let next = left.next(); !next.done && !hasFailed; next = left.next()) {
      await work(next.value).catch((error: unknown) => {
        hasFailed = true;
        throw error;
      });
    }
  };
  // What is under way ends before the failure is told, so that it is told once.
  const lanes = await Promise.allSettled(Array.from({ length: count }, lane));
  const failed = lanes.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}
