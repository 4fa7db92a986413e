import * as fs from 'node:fs/promises';
import type { ByteSource } from '../../base/bytes.ts';
import { writeAll } from '../wholeFile.ts';

/** Copies a picture that is gone soon into a file that nobody sees half of. */
export async function copyImage(image: ByteSource, file: string): Promise<void> {
  const handle = await fs.open(`${file}.part`, 'w');
  try {
    for await (const chunk of image.stream()) await writeAll(handle, chunk);
  } finally {
    await handle.close();
  }
  await fs.rename(`${file}.part`, file);
}
