/** Where `byte` stands from `from` on, or the length. Callers cache it: asked again and again it costs the square. */
export function find(piece: Uint8Array, byte: number, from: number): number {
  const at = piece.indexOf(byte, from);
  return at < 0 ? piece.length : at;
}
