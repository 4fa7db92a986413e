import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import type { Workspace } from './workspace.ts';

const run = promisify(execFile);

/** What somebody has put into a workspace before Easel writes into it. */
export interface Layout {
  readonly title: string;
  /** Gives what takes it away again, where removing the workspace does not; "left out" where it cannot be made. */
  readonly make: (workspace: Workspace) => unknown;
  /** Default: img */
  readonly folder?: string;
  /** Where the image is then. Undefined: it is refused. */
  readonly lands?: string;
  /** What is in the file that the image is to replace. */
  readonly replaces?: string;
}

const notYours = 'not yours';

function named(workspace: Workspace, make: (file: string) => void): void {
  mkdirSync(workspace.in('img'));
  make(workspace.in('img/cat.png'));
}

export const layouts: readonly Layout[] = [
  { title: 'a folder that is a link out', make: (at) => symlinkSync(at.outside, at.in('img')) },
  { title: 'a link out on the way', make: (at) => symlinkSync(at.outside, at.in('a')), folder: 'a/b/img' },
  { title: 'a link to the root of the disk', make: (at) => symlinkSync('/', at.in('a')), folder: 'a/tmp' },
  { title: 'a link upwards', make: (at) => symlinkSync('..', at.in('a')), folder: 'a/outside' },
  {
    title: 'a chain of links that ends outside',
    make(at) {
      symlinkSync('b', at.in('img'));
      symlinkSync('c', at.in('b'));
      symlinkSync(at.outside, at.in('c'));
    },
  },
  {
    title: 'links in a circle',
    make(at) {
      symlinkSync('b', at.in('img'));
      symlinkSync('img', at.in('b'));
    },
  },
  { title: 'a link to nothing', make: (at) => symlinkSync(join(at.outside, 'later'), at.in('img')) },
  { title: 'a link into .git', make: (at) => symlinkSync('.git/hooks', at.in('img')) },
  { title: 'a folder that some disks take for .git', make: (at) => mkdirSync(at.in('.GIT')), folder: '.GIT/hooks' },
  { title: 'a file in the place of the folder', make: (at) => writeFileSync(at.in('img'), '') },
  {
    title: 'a link to another folder of the workspace',
    make(at) {
      mkdirSync(at.in('real'));
      symlinkSync('real', at.in('img'));
    },
    lands: 'real/cat.png',
  },
  {
    title: 'a name that is a link to a file outside',
    make: (at) => named(at, (file) => symlinkSync(join(at.outside, 'cat.png'), file)),
    lands: 'img/cat-2.png',
  },
  {
    title: 'a name that is a link to no file outside',
    make: (at) => named(at, (file) => symlinkSync(join(at.outside, 'new.png'), file)),
    lands: 'img/cat-2.png',
  },
  {
    title: 'a name that is a file outside as well',
    make: (at) => named(at, (file) => linkSync(join(at.outside, 'cat.png'), file)),
    lands: 'img/cat-2.png',
  },
  {
    title: 'a placeholder that is a link to a file outside',
    make: (at) => named(at, (file) => symlinkSync(join(at.outside, 'cat.png'), file)),
    lands: 'img/cat.png',
    replaces: notYours,
  },
  {
    title: 'a placeholder that is a file outside as well',
    make: (at) => named(at, (file) => linkSync(join(at.outside, 'cat.png'), file)),
    lands: 'img/cat.png',
    replaces: notYours,
  },
  {
    title: 'another disk',
    async make(at) {
      mkdirSync(at.in('img'));
      const isMounted = await run('mount', ['-t', 'tmpfs', 'tmpfs', at.in('img')]).then(
        () => true,
        () => false,
      );
      return isMounted ? () => run('umount', [at.in('img')]) : 'left out';
    },
    lands: 'img/cat.png',
  },
];
