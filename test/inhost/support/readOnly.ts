import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Makes a folder read-only, for root as well, who passes over permissions. Answers how to undo it, or nothing where this
 * system offers no way.
 */
export async function becomesReadOnly(folder: string): Promise<(() => Promise<void>) | undefined> {
  await fs.chmod(folder, 0o555);
  if (await refusesFiles(folder)) return () => fs.chmod(folder, 0o755);
  await run('chattr', ['+i', folder]).catch(() => undefined);
  if (await refusesFiles(folder)) {
    return async () => {
      await run('chattr', ['-i', folder]);
    };
  }
  console.log(`[in-host] ${process.platform}: nothing makes a folder read-only for this user; the test is skipped`);
  return undefined;
}

async function refusesFiles(folder: string): Promise<boolean> {
  const file = path.join(folder, 'trial');
  try {
    await fs.writeFile(file, '');
  } catch {
    return true;
  }
  await fs.unlink(file);
  return false;
}
