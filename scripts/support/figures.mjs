// What campaigns came to, a line of JSON each, and the table that is made of the lines. Node.js built-ins only.
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './run.mjs';

/**
 * @typedef {object} Figure
 * @property {string} promise What is promised, in the words of the goals.
 * @property {string} reached What the campaign came to.
 * @property {string} aim What it should come to.
 * @property {number} [seed] With EASEL_SEED it runs the same way again.
 * @property {number} ms
 * @property {boolean} isKept
 */

const folder = inRoot('out/results/figures');

/** Forgets the figures of earlier runs. */
export function clearFigures() {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {Figure} figure Written by processes that run side by side, so each has a file of its own. */
export function addFigure(figure) {
  mkdirSync(folder, { recursive: true });
  appendFileSync(path.join(folder, `${process.pid}.jsonl`), `${JSON.stringify(figure)}\n`);
}

/** @returns {Figure[]} */
export function readFigures() {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line))
    .sort((one, other) => one.promise.localeCompare(other.promise) || one.aim.localeCompare(other.aim));
}

/** A table in Markdown: what was promised, and what came of it. @param {readonly Figure[]} figures */
export function figuresTable(figures) {
  const rows = [
    ['promise', 'figure reached', 'aim', 'seed', 'time'],
    ...figures.map(({ promise, reached, aim, seed, ms, isKept }) => [
      promise,
      isKept ? reached : `FAILED ${reached}`,
      aim,
      String(seed ?? '–'),
      `${(ms / 1000).toFixed(1)} s`,
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (/** @type {readonly string[]} */ row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [head, ...others] = rows.map(line);
  return [head, rule, ...others].join('\n');
}
