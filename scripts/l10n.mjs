// npm run check:l10n: every string that a person can meet has a translation, and no translation is left over.
//
// Strings are the first arguments of `t` from @vscode/l10n (src/) and the keys of package.nls.json (the manifest). With
// --write, l10n/bundle.l10n.json (all strings of src/, what translators start from) is brought up to date.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { inRoot } from './support/run.mjs';

const languages = ['zh-cn', 'zh-tw'];
const bundleFile = 'l10n/bundle.l10n.json';
const problems = [];

function readJson(name) {
  return existsSync(inRoot(name)) ? JSON.parse(readFileSync(inRoot(name), 'utf8')) : {};
}

/** The local name under which a file imports `t`, or undefined. */
function nameOfT(source) {
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || statement.moduleSpecifier.text !== '@vscode/l10n') continue;
    const names = statement.importClause?.namedBindings;
    const found =
      names && ts.isNamedImports(names) && names.elements.find((each) => (each.propertyName ?? each.name).text === 't');
    if (found) return found.name.text;
  }
  return undefined;
}

/** The strings of one file of src/. A first argument that is no literal would never be translated: a problem. */
function stringsOf(file) {
  const source = ts.createSourceFile(file, readFileSync(inRoot(file), 'utf8'), ts.ScriptTarget.Latest, true);
  const name = nameOfT(source);
  const found = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name) {
      const [message] = node.arguments;
      if (message && ts.isStringLiteralLike(message)) {
        found.push(message.text);
      } else {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        problems.push(`${file}:${line + 1}: the first argument of ${name}() is not a literal string.`);
      }
    }
    ts.forEachChild(node, visit);
  };
  if (name) visit(source);
  return found;
}

function stringsOfSource() {
  const files = readdirSync(inRoot('src'), { recursive: true }).filter((name) => name.endsWith('.ts'));
  return new Set(files.sort().flatMap((name) => stringsOf(path.posix.join('src', name))));
}

/** `{0}` and `{name}` in a text, sorted: a translation has the same ones. */
function placeholders(text) {
  return [...text.matchAll(/\{(\w+)\}/g)]
    .map(([whole]) => whole)
    .sort()
    .join(' ');
}

/** Compares one file of translations with the texts it is for (key to English). */
function compare(name, english) {
  const translated = readJson(name);
  for (const [key, text] of Object.entries(english)) {
    const value = translated[key];
    if (value === undefined) problems.push(`${name}: missing ${JSON.stringify(key)}`);
    else if (value.trim() === '') problems.push(`${name}: empty ${JSON.stringify(key)}`);
    else if (placeholders(value) !== placeholders(text))
      problems.push(`${name}: other placeholders in ${JSON.stringify(key)}`);
  }
  for (const key of Object.keys(translated)) {
    if (!(key in english)) problems.push(`${name}: nothing uses ${JSON.stringify(key)}`);
  }
}

/** Keys that package.json asks for, against those that package.nls.json has. */
function checkManifest() {
  const used = new Set(
    [...readFileSync(inRoot('package.json'), 'utf8').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key),
  );
  const have = new Set(Object.keys(readJson('package.nls.json')));
  for (const key of used) if (!have.has(key)) problems.push(`package.nls.json: missing ${JSON.stringify(key)}`);
  for (const key of have) if (!used.has(key)) problems.push(`package.nls.json: nothing uses ${JSON.stringify(key)}`);
}

const bundle = Object.fromEntries([...stringsOfSource()].sort().map((text) => [text, text]));
if (process.argv.includes('--write')) {
  mkdirSync(inRoot('l10n'), { recursive: true });
  writeFileSync(inRoot(bundleFile), `${JSON.stringify(bundle, null, 2)}\n`);
}
compare(bundleFile, bundle);
checkManifest();
for (const language of languages) {
  compare(`l10n/bundle.l10n.${language}.json`, bundle);
  compare(`package.nls.${language}.json`, readJson('package.nls.json'));
}
for (const problem of problems) console.log(problem);
console.log(`${Object.keys(bundle).length} strings, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
