/** Absolute paths as in URIs, with "/" between their parts. */
export interface TargetPlace {
  /** The file of the document. */
  readonly document: string;
  /** The folder that no target leads out of: the workspace folder of the document. */
  readonly root: string;
  /** Where "/img/x.png" begins; the first that lies within the root counts. Without any it is the root. */
  readonly siteRoots: readonly string[];
}

/**
 * The path of the file that a target means. Undefined where it means none of the workspace: an address, an alias such as
 * "@/x.png", an expression of a template, a place outside of the root.
 *
 * @param url As `DocumentImage` has it.
 */
export function resolveTarget(url: string, { document, root, siteRoots }: TargetPlace): string | undefined {
  const written = url.trim().replace(/[?#].*$/s, '');
  const path = decoded(written);
  if (path === undefined || isElsewhere.test(written) || isComputed.test(url) || !isFilePath(path)) return undefined;
  if (!path.startsWith('/')) return within(root, joined(document.slice(0, document.lastIndexOf('/')), path));
  const bases = siteRoots.length > 0 ? siteRoots : [root];
  return bases.map((base) => within(root, joined(base, path))).find((file) => file !== undefined);
}

/** Undefined: no file can have that name. */
function decoded(path: string): string | undefined {
  const text = withoutEscapes(path);
  return text.includes('\0') ? undefined : text;
}

/** A percent sign that encodes nothing is one. */
function withoutEscapes(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * Where the site begins, by a file and the target from the site's root that means it. Undefined: it does not.
 * @param url As `DocumentImage` has it: "/img/x.png"
 */
export function siteRootOf(url: string, file: string): string | undefined {
  const path = decoded(url.trim().replace(/[?#].*$/s, ''));
  const inside = path?.startsWith('/') === true ? joined('', path) : undefined;
  return inside !== undefined && file.endsWith(inside) ? file.slice(0, file.length - inside.length) : undefined;
}

function isFilePath(path: string): boolean {
  return path !== '' && !path.startsWith('//') && !/(?:^|\/)\.{0,2}$/.test(path);
}

/** Addresses, and aliases of bundlers: "@/x.png", "~assets/x.png", "$lib/x.png". */
const isElsewhere = /^(?:[A-Za-z][A-Za-z0-9+.-]*:|[@~$][^/]*\/)/;

/** Braces of templates, tags of PHP and the like. Those that are part of a name are written encoded. */
const isComputed = /[{}]|<[?%]|\$\(/;

/** A backslash is a character like any other. Undefined: it leads above everything. */
function joined(folder: string, path: string): string | undefined {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return `/${parts.join('/')}`;
}

function within(root: string, file: string | undefined): string | undefined {
  const folder = root.endsWith('/') ? root : `${root}/`;
  return file?.startsWith(folder) === true && file.length > folder.length ? file : undefined;
}
