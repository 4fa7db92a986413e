import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { startMixroute } from '../../services/mixroute.mjs';
import { startMountsea } from '../../services/mountsea.mjs';
import { pngChunk } from '../../../src/core/image/formats/png.ts';
import { png } from '../../core/image/images.ts';
import { scratchFolder } from '../disk/scratch.ts';
import type { Random } from '../support/random.ts';
import type { Orders, Report, Wish } from './window.ts';

/** How a service gives its images, and when the windows may die. */
export const ways = ['at once', 'behind links', 'as tasks', 'as tasks, once accepted'] as const;
export type Way = (typeof ways)[number];

export interface LoopPlan {
  readonly way: Way;
  /** Windows that are open at once, over one storage. */
  readonly windows: number;
  readonly images: number;
  readonly kills: number;
}

/** What came of one loop, in images. */
export interface Outcome {
  readonly kills: number;
  readonly charged: number;
  readonly saved: number;
  /** Shown as "may have been charged". */
  readonly unknown: number;
  /** Of those, never charged: the window died between the announcement and the request. */
  readonly unsent: number;
  /** Jobs with such images that their window cannot have been at when it died, or that did not die. */
  readonly invented: number;
  /** Charged, and neither a file nor shown. */
  readonly lost: number;
  /** Charged though nobody asked for them. */
  readonly double: number;
  /** Files that are no image of the service, from the first byte to the last. */
  readonly cut: number;
  /** Files that another file is a copy of. */
  readonly copies: number;
  /** Still in the spool or at the service when all is done. */
  readonly owed: number;
  /** Of the windows that did not die, and of the service. */
  readonly complaints: readonly string[];
}

