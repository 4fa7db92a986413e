// Easel's own parts, as parts.ts lists them, bundled by scripts/studio.mjs.
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

if (!process.env.EASEL_STUDIO) throw new Error('EASEL_STUDIO is not set: run the suites by "npm run test:studio".');

/** Where scripts/studio.mjs left the page that it built. */
export const pageFolder = path.join(process.env.EASEL_STUDIO, 'page');

// Some packages in the bundle ask for modules of Node as CommonJS does.
globalThis.require ??= createRequire(import.meta.url);

export const { encodePng, Failure, FakeHost, galleryItems, pageHtml, paint, uriOf } = await import(
  pathToFileURL(path.join(process.env.EASEL_STUDIO, 'parts.mjs')).href
);
