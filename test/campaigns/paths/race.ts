import {
  closeSync,
  constants,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Random } from '../support/random.ts';
import { interfere } from './interference.ts';
import { hashOf, image, Workspace } from './workspace.ts';

const placeholder = 'a placeholder';

/** What somebody else does in the middle of it. */
type Attack = (rival: Rival) => void;

/** Somebody who is faster, and keeps account of what is theirs. */
class Rival {
  readonly workspace: Workspace;
  readonly folder: string;
  /** Contents that nobody else may take away. */
  readonly mine = new Set<string>();
  count = 0;

  constructor(workspace: Workspace, folder: string) {
    this.workspace = workspace;
    this.folder = folder;
  }

  at(path: string): string {
    return this.workspace.in(path);
  }

  /** Puts a link in the place of a folder. */
  swap(path: string, target: string): void {
    renameSync(this.at(path), this.at(`${path}.away${this.count}`));
    symlinkSync(target, this.at(path));
  }

  /** A file of the folder, where that is still one: what goes through a link is the rival's own doing. */
  file(name: string): string {
    return join(this.#real(this.at(this.folder)), name);
  }

  makeFolder(): void {
    mkdirSync(join(this.#real(this.at(dirname(this.folder))), basename(this.folder)));
  }

  #real(folder: string): string {
    if (realpathSync(folder) !== folder) throw new Error('somebody was faster');
    return folder;
  }

  /** Into the very file that is there, or a new one: what somebody puts there in between is not touched. */
  save(name: string): void {
    const file = openSync(this.file(name), constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW);
    try {
      const old = readFileSync(file, 'utf8');
      // What one overwrites oneself is nobody else's doing.
      if (old === image.toString()) return;
      this.mine.delete(old);
      const text = `mine ${this.count}`;
      ftruncateSync(file);
      writeSync(file, text, 0);
      this.mine.add(text);
    } finally {
      closeSync(file);
    }
  }
}

const attacks: readonly Attack[] = [
  (rival) => rival.swap(rival.folder, rival.workspace.outside),
  (rival) => rival.swap(rival.folder, rival.at('.git/hooks')),
  (rival) => rival.swap('a', rival.workspace.outside),
  (rival) => rival.swap('a', rival.at('.git')),
  (rival) => renameSync(rival.at(rival.folder), rival.at(`gone${rival.count}`)),
  (rival) => rival.makeFolder(),
  (rival) => rival.save('cat.png'),
  (rival) => rival.save('cat.png'),
  (rival) => rival.save('cat-2.png'),
  (rival) => symlinkSync(join(rival.workspace.outside, 'new.png'), rival.file('cat.png')),
  (rival) => symlinkSync(join(rival.workspace.outside, 'cat.png'), rival.file('cat-2.png')),
];

/** Some writers want one name while somebody interferes at steps that are drawn before. */
export async function race(random: Random): Promise<{ attacks: number; written: number; wrong: readonly string[] }> {
  const workspace = new Workspace();
  const folder = random.pick(['a', 'a/img']);
  const rival = new Rival(workspace, folder);
  const isThere = random.chance(0.7);
  const replaces = isThere && random.chance(0.5) ? hashOf(placeholder) : undefined;
  mkdirSync(workspace.in(isThere ? folder : 'a'), { recursive: true });
  if (isThere) {
    writeFileSync(workspace.in(`${folder}/cat.png`), placeholder);
    rival.mine.add(placeholder);
  }
  const plan = new Map(
    Array.from({ length: random.between(1, 3) }, () => [random.between(1, 35), random.pick(attacks)]),
  );
  let step = 0;
  let done = 0;
  const { stop } = interfere(() => {
    step += 1;
    const attack = plan.get(step);
    if (!attack) return;
    rival.count = step;
    try {
      attack(rival);
      done += 1;
    } catch {
      // Somebody else was faster.
    }
  });
  try {
    const writing = Array.from({ length: random.between(1, 3) }, () =>
      workspace.write(folder, replaces ? { replaces } : {}),
    );
    const settled = await Promise.allSettled(writing);
    stop();
    const written = settled.filter(({ status }) => status === 'fulfilled').length;
    return { attacks: done, written, wrong: judge(workspace, rival, written, replaces !== undefined) };
  } finally {
    stop();
    await workspace.remove();
  }
}

function judge(workspace: Workspace, { mine }: Rival, written: number, isReplaced: boolean): readonly string[] {
  const wrong: string[] = [];
  const escape = workspace.escape();
  if (escape !== undefined) wrong.push(`something changed where nothing may: ${escape}`);
  const files = filesIn(workspace.root);
  const isImage = (text: string) => text === image.toString();
  const images = files.filter(({ text }) => isImage(text)).length;
  if (images < written) wrong.push(`${images} of ${written} images are there`);
  for (const text of mine) {
    if (text === placeholder && isReplaced && written > 0) continue;
    if (!files.some((each) => each.text === text)) wrong.push(`“${text}” is gone`);
  }
  for (const { name, text } of files) {
    const isKnown = isImage(text) || mine.has(text) || text === placeholder;
    if (!isKnown && !name.endsWith('.part')) wrong.push(`${name} holds “${text}”`);
  }
  return wrong;
}

/** All files outside of what belongs to other tools, links not followed. */
function filesIn(folder: string): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((each) => {
    const path = join(folder, each.name);
    if (each.isDirectory()) return each.name === '.git' ? [] : filesIn(path);
    return each.isFile() ? [{ name: each.name, text: readFileSync(path, 'utf8') }] : [];
  });
}
