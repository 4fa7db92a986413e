// How long the extension host, which Easel shares with every other extension, hears nobody.
import { loadavg } from 'node:os';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Of both measures, in ms. */
const resolution = 1;

const threadCpuUsage: unknown = Reflect.get(process, 'threadCpuUsage');

/** Whether `Stall.work` says more than `Stall.wall`. */
const tellsWork = typeof threadCpuUsage === 'function';

/** In ms. What Easel promises where the thread's own work can be told from waiting for a processor, else looser. */
export const stallBound = tellsWork ? 20 : 60;

/** A line for whoever reads the run, whether it passes or not. */
export function report(line: string): void {
  const load = loadavg().map((each) => each.toFixed(1));
  console.log(`[in-host] ${line} (load ${load.join(' ')})`);
}

export interface Stall {
  /** The longest time in which the event loop did not turn, in ms. */
  readonly wall: number;
  /**
   * The most that this thread worked without turning, in ms of its processor time: on a busy machine a thread also
   * waits for its turn, which no extension can help. As `wall` where Node.js does not tell (before 23.9).
   */
  readonly work: number;
  /** How long all of it took, in ms. */
  readonly took: number;
}

/** Measures the event loop while `work` is done. What it does in the same turn as `work` begins or ends counts. */
export async function stallDuring(work: () => Promise<unknown>): Promise<Stall> {
  const histogram = monitorEventLoopDelay({ resolution });
  const busiest = watchProcessor();
  histogram.enable();
  await nextSample(histogram);
  const started = performance.now();
  await work();
  const took = performance.now() - started;
  await nextSample(histogram);
  histogram.disable();
  const wall = Math.max(0, histogram.max / 1e6 - resolution);
  return { wall, work: Math.min(wall, busiest() ?? wall), took };
}

async function nextSample(histogram: IntervalHistogram): Promise<void> {
  for (const { count } = histogram; histogram.count === count;) await nextTurn();
}

/** Answers how to stop, and the most processor time of this thread between two turns of the loop, in ms. */
function watchProcessor(): () => number | undefined {
  if (typeof threadCpuUsage !== 'function') return () => undefined;
  const now = (): number => {
    const { user, system } = Reflect.apply(threadCpuUsage, process, []) as NodeJS.CpuUsage;
    return (user + system) / 1000;
  };
  let last = now();
  let most = 0;
  const tick = (): void => {
    const current = now();
    most = Math.max(most, current - last);
    last = current;
  };
  const timer = setInterval(tick, resolution);
  return () => {
    tick();
    clearInterval(timer);
    return most;
  };
}

/**
 * The shortest of several stalls: one of Easel's own is in each of them, one of a busy machine is not, and the first finds
 * a host that is just starting. It is measured again while it is longer than `stallBound`, three times as often at most.
 * @param ready Answers, for a round that is counted from 1, what is to be measured.
 */
export async function leastStall(what: string, ready: (round: number) => Promise<() => Promise<unknown>>) {
  const stalls: Stall[] = [];
  for (let round = 1; round <= 3 || (round <= 9 && least(stalls).work > stallBound); round += 1) {
    stalls.push(await stallDuring(await ready(round)));
  }
  report(`${what}: longest stall ${stalls.map(describeStall).join(', ')}`);
  return least(stalls);
}

export function least(stalls: readonly Stall[]): Stall {
  const shortest = (of: keyof Stall) => Math.min(...stalls.map((stall) => stall[of]));
  return { wall: shortest('wall'), work: shortest('work'), took: shortest('took') };
}

export function describeStall({ wall, work, took }: Stall): string {
  return `${wall.toFixed(1)} (at work ${work.toFixed(1)}) of ${took.toFixed(0)} ms`;
}
