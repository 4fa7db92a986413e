// Finds Chromium. Node.js built-ins only.
import { existsSync } from 'node:fs';

// The headless shell is the same engine without the browser around it: a window costs a fraction of the work.
const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The browser's executable: CHROMIUM_PATH, or a packaged one; undefined when there is none. */
export function chromiumPath() {
  return process.env.CHROMIUM_PATH || places.find((file) => existsSync(file));
}
