/** The n-th name to try: "cat.png", "cat-2.png", "cat-3.png" for 1, 2, 3. `extension` without its dot. */
export function candidate(baseName: string, extension: string, n: number): string {
  return n <= 1 ? `${baseName}.${extension}` : `${baseName}-${n}.${extension}`;
}

/** Whether a name is one of those that are tried. */
export function isCandidate(name: string, baseName: string, extension: string): boolean {
  const rest = name.startsWith(baseName) ? name.slice(baseName.length) : '';
  return rest.endsWith(`.${extension}`) && /^(-\d+)?$/.test(rest.slice(0, -extension.length - 1));
}

/**
 * Whether a name would meet one that exists, on any file system: case, composed or decomposed accents and invisible
 * characters make no difference on some, so they make none here.
 */
export function isTaken(name: string, existingNames: Iterable<string>): boolean {
  const wanted = folded(name);
  for (const existing of existingNames) {
    if (folded(existing) === wanted) return true;
  }
  return false;
}

/** The first candidate that is not taken. */
export function freeName(baseName: string, extension: string, existingNames: Iterable<string>): string {
  const taken = new Set(Array.from(existingNames, folded));
  for (let n = 1; ; n++) {
    const name = candidate(baseName, extension, n);
    if (!taken.has(folded(name))) return name;
  }
}

/** One form for all names that some file system takes for the same. By way of upper case, so that "ß" meets "SS". */
export function folded(name: string): string {
  return name
    .normalize('NFC')
    .toUpperCase()
    .toLowerCase()
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFC')
    .replace(/[. ]+$/, '');
}
