import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import { wasm } from '../../esbuild.mjs';
import { ImageWorker } from '../../src/host/images/imageWorker.ts';

export interface WorkerFolder {
  readonly worker: string;
  /** Writes another worker beside it, for a test of its own. */
  readonly add: (name: string, code: string) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** The worker as it is shipped, with its codecs, in a folder of its own. */
export async function buildWorker(): Promise<WorkerFolder> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'easel-worker-'));
  const require = createRequire(import.meta.url);
  await Promise.all(wasm.map((name) => copyFile(require.resolve(name), path.join(folder, path.basename(name)))));
  const worker = path.join(folder, 'worker.js');
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/host/images/worker.ts', import.meta.url))],
    outfile: worker,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logOverride: { 'empty-import-meta': 'silent' },
  });
  return {
    worker,
    add: async (name, code) => {
      const file = path.join(folder, name);
      await writeFile(file, code);
      return file;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The worker and its folder for all tests of a file. To be called at its top. */
export function withWorker(): { readonly folder: () => WorkerFolder; readonly worker: () => ImageWorker } {
  let folder: WorkerFolder | undefined;
  let worker: ImageWorker | undefined;
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('It is there while tests run.');
    return value;
  };
  beforeAll(async () => {
    folder = await buildWorker();
    worker = new ImageWorker(folder.worker);
  });
  afterAll(async () => {
    await worker?.dispose();
    await folder?.remove();
  });
  return { folder: () => there(folder), worker: () => there(worker) };
}
