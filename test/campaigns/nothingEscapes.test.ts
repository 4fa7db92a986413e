import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { expect } from 'vitest';
import { isEaselError } from '../../src/base/errors.ts';
import { resolveTarget } from '../../src/core/docs/resolveTarget.ts';
import { folded, isTaken } from '../../src/core/naming/candidates.ts';
import { resolveFolder } from '../../src/core/naming/folder.ts';
import { editName, slug } from '../../src/core/naming/slug.ts';
import { fileName } from '../../src/core/naming/template.ts';
import { transformName } from '../../src/core/naming/transformName.ts';
import { typedName } from '../../src/core/naming/typedName.ts';
import { codeOf } from '../../src/host/spool/fileOps.ts';
import { nodeDisk, type DiskOps } from '../../src/host/wholeFile.ts';
import { layouts } from './paths/layouts.ts';
import { hostileName, naughty, twinOf } from './paths/names.ts';
import { race } from './paths/race.ts';
import { hashOf, image, Workspace } from './paths/workspace.ts';
import { campaign } from './support/campaign.ts';
import type { Random } from './support/random.ts';

const promise = 'paths';
const unwritable =
  /[/\\:*?"<>|\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|^\.{0,2}$|[. ]$|^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(\.|$)/iu;

/** What comes of it, or undefined where it is refused in the words of Easel. */
function allowed<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!isEaselError(error)) throw error;
    return undefined;
  }
}

/** Every name (no extension) that Easel makes of a text that may come from anybody. */
function namesFrom(text: string): readonly string[] {
  const values = { prompt: text, model: text, provider: text, date: new Date(0), index: 1 };
  const names = [
    slug(text),
    editName(text, text),
    editName(`${text}.png`, 'in the snow'),
    transformName(text, { isCropped: true }),
    allowed(() => typedName(text)),
    allowed(() => fileName(text, values)),
    fileName('${provider}-${model}-${slug}-${date}', values),
  ];
  return names.filter((name) => name !== undefined);
}

/** Every folder of the workspace that a text names. */
function foldersFrom(text: string, root: string): readonly string[] {
  const context = { workspaceFolder: root, fileDirname: 'docs', fileBasenameNoExtension: 'start' };
  const target = resolveTarget(text, { document: `${root}/docs/start.md`, root, siteRoots: [] });
  const folders = [
    allowed(() => resolveFolder(text, context)),
    allowed(() => resolveFolder(`\${fileDirname}/${text}`, context)),
    target && relative(root, join(target, '..')),
  ];
  return folders.filter((folder) => folder !== undefined);
}

campaign(
  {
    promise,
    aim: '25,000 hostile names: 0 that lead out or cannot be written, 0 files overwritten',
    runs: { short: 200, long: 25_000 },
  },
  async ({ each, isLong, reached }) => {
    const workspace = new Workspace();
    let [tried, names, written, refused] = [0, 0, 0, 0];
    const tellReached = () =>
      reached(
        `${tried} texts, ${names} names, ${written} files written, ${refused} folders refused; 0 escapes, 0 overwrites`,
      );
    try {
      await each(async (random, run) => {
        const text = naughty[run] ?? hostileName(random);
        tried += 1;
        const made = namesFrom(text);
        for (const name of made) {
          expect(name, JSON.stringify(text)).not.toMatch(unwritable);
          expect(Buffer.byteLength(name), name).toBeLessThanOrEqual(240);
        }
        names += made.length;
        if (!isLong && run % 10 > 0) return;
        const folder = random.pick(['', ...foldersFrom(text, workspace.root)]);
        const baseName = random.pick(made);
        const place = `names/${run % 97}`;
        await write(workspace, place, baseName, random);
        written += 1;
        const isWritten = await workspace.write(folder, { baseName: `cat ${run}` }).then(
          () => true,
          (error: unknown) => {
            if (!isEaselError(error) && !isDiskError(error)) throw error;
            return false;
          },
        );
        if (!isWritten) refused += 1;
        tellReached();
      }, 4);
      expect(workspace.escape()).toBeUndefined();
      expect(written).toBeGreaterThan(0);
    } finally {
      await workspace.remove();
    }
  },
);

/** Writes beside a twin that is there already, twice. */
async function write(workspace: Workspace, place: string, baseName: string, random: Random): Promise<void> {
  await mkdir(workspace.in(place), { recursive: true });
  const twin = `${twinOf(baseName, random)}.png`;
  const isNew = await writeFile(workspace.in(join(place, twin)), baseName, { flag: 'wx' }).then(
    () => true,
    () => false,
  );
  for (let time = 0; time < 2; time += 1) {
    const { name } = await workspace.write(place, { baseName });
    expect(basename(name)).toBe(name);
    expect(readFileSync(workspace.in(join(place, name))).equals(image)).toBe(true);
    if (isNew) expect(folded(name)).not.toBe(folded(twin));
  }
  if (isNew) expect(readFileSync(workspace.in(join(place, twin)), 'utf8')).toBe(baseName);
}

