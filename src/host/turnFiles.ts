import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { isObject } from '../base/json.ts';
import type { Turns } from '../core/ports.ts';
import type { KeptTurn } from '../core/turn.ts';

/** More conversations than anyone goes back to. */
const most = 500;

/** Kept turns of models, a JSON file a job in Easel's own storage. */
export class TurnFiles implements Turns {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async keep(job: string, turn: KeptTurn): Promise<void> {
    await fs.mkdir(this.#folder, { recursive: true });
    const file = this.#file(job);
    await fs.writeFile(`${file}.part`, JSON.stringify(turn));
    await fs.rename(`${file}.part`, file);
    await this.#forgetOldest();
  }

  /** Undefined for what is missing or cannot be read: the conversation then goes on with pictures and words. */
  async find(job: string): Promise<KeptTurn | undefined> {
    try {
      const kept: unknown = JSON.parse(await fs.readFile(this.#file(job), 'utf8'));
      return isKept(kept) ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  #file(job: string): string {
    return path.join(this.#folder, `${path.basename(job)}.json`);
  }

  async #forgetOldest(): Promise<void> {
    const names = await fs.readdir(this.#folder);
    if (names.length <= most) return;
    const files = await Promise.all(
      names.map(async (name) => ({ name, at: (await fs.stat(path.join(this.#folder, name))).mtimeMs })),
    );
    const oldest = files.sort((a, b) => a.at - b.at).slice(0, files.length - most);
    await Promise.all(oldest.map(({ name }) => fs.rm(path.join(this.#folder, name), { force: true })));
  }
}

function isKept(value: unknown): value is KeptTurn {
  return (
    isObject(value) &&
    typeof value['provider'] === 'string' &&
    typeof value['form'] === 'string' &&
    isObject(value['turn'])
  );
}
