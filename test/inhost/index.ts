// Runs inside the extension host: VS Code calls run() of the module that extensionTestsPath names. Which files run, and
// where the report goes, comes from scripts/inhost.mjs by the environment.
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Runner } from 'mocha';

type Entry = {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly ms?: number;
  readonly error?: string;
};

/** A line for whoever watches the run: the host's console reaches the page's console, among other lines. */
function say(line: string): void {
  console.log(`[in-host] ${line}`);
}

function watch(runner: Runner): Entry[] {
  const entries: Entry[] = [];
  const add = (entry: Entry): void => {
    entries.push(entry);
    say(`${entry.state}: ${entry.title}`);
  };
  runner.on('pass', (test) => add({ title: test.fullTitle(), state: 'passed', ms: test.duration ?? 0 }));
  runner.on('pending', (test) => add({ title: test.fullTitle(), state: 'skipped' }));
  runner.on('fail', (test, error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    add({ title: test.fullTitle(), state: 'failed', error: text });
  });
  return entries;
}

/** Written aside and renamed, so that a reader never sees half a report. */
function writeReport(file: string, report: unknown): void {
  writeFileSync(`${file}.part`, JSON.stringify(report, null, 2));
  renameSync(`${file}.part`, file);
}

export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const { INHOST_FILES, INHOST_GREP, INHOST_REPORT } = process.env;
  const mocha = new Mocha({
    ui: 'bdd',
    // For a machine that does other things as well.
    timeout: 60_000,
    reporter: Mocha.reporters.Base,
    ...(INHOST_GREP ? { grep: new RegExp(INHOST_GREP) } : {}),
  });
  for (const name of JSON.parse(INHOST_FILES ?? '[]') as string[]) mocha.addFile(path.join(__dirname, name));
  await mocha.loadFilesAsync();
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      if (INHOST_REPORT) writeReport(INHOST_REPORT, { stats: runner.stats, entries });
      if (failures > 0) reject(new Error(`${failures} failed`));
      else resolve();
    });
    const entries = watch(runner);
  });
}
