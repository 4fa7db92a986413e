/** A file or folder that has another name now; `to` is null when it is gone. */
export interface Move {
  readonly from: string;
  readonly to: string | null;
}

/** Where a file is after the move: of a folder, everything in it goes along. Undefined: gone. */
export function movedUri(uri: string, { from, to }: Move): string | undefined {
  if (uri !== from && !uri.startsWith(`${from}/`)) return uri;
  return to === null ? undefined : to + uri.slice(from.length);
}
