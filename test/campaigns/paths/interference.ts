import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const steps = [
  'open',
  'mkdir',
  'readdir',
  'realpath',
  'readlink',
  'stat',
  'lstat',
  'link',
  'unlink',
  'rename',
  'utimes',
] as const;

/** Where each caller of the disk is counted apart, since several may be at work. */
export interface Interference {
  readonly stop: () => void;
}

/**
 * Calls back before everything that anybody asks of the disk, so that somebody else can be faster at exactly that place,
 * and the same place every time.
 * @param before Has to be done when it returns: what was asked for begins then.
 */
export function interfere(before: (step: string) => void): Interference {
  const real = Object.fromEntries(steps.map((name) => [name, files[name]]));
  const watched = steps.map((name) => {
    const work = files[name] as (...args: unknown[]) => Promise<unknown>;
    const late = async (...args: unknown[]) => {
      before(name);
      return work(...args);
    };
    return [name, late] as const;
  });
  const put = (functions: object) => {
    Object.assign(files, functions);
    syncBuiltinESMExports();
  };
  put(Object.fromEntries(watched));
  return { stop: () => put(real) };
}