/** A folder can be too deep, be a file, or be a link that leads to itself. */
function isDiskError(error: unknown): boolean {
  return ['ENAMETOOLONG', 'ENOTDIR', 'EEXIST', 'ELOOP'].includes(codeOf(error));
}

/** A disk that knows no case, and no difference between composed and decomposed accents. */
function caselessDisk(): DiskOps {
  const free = async (file: string) => {
    const taken = await readdir(join(file, '..'));
    if (isTaken(basename(file), taken)) throw Object.assign(new Error(`EEXIST: ${file}`), { code: 'EEXIST' });
  };
  const open = async (...[file, flags, mode]: Parameters<DiskOps['open']>) => {
    if (flags === 'wx') await free(String(file));
    return nodeDisk.open(file, flags, mode);
  };
  const link: DiskOps['link'] = async (from, to) => {
    await free(String(to));
    await nodeDisk.link(from, to);
  };
  return { ...nodeDisk, open, link };
}

campaign(
  {
    promise,
    aim: '1,000 names on a disk that knows no case, beside twins that appear at the last moment: 0 overwrites',
    runs: { short: 12, long: 1000 },
  },
  async ({ each, reached }) => {
    const workspace = new Workspace();
    let written = 0;
    try {
      await each(async (random, run) => {
        const baseName = slug(hostileName(random), { visible: 40 });
        const place = `twins/${run}`;
        await mkdir(workspace.in(place), { recursive: true });
        const twins = [`${baseName}.png`, `${baseName}-2.png`].map((name) => twinOf(name, random));
        const disk = caselessDisk();
        const link: DiskOps['link'] = async (from, to) => {
          // After Easel looked, and before it gives the file its name.
          for (const twin of twins.splice(0))
            await writeFile(workspace.in(join(place, twin)), 'mine', { flag: 'wx' }).catch(() => undefined);
          await disk.link(from, to);
        };
        const { name } = await workspace.write(place, { baseName }, { ...disk, link });
        const there = await readdir(workspace.in(place));
        expect(new Set(there.map(folded)).size).toBe(there.length);
        for (const other of there.filter((each) => each !== name)) {
          expect(readFileSync(workspace.in(join(place, other)), 'utf8')).toBe('mine');
        }
        written += 1;
        reached(`${written} names written; 0 overwrites`);
      }, 4);
    } finally {
      await workspace.remove();
    }
  },
);

campaign({ promise, aim: `${layouts.length} link layouts: 0 escapes, 0 overwrites` }, async ({ reached }) => {
  const leftOut: string[] = [];
  for (const { title, make, folder = 'img', lands, replaces } of layouts) {
    const workspace = new Workspace();
    const undo = await make(workspace);
    try {
      if (undo === 'left out') {
        leftOut.push(title);
        continue;
      }
      const { name } = await workspace
        .write(folder, replaces === undefined ? {} : { replaces: hashOf(replaces) })
        .catch((error: unknown) => {
          if (!isEaselError(error) && !isDiskError(error)) throw error;
          return { name: undefined };
        });
      expect(name, title).toBe(lands && basename(lands));
      if (lands !== undefined) expect(readFileSync(workspace.in(lands)).equals(image), title).toBe(true);
      expect(workspace.escape(), title).toBeUndefined();
    } finally {
      if (typeof undo === 'function') await undo();
      await workspace.remove();
    }
  }
  reached(
    `${layouts.length - leftOut.length} layouts; 0 escapes, 0 overwrites${leftOut.map((title) => `; LEFT OUT: ${title}`).join('')}`,
  );
});

campaign(
  {
    promise,
    aim: '10,000 races, links swapped in at every step and names taken by others: 0 escapes, 0 overwrites',
    runs: { short: 60, long: 10_000 },
  },
  async ({ each, reached }) => {
    const total = { races: 0, attacks: 0, written: 0 };
    await each(async (random) => {
      const { attacks, written, wrong } = await race(random);
      total.races += 1;
      total.attacks += attacks;
      total.written += written;
      reached(
        `${total.races} races, ${total.attacks} interferences, ${total.written} files written; ${wrong.length} escapes or overwrites`,
      );
      expect(wrong).toEqual([]);
    });
    expect(total.written).toBeGreaterThan(total.races / 10 - 1);
    expect(total.attacks).toBeGreaterThan(total.races / 2 - 1);
  },
);