/** The window as one file that Node.js runs. */
export async function buildWindow(): Promise<{ readonly file: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-window-'));
  const file = join(folder, 'window.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('window.ts', import.meta.url))],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}

const key = 'sk-test-killed';
const jobsAtOnce = 2;

/** Opens windows over one storage that die again and again, each time somewhere else, and looks at what is left. */
export async function killLoop(file: string, plan: LoopPlan, random: Random): Promise<Outcome> {
  const folder = scratchFolder('killed');
  const { service, painted } = await startService(plan.way);
  const wishes = new Wishes(plan.way, random);
  const seen: Seen[] = [];
  const open = async (jobs: readonly Wish[], { isHome, diesAt }: Life = { isHome: true }) => {
    const { url: endpoint } = service;
    const provider = plan.way.startsWith('as tasks') ? 'mountsea' : 'mixroute';
    const sparesQuestions = plan.way === 'as tasks, once accepted';
    const report = await run(file, {
      folder,
      provider,
      endpoint,
      key,
      jobs,
      jobsAtOnce,
      isHome,
      diesAt,
      sparesQuestions,
    });
    seen.push({ jobs, isDead: report === undefined });
    return report;
  };
  try {
    await mkdir(join(folder, 'workspace'));
    let kills = 0;
    // A few windows close before they would die.
    const lives = Array.from({ length: plan.kills * 2 }, () => lifeOf(random)).values();
    const lane = async () => {
      for (const life of lives) {
        if (kills >= plan.kills) return;
        const report = await open(wishes.take(30), life);
        if (report === undefined) kills += 1;
      }
    };
    await Promise.all(Array.from({ length: plan.windows }, lane));
    const last = await open(wishes.take(plan.images - service.charged));
    const after = await open([]);
    const files = await filesIn(join(folder, 'workspace'));
    return {
      kills,
      ...account(seen, service, painted, files, after?.waiting ?? []),
      complaints: [...(last?.errors ?? ['died']), ...(after?.errors ?? ['died']), ...service.violations],
    };
  } finally {
    await service.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A window that is no more, and the jobs that it was given. */
interface Seen {
  readonly jobs: readonly Wish[];
  readonly isDead: boolean;
}

type Life = Pick<Orders, 'isHome' | 'diesAt'>;

/** Now and then a window does not get beyond going on with what the others left. */
function lifeOf(random: Random): Life {
  const diesAt = random.chance(0.35) ? random.between(1, 150) : random.between(1, 1500);
  return { isHome: random.chance(0.7), diesAt };
}

/** Jobs that nobody asked for before. */
class Wishes {
  #asked = 0;
  readonly #way: Way;
  readonly #random: Random;

  constructor(way: Way, random: Random) {
    this.#way = way;
    this.#random = random;
  }

  /** @param images How many all of them ask for. */
  take(images: number): readonly Wish[] {
    const wishes: Wish[] = [];
    for (let left = images; left > 0;) {
      const count = Math.min(left, this.#random.between(1, 4));
      const prompt = `${count} cats, number ${this.#asked}.`;
      // Several images in one answer, and several answers of one image.
      const model = this.#way === 'at once' && this.#random.chance(0.3) ? 'gpt-image-1' : undefined;
      wishes.push({ prompt, model, count });
      this.#asked += 1;
      left -= count;
    }
    return wishes;
  }
}

/** A picture that a service made: its hash, and for which prompt. */
interface Made {
  readonly sha256: string;
  readonly prompt: string;
}

async function startService(way: Way) {
  const service = way.startsWith('as tasks')
    ? await startMountsea({ keys: [key] })
    : await startMixroute({ keys: [key] });
  if (way === 'behind links' && 'results' in service) service.results = 'url';
  const painted: Made[] = [];
  service.paint = (_, seed) => {
    // Small, and no two alike.
    const bytes = png(8, 8, [pngChunk('tEXt', Buffer.from(`Comment\0${painted.length}`))]);
    painted.push({ sha256: hashOf(bytes), prompt: seed.slice(0, seed.lastIndexOf('.') + 1) });
    return { bytes: Buffer.from(bytes), mediaType: 'image/png', width: 8, height: 8 };
  };
  return { service, painted };
}

/** Runs a window to its end. Undefined: it was killed. */
async function run(file: string, orders: Orders): Promise<Report | undefined> {
  const child = spawn(process.execPath, [file, JSON.stringify(orders)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => output.push(piece));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...how) => resolve(how));
  });
  if (signal === 'SIGKILL') return undefined;
  if (code !== 0) throw new Error(`A window ended with ${String(signal ?? code)}.`);
  return JSON.parse(Buffer.concat(output).toString()) as Report;
}

/** The hashes of all files but those that are hidden, which a crash leaves half written. */
async function filesIn(workspace: string): Promise<readonly string[]> {
  const found = await readdir(workspace, { recursive: true, withFileTypes: true });
  const files = found.filter((each) => each.isFile() && !each.name.startsWith('.easel-'));
  return Promise.all(files.map(async ({ parentPath, name }) => hashOf(await readFile(join(parentPath, name)))));
}

function account(
  seen: readonly Seen[],
  { charged }: { readonly charged: number },
  painted: readonly Made[],
  files: readonly string[],
  waiting: Report['waiting'],
): Omit<Outcome, 'kills' | 'complaints'> {
  const saved = new Set(files);
  const made = new Set(painted.map(({ sha256 }) => sha256));
  let [unknown, unsent, invented, lost, double] = [0, 0, 0, 0, 0];
  for (const { jobs, isDead } of seen) {
    let unsentJobs = 0;
    for (const { prompt, count } of jobs) {
      const ofJob = painted.filter((each) => each.prompt === prompt);
      const missing = ofJob.filter(({ sha256 }) => !saved.has(sha256)).length;
      const shown = sum(waiting.filter((each) => each.prompt === prompt).map((each) => each.unknown));
      unknown += shown;
      unsent += Math.max(0, shown - missing);
      if (shown > missing) unsentJobs += 1;
      lost += Math.max(0, missing - shown);
      double += Math.max(0, ofJob.length - count);
    }
    invented += Math.max(0, unsentJobs - (isDead ? jobsAtOnce : 0));
  }
  return {
    charged,
    saved: saved.size,
    unknown,
    unsent,
    invented,
    lost: lost + Math.abs(charged - painted.length),
    double,
    cut: files.filter((sha256) => !made.has(sha256)).length,
    copies: files.length - saved.size,
    owed: sum(waiting.map((each) => each.owed)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
