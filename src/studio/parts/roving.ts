/**
 * Where the focus goes from one of several members by a key, as in VS Code's own lists; undefined for a key that moves
 * nothing. Both directions work, so that a group may wrap.
 */
export function moved(key: string, from: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return (from + 1) % count;
    case 'ArrowLeft':
    case 'ArrowUp':
      return (from - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
