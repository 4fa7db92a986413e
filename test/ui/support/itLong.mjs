import { it } from 'node:test';

/** A test that only `npm run test:long` runs: what it holds is held at every commit by faster suites beside this window. */
export const itLong = process.env.EASEL_LONG ? it : () => {};
