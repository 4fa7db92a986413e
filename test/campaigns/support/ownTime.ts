import { performance } from 'node:perf_hooks';

/** A watch that stands still while other programs have the processor: it gives the ms since it was started. */
export function ownTime(): () => number {
  const began = performance.eventLoopUtilization();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return performance.eventLoopUtilization(began).idle + (user + system) / 1000;
  };
}
