import { FileSpool } from '../../../src/host/spool.ts';
import { nodeFileOps, type FileOps } from '../../../src/host/spool/fileOps.ts';

/** Nobody pulls the plug here, and a disk that is waited for makes a campaign last for hours. */
const unsynced: FileOps = {
  ...nodeFileOps,
  async create(path) {
    const file = await nodeFileOps.create(path);
    return {
      write: (bytes, from, length, position) => file.write(bytes, from, length, position),
      sync: () => Promise.resolve(),
      close: () => file.close(),
    };
  },
  syncFolder: () => Promise.resolve(),
};

/** The real spool over a real folder, which a power failure would spoil. */
export function quickSpool(folder: string): FileSpool {
  return new FileSpool(folder, { files: unsynced });
}
