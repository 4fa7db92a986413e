import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These run inside VS Code.
    exclude: ['test/inhost/**', 'test/ui/**'],
    testTimeout: 30_000,
  },
});
