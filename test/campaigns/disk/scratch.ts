import { accessSync, constants, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own: in memory where there is such a disk, since thousands of synced writes wear out no patience there. */
export function scratchFolder(name: string): string {
  const memory = '/dev/shm';
  try {
    accessSync(memory, constants.W_OK);
    return realpathSync(mkdtempSync(join(memory, `easel-${name}-`)));
  } catch {
    return realpathSync(mkdtempSync(join(tmpdir(), `easel-${name}-`)));
  }
}
