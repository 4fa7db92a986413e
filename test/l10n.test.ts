import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// `npm run check:l10n` compares keys and placeholders; this is what it does not look at.

type Texts = Readonly<Record<string, string>>;

function read(name: string): Texts {
  return JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')) as Texts;
}

const english = { messages: read('l10n/bundle.l10n.json'), manifest: read('package.nls.json') };
const manifestText = readFileSync(new URL('../package.json', import.meta.url), 'utf8');

// Characters of one script that the other one never writes.
const simplified =
  /[没与专为从会传体关写则创删动务区协单参发变响图处备头实对将属带应开当录径态户执报择换据断无时显标样档检测状环现画确码种称类组经结络绝续编缩网联节规览认议记许设证识词试话该详误说请读败质贴费资转载输边过运还这进连适选错键长闭问间际页项须频额验]/;
const traditional =
  /[沒與專為從會傳體關寫則創刪動務區協單參發變響圖處備頭實對將屬帶應開當錄徑態戶執報擇換據斷無時顯標樣檔檢測狀環現畫確碼種稱類組經結絡絕續編縮網聯節規覽認議記許設證識詞試話該詳誤說請讀敗質貼費資轉載輸邊過運還這進連適選錯鍵長閉問間際頁項須頻額驗]/;

/** The titles in “Easel: …” and, in Traditional Chinese, 「Easel: …」. */
function quotedTitles(text: string): readonly string[] {
  return [...text.matchAll(/[“「]Easel: ([^”」]*)[”」]/g)].map(([, title]) => title ?? '');
}

function commandOf(title: string): string | undefined {
  return Object.keys(english.manifest).find((key) => key.startsWith('command.') && english.manifest[key] === title);
}

describe('A message in English', () => {
  it('quotes only commands and settings that exist', () => {
    for (const text of Object.keys(english.messages)) {
      for (const title of quotedTitles(text)) expect(commandOf(title), title).toBeDefined();
      for (const [setting] of text.matchAll(/\beasel\.\w+/g)) expect(manifestText).toContain(`"${setting}"`);
    }
  });

  it('is found to quote commands at all', () => {
    expect(Object.keys(english.messages).flatMap(quotedTitles).length).toBeGreaterThan(5);
  });
});

describe.each([
  { language: 'zh-cn', foreign: traditional },
  { language: 'zh-tw', foreign: simplified },
])('The translation into $language', ({ language, foreign }) => {
  const messages = read(`l10n/bundle.l10n.${language}.json`);
  const manifest = read(`package.nls.${language}.json`);
  const all = [...Object.entries(messages), ...Object.entries(manifest)];

  it('says something for every text', () => {
    expect(all.filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('is written in its own script', () => {
    expect(all.filter(([, text]) => foreign.test(text))).toEqual([]);
  });

  it('quotes commands by the titles that the palette shows', () => {
    for (const [source, text] of Object.entries(messages)) {
      const titles = quotedTitles(source).map((title) => manifest[commandOf(title) ?? '']);
      expect(quotedTitles(text), source).toEqual(titles);
    }
  });

  it('names the same settings', () => {
    const settingsIn = (text: string) => [...text.matchAll(/\beasel\.\w+/g)].map(([name]) => name).sort();
    for (const [source, text] of Object.entries(messages)) expect(settingsIn(text), source).toEqual(settingsIn(source));
  });

  it('links to the same commands and settings, under their own titles', () => {
    const links = (text: string) => [...text.matchAll(/\[([^\]]*)\]\(command:easel\.(\w+)\)/g)];
    for (const [key, text] of Object.entries(english.manifest)) {
      const translated = manifest[key] ?? '';
      expect(links(translated).map(([, title, command]) => [command, title])).toEqual(
        links(text).map(([, , command]) => [command, manifest[`command.${command}`]]),
      );
      // What stands in backticks is typed as it is.
      const typed = (words: string) => [...words.matchAll(/`[^`]*`/g)].map(([each]) => each).sort();
      expect(typed(translated), key).toEqual(typed(text));
    }
  });
});
