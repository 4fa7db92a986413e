// As little as it can take: the same images as bare bytes, from a socket to synced files. No base64, no reading.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { get } from 'node:http';
import path from 'node:path';
import { finished } from 'node:stream/promises';

export async function run({ rawUrl, folder, sizes }, notes) {
  const [reply] = await once(get(rawUrl), 'response');
  const saved = [];
  let file;
  let left = 0;
  for await (const chunk of reply) {
    for (let at = 0; at < chunk.length;) {
      if (left === 0) {
        left = sizes[saved.length];
        file = createWriteStream(path.join(folder, `image-${saved.length}.png`), {
          flush: true,
          highWaterMark: 4 << 20,
        });
        saved.push(finished(file).then(() => notes.saved()));
      }
      const piece = chunk.subarray(at, at + left);
      at += piece.length;
      left -= piece.length;
      const isOpen = file.write(piece);
      if (left === 0) file.end();
      else if (!isOpen) await once(file, 'drain');
    }
  }
  await Promise.all(saved);
}
