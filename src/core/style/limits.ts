/** Bytes of a file of a style that is read at all. */
export const largestStyle = 64 * 1024;

/** Images that go along with one style. */
export const mostReferences = 8;
