/** Text of unknown origin as a message can show it: on one line, nothing invisible, not long. */
export function shown(text: string, length = 80): string {
  const plain = text
    .slice(0, 4 * length)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return `\\u{${code.toString(16)}}`;
    });
  return plain.length > length ? `${plain.slice(0, length)}…` : plain;
}
