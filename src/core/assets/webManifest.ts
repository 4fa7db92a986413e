import { findNodeAtLocation, getNodeValue, type Node, type ParseError, parseTree } from 'jsonc-parser';

/** An entry of `icons` in a web application manifest. */
export interface ManifestIcon {
  readonly src: string;
  readonly sizes: string;
  readonly type: string;
  readonly purpose?: string;
}

/** A manifest that says nothing but what is known: the site's name and its icons. */
export function newManifest(name: string, icons: readonly ManifestIcon[]): string {
  return `${JSON.stringify({ name, icons }, undefined, 2)}\n`;
}

/**
 * A manifest with these icons among its own. Everything else stays as it is written; an entry of the same file and
 * purpose is taken for the same and stays, too. Undefined: it is no manifest that could be added to.
 */
export function withIcons(manifest: string, icons: readonly ManifestIcon[]): string | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(manifest, errors, { disallowComments: true });
  if (errors.length > 0 || root?.type !== 'object') return undefined;
  const list = findNodeAtLocation(root, ['icons']);
  if (list && list.type !== 'array') return undefined;
  const own: readonly unknown[] = list ? (getNodeValue(list) as readonly unknown[]) : [];
  const missing = icons.filter((icon) => !own.some((each) => isSame(each, icon)));
  if (missing.length === 0) return manifest;
  if (!list) return inserted(manifest, root, [`"icons": ${written(missing, manifest)}`]);
  return inserted(
    manifest,
    list,
    missing.map((icon) => written(icon, manifest)),
  );
}

/** Puts members behind the last one of a list or an object, on lines of their own where that one has its own line. */
function inserted(text: string, { offset, length, children = [] }: Node, members: readonly string[]): string {
  const last = children.at(-1);
  const isInOneLine = last !== undefined && !text.slice(offset, last.offset).includes('\n');
  const lineEnd = lineEndOf(text);
  const outer = indentAt(text, offset);
  const inner = last && !isInOneLine ? indentAt(text, last.offset) : outer + unitOf(text);
  if (isInOneLine) {
    const end = last.offset + last.length;
    return text.slice(0, end) + members.map((member) => `, ${compact(member)}`).join('') + text.slice(end);
  }
  const lines = members.map((member) => lineEnd + inner + member.replaceAll('\n', lineEnd + inner)).join(',');
  const from = last ? last.offset + last.length : offset + 1;
  // What is between the brackets of an empty list is blank, or a comment that no manifest may have.
  const to = last ? from : offset + length - 1;
  return text.slice(0, from) + (last ? `,${lines}` : lines + lineEnd + outer) + text.slice(to);
}

function written(value: unknown, text: string): string {
  return JSON.stringify(value, undefined, unitOf(text));
}

function compact(member: string): string {
  return member.replace(/\n\s*/g, ' ');
}

function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The blanks that the line of an offset begins with. */
function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0] ?? '';
}

/** What one level is indented by. */
function unitOf(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
}

function isSame(entry: unknown, icon: ManifestIcon): boolean {
  if (typeof entry !== 'object' || entry === null) return false;
  const { src, purpose } = entry as { readonly src?: unknown; readonly purpose?: unknown };
  return fileOf(src) === fileOf(icon.src) && (purpose ?? 'any') === (icon.purpose ?? 'any');
}

/** "/icon-192.png", "./icon-192.png?v=2" and "icon-192.png" beside the manifest are as good as the same. */
function fileOf(src: unknown): string | undefined {
  return typeof src === 'string' ? src.replace(/[?#].*$/, '').replace(/^\.?\//, '') : undefined;
}
