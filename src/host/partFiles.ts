import { randomUUID } from 'node:crypto';

const dayMs = 86_400_000;

/** The name of a file that is being written. Hidden, and nobody else's. */
export function partName(): string {
  return `.easel-${randomUUID()}.part`;
}

/**
 * Removes files in a folder that a crash left half written: ours by their names, and so old that nobody writes them any
 * more. Never rejects; what cannot be removed is tried again with the next image.
 * @param names Everything in the folder.
 */
export async function sweepParts(
  names: readonly string[],
  now: number,
  changedAt: (name: string) => Promise<number>,
  remove: (name: string) => Promise<unknown>,
): Promise<void> {
  const parts = names.filter((name) => /^\.easel-[0-9a-f-]{36}\.part$/.test(name));
  await Promise.allSettled(
    parts.map(async (name) => {
      if (now - (await changedAt(name)) > dayMs) await remove(name);
    }),
  );
}
