/** Sentences one after the other. Chinese puts no space behind a full stop; empty and absent ones leave no gap. */
export function joinSentences(...sentences: readonly (string | undefined)[]): string {
  return sentences.reduce<string>((text, sentence = '') => {
    if (text === '' || sentence === '') return text + sentence;
    return /[。！？：；][”」』）]?$/.test(text) ? text + sentence : `${text} ${sentence}`;
  }, '');
}
