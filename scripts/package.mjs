// npm run package: builds for production and packs easel-<version>.vsix into the project's root, where no other one is
// left.
import { createVSIX } from '@vscode/vsce';
import { readdirSync, rmSync } from 'node:fs';
import { buildExtension } from '../esbuild.mjs';
import { inRoot, root, vsixPath } from './support/run.mjs';

await buildExtension({ production: true });
for (const name of readdirSync(root)) {
  if (/^easel-.*\.vsix$/.test(name)) rmSync(inRoot(name));
}
await createVSIX({ cwd: root, packagePath: vsixPath(), dependencies: false });
