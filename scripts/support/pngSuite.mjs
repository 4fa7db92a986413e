// PngSuite, which Debian has among the sources of Go: pictures that nobody of us has made, for the campaign on parsers.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inRoot, run } from './run.mjs';

const folder = inRoot('out/corpora/pngsuite');

const fetching = `
  set -e
  package=$(apt-cache search --names-only '^golang-1\\.[0-9]+-src$' | cut -d ' ' -f 1 | sort -V | tail -n 1)
  apt-get -q download "$package"
  dpkg-deb --fsys-tarfile ./*.deb | tar -x --wildcards --no-anchored '*/png/testdata/pngsuite/*.png'
`;

/** Answers where its pictures lie; undefined, and says so, where there is no Debian to ask. */
export async function ensurePngSuite(log = console.log) {
  if (existsSync(folder)) return folder;
  const scratch = mkdtempSync(path.join(tmpdir(), 'easel-pngsuite-'));
  try {
    const { code, output } = await run('sh', ['-c', fetching], { cwd: scratch });
    const pictures = readdirSync(scratch, { recursive: true }).filter((name) => name.endsWith('.png'));
    if (code !== 0 || pictures.length === 0) {
      log(`PngSuite cannot be had here, and is left out: ${output.slice(-500)}`);
      return undefined;
    }
    const part = `${folder}.part`;
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    for (const name of pictures) copyFileSync(path.join(scratch, name), path.join(part, path.basename(name)));
    renameSync(part, folder);
    return folder;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
