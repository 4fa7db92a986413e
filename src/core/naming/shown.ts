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

/** Text of unknown origin, without what could hide or turn around what follows it. A line break is shown as its number, too. */
export function inert(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
