import { mkdir } from 'node:fs/promises';
import * as path from 'node:path';

/** Where the Studio keeps files of its own, in Easel's storage; pages may load from nowhere else. */
export class StudioFolders {
  /** The one root of all. */
  readonly root: string;

  constructor(storage: string) {
    this.root = path.join(storage, 'studio');
  }

  /**
   * `pasted`: images that were pasted or dropped. `masks`: masks of jobs. `shown`: copies for looking at. `thumbnails`.
   * `previews`: what came ahead of an answer. Made when it is first asked for.
   */
  async at(kind: 'pasted' | 'masks' | 'shown' | 'thumbnails' | 'previews'): Promise<string> {
    const folder = path.join(this.root, kind);
    await mkdir(folder, { recursive: true });
    return folder;
  }
}
