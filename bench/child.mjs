// One contender does one row once, in a process of its own: a task comes from the parent, what it cost goes back.
import { cpuTime, peakMemory, StallWatch } from './measure.mjs';

const { contender, ...task } = await new Promise((resolve) => process.once('message', resolve));
const { run } = await import(contender);
// VS Code's extension host talks over these itself, so there they are loaded before any extension is.
const loaded = ['node:crypto', 'node:https', 'node:tls', 'node:zlib'];
if (!task.isBare) await Promise.all(loaded.map((name) => import(name)));
const watch = new StallWatch();
await new Promise((resolve) => setTimeout(resolve, 50));
watch.longest = 0;
if (watch.busy !== undefined) watch.busy = 0;
const started = performance.now();
const cpuAtStart = cpuTime();
const phases = {};

/** What it took up to now. */
const cost = () => ({
  wall: performance.now() - started,
  cpu: cpuTime() - cpuAtStart,
  peak: peakMemory(),
  stall: watch.longest,
  busy: watch.busy,
});

const notes = {
  /** A picture is on the disk, whole and synced. The first one counts. */
  saved(phase = 'job') {
    (phases[phase] ??= {}).first ??= performance.now() - started;
  },
  /** A part of the work is done. */
  phase(name) {
    phases[name] = { ...phases[name], ...cost() };
  },
};

const found = await run(task, notes);
watch.stop();
notes.phase('job');
process.send({ phases, found }, () => process.exit());
