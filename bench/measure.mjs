// What a process can say of itself: time, CPU, most memory, longest stall of its event loop.
import { readFileSync } from 'node:fs';

/**
 * Most memory that this process ever held, in MB. `resourceUsage().maxRSS` counts the process that it was forked from
 * on Linux, so there the kernel's own high-water mark is read.
 */
export function peakMemory() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
}

/** ms of CPU of all of the process's threads. */
export function cpuTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** ms of CPU of this thread; undefined in a Node.js that does not tell. */
function threadTime() {
  if (process.threadCpuUsage === undefined) return undefined;
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Watches the event loop with a timer of 1 ms: what comes later than that was held up. */
export class StallWatch {
  /** ms. `busy` is the most that this thread computed between two turns: what is left of `longest` on a machine at rest. */
  longest = 0;
  busy = threadTime() === undefined ? undefined : 0;
  #at = performance.now();
  #cpu = threadTime();
  #timer = setTimeout(() => this.#look());

  #look() {
    const now = performance.now();
    const cpu = threadTime();
    this.longest = Math.max(this.longest, now - this.#at - 1);
    if (cpu !== undefined) this.busy = Math.max(this.busy, cpu - this.#cpu);
    this.#at = now;
    this.#cpu = cpu;
    this.#timer = setTimeout(() => this.#look(), 1);
  }

  /** Counts what is going on right now as well. */
  stop() {
    clearTimeout(this.#timer);
    this.#look();
    clearTimeout(this.#timer);
  }
}
