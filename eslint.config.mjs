import js from '@eslint/js';
import ts from 'typescript-eslint';

/** Rooms and what each may import, by path. ARCHITECTURE.md has the map. */
const rooms = {
  base: [],
  wire: ['base'],
  sketch: ['base'],
  core: ['base', 'wire'],
  providers: ['base', 'wire'],
  protocol: ['base', 'core'],
  studio: ['base', 'core', 'protocol'],
  host: ['base', 'wire', 'sketch', 'core', 'providers', 'protocol'],
};

const all = Object.keys(rooms);
const pure = all.filter((room) => room !== 'host' && room !== 'studio');

/** @param own Paths that look like a closed room's and are the room's own. */
function imports(room, own = []) {
  const closed = all.filter((other) => other !== room && !rooms[room].includes(other));
  return {
    patterns: [
      ...closed.map((other) => ({
        group: [`**/${other}/**`, ...own.map((path) => `!${path}`)],
        message: `${room}/ may not import from ${other}/ (ARCHITECTURE.md).`,
      })),
      ...(room === 'host' ? [] : [{ group: ['vscode', 'node:*'], message: 'Only host/ touches the outside.' }]),
      // A service never leans on another service; what they share is a dialect or a family.
      ...(room === 'host' ? [{ group: ['**/providers/*/**'], message: 'Take it from providers/index.ts.' }] : []),
    ],
  };
}

export default ts.config(
  { ignores: ['dist', 'out', '.vscode-test*', 'node_modules'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Type guards and dispatch read better with explicit types and plain unions.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Taking a property out of an object is naming it beside the rest.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // An index signature may refer to its own type, a Record may not.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // Overflows its stack on recursive types such as PayloadValue (8.73).
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  ...all.map((room) => ({
    files: [`src/${room}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', imports(room)] },
  })),
  // The host's half of the Studio has the name of the page's room.
  { files: ['src/host/*.ts'], rules: { 'no-restricted-imports': ['error', imports('host', ['./studio/**'])] } },
  { files: ['src/host/*/**/*.ts'], rules: { 'no-restricted-imports': ['error', imports('host', ['../studio/**'])] } },
  {
    files: pure.map((room) => `src/${room}/**/*.ts`),
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'Buffer',
        'document',
        'window',
        'fetch',
        'setTimeout',
        'setInterval',
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        setImmediate: 'readonly',
        performance: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        URLSearchParams: 'readonly',
        TextDecoder: 'readonly',
        TextEncoder: 'readonly',
        window: 'readonly',
        document: 'readonly',
        getComputedStyle: 'readonly',
      },
    },
    rules: { 'no-empty': ['error', { allowEmptyCatch: true }] },
  },
  {
    // Functions of these tests are sent into the Studio's page, and run there.
    files: ['test/{studio,ui}/**/*.mjs'],
    languageOptions: {
      globals: {
        Blob: 'readonly',
        ClipboardEvent: 'readonly',
        CSSStyleSheet: 'readonly',
        DataTransfer: 'readonly',
        DragEvent: 'readonly',
        File: 'readonly',
        MessageEvent: 'readonly',
        OffscreenCanvas: 'readonly',
        createImageBitmap: 'readonly',
        location: 'readonly',
        requestAnimationFrame: 'readonly',
        structuredClone: 'readonly',
      },
    },
  },
);
