// Finds Chromium. Node.js built-ins only.
import { existsSync } from 'node:fs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The browser's executable: CHROMIUM_PATH, or a packaged one; undefined when there is none. */
export function chromiumPath() {
  return process.env.CHROMIUM_PATH || places.find((file) => existsSync(file));
}
