import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What the SDKs' documents do with an image, and synced like Easel's: a picture that was paid for should survive. */
export async function save(folder, number, bytes, notes) {
  await writeFile(path.join(folder, `image-${number}.png`), bytes, { flush: true });
  notes.saved();
}
