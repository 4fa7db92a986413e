/** What a picture is of: each has a scene that paints it. */
const subjects = [
  'hills',
  'sea',
  'city',
  'botanical',
  'night',
  'stillLife',
  'abstract',
  'contour',
  'animal',
  'forest',
  'emblem',
  'diagram',
  'space',
  'person',
] as const;

export type Subject = (typeof subjects)[number];

const creatures = ['cat', 'dog', 'fox', 'rabbit', 'bear', 'panda', 'owl', 'bird', 'fish', 'robot'] as const;

export type Creature = (typeof creatures)[number];

/** Things that fall from the sky or change the light; scenes and edits draw them over the picture. */
const moods = ['night', 'snow', 'rain', 'sunset', 'spring', 'autumn'] as const;

export type Mood = (typeof moods)[number];

/** What the painter understands of a prompt. */
export interface Reading {
  /** Best match first; empty when no word is known. */
  readonly subjects: readonly Subject[];
  readonly creature: Creature | undefined;
  readonly moods: ReadonlySet<Mood>;
  /** Hues in degrees of OKLCH, in the order in which they are named. */
  readonly hues: readonly number[];
  readonly monochrome: boolean;
  /** Whether the prompt has one of these words, given with spaces between them. */
  readonly names: (words: string) => boolean;
}

// A Latin word matches whole, with a plural "s" or "es"; a Chinese word matches anywhere.
const subjectWords: Readonly<Record<Subject, string>> = {
  animal: '',
  hills:
    'mountain hill landscape valley field farm countryside meadow desert dune canyon alps volcano house home cottage cabin village river lake bridge nature scenery sunrise sunset vineyard road path 山 田 原野 草原 沙漠 村 屋 房 家 河 湖 江 橋 桥 風景 风景 景色 日出 夕陽 夕阳 日落 晚霞 大地 丘',
  sea: 'sea ocean beach wave coast island sail sailboat boat ship harbor harbour lighthouse surf whale lagoon shore seaside pirate 海 洋 浪 沙灘 沙滩 島 岛 船 帆 燈塔 灯塔 港 鯨 鲸',
  city: 'city town street skyline building skyscraper urban downtown metropolis cityscape tower shop cafe store office tokyo shanghai beijing london paris 城 街 樓 楼 大廈 大厦 建築 建筑 都市 上海 北京 東京 东京 香港 台北 店',
  botanical:
    'flower floral garden plant leaf leaves bouquet rose tulip daisy poppy blossom botanical herb cactus succulent fern lotus orchid sunflower monstera 花 草 葉 叶 園 园 植物 玫瑰 荷 蘭 兰 櫻 樱 梅 菊 竹 盆栽',
  night:
    'night moon star starry midnight constellation aurora camp camping tent dream 夜 月 星空 星 晚 極光 极光 露營 露营 夢 梦',
  stillLife:
    'still vase fruit apple pear orange lemon bottle coffee tea teacup teapot cup mug kitchen table food bread cake dinner breakfast bowl wine book books candle lamp desk 靜物 静物 花瓶 水果 蘋果 苹果 梨 檸檬 柠檬 瓶 咖啡 茶 杯 廚房 厨房 桌 食物 麵 面包 蛋糕 餐 碗 酒 書 书',
  abstract:
    'abstract pattern background wallpaper texture shape geometric collage cutout matisse bauhaus poster music jazz art 抽象 圖案 图案 背景 紋理 纹理 幾何 几何 壁紙 壁纸 音樂 音乐 藝術 艺术',
  contour:
    'map contour topographic topography terrain relief layer strata paper papercut wave-form 地圖 地图 等高線 等高线 地形 剪紙 剪纸 紙雕 纸雕 層 层',
  forest:
    'forest tree wood woods woodland jungle pine birch oak grove mushroom deer 樹 树 森林 林 叢林 丛林 松 蘑菇 鹿',
  emblem:
    'logo icon emblem badge mark symbol favicon brand avatar sticker button app 標誌 标志 圖標 图标 徽 標識 标识 商標 商标 頭像 头像',
  diagram:
    'diagram architecture flowchart flow chart infographic graph network server cloud database api system workflow pipeline schema code software dashboard data isometric kubernetes docker 架構 架构 流程 圖表 图表 系統 系统 網絡 网络 網路 服務器 服务器 伺服器 數據 数据 資料庫 代碼 代码 程式 雲端 云端',
  space:
    'space planet rocket galaxy astronaut universe cosmos spaceship spacecraft saturn mars jupiter nebula satellite orbit launch startup alien ufo 太空 宇宙 行星 火箭 銀河 银河 星球 星系 飛船 飞船 火星 土星 衛星 卫星 發射 发射 宇航',
  person:
    'person portrait woman man girl boy child face people human lady queen king prince princess dancer musician worker doctor teacher developer hero-figure character mother father samurai monk 人 女孩 男孩 女 男 肖像 少女 少年 孩 臉 脸 人物 角色 老師 老师 醫生 医生 媽 妈 爸',
};

const creatureWords: Readonly<Record<Creature, string>> = {
  cat: 'cat kitten kitty feline tabby tiger lion leopard 貓 猫 喵 虎 獅 狮 豹',
  dog: 'dog puppy hound corgi shiba husky wolf 狗 犬 柴犬 狼',
  fox: 'fox squirrel raccoon 狐 松鼠',
  rabbit: 'rabbit bunny hare 兔',
  bear: 'bear teddy koala mouse hamster monkey 熊 鼠 猴',
  panda: 'panda 熊貓 熊猫 貓熊',
  owl: 'owl 貓頭鷹 猫头鹰',
  bird: 'bird robin sparrow parrot hen chicken duck goose swan penguin crow raven 鳥 鸟 雀 雞 鸡 鴨 鸭 鵝 鹅 鶴 鹤 企鵝 企鹅 燕',
  fish: 'fish goldfish koi shark 魚 鱼 鯉 鲤 鯊 鲨',
  robot: 'robot android bot cyborg 機器人 机器人',
};

const moodWords: Readonly<Record<Mood, string>> = {
  night: 'night midnight moonlight moonlit starry dark nocturnal star stars 夜 夜晚 星空 月光 深夜 黑暗 星星',
  snow: 'snow snowy winter snowfall blizzard ice frozen christmas xmas 雪 冬 冰 聖誕 圣诞',
  rain: 'rain rainy storm drizzle umbrella monsoon 雨 暴風 暴风 傘 伞',
  sunset: 'sunset sunrise dusk dawn twilight golden warm evening 夕陽 夕阳 日落 日出 黃昏 黄昏 晚霞 暖 傍晚 朝霞',
  spring: 'spring blossom sakura flower flowers floral petal 春 櫻花 樱花 花瓣 花朵 花',
  autumn: 'autumn fall harvest maple leaves 秋 楓 枫 落葉 落叶',
};

const hueWords: readonly (readonly [hue: number, words: string])[] = [
  [25, 'red crimson scarlet ruby 紅 红 朱 赤'],
  [5, 'pink rose magenta salmon blush 粉 桃紅 桃红'],
  [52, 'orange tangerine amber coral peach apricot copper 橙 橘 琥珀 珊瑚'],
  [88, 'yellow gold mustard lemon honey 黃 黄 金'],
  [70, 'brown beige tan sepia chocolate ochre 棕 褐 咖啡色 米色'],
  [130, 'lime olive chartreuse matcha 抹茶 橄欖 橄榄'],
  [150, 'green emerald jade forest-green mint 綠 绿 翠 碧'],
  [195, 'teal cyan turquoise aqua 青 藍綠 蓝绿'],
  [250, 'blue azure navy cobalt sapphire indigo 藍 蓝 靛'],
  [300, 'purple violet lavender lilac plum 紫 薰衣草'],
];

const monochromeWords = 'monochrome grayscale greyscale black white gray grey 黑白 灰 單色 单色 水墨 墨';

const latin = /^[a-z-]+$/;

function count(text: string, tokens: ReadonlySet<string>, words: string): number {
  let hits = 0;
  for (const word of words.split(' ')) {
    if (word === '') continue;
    if (latin.test(word)) hits += tokens.has(word) || tokens.has(word + 's') || tokens.has(word + 'es') ? 1 : 0;
    else if (text.includes(word)) hits += word.length;
  }
  return hits;
}

function firstPlace(text: string, words: string): number {
  const places = words.split(' ').map((word) => text.search(latin.test(word) ? new RegExp(`\\b${word}`) : word));
  return Math.min(...places.map((place) => (place < 0 ? Infinity : place)));
}

/** Finds out what a prompt is about. Knows everyday words of English and Chinese; the rest is left to chance. */
export function read(prompt: string): Reading {
  const text = prompt.toLowerCase().replaceAll(/[‐-―]/g, '-');
  const tokens = new Set(text.split(/[^a-z]+/));
  const ranked = <K extends string>(keys: readonly K[], table: Readonly<Record<K, string>>): [K, number][] =>
    keys
      .map((key): [K, number] => [key, count(text, tokens, table[key])])
      .filter(([, hits]) => hits > 0)
      .sort((a, b) => b[1] - a[1] || firstPlace(text, table[a[0]]) - firstPlace(text, table[b[0]]));
  const creature = ranked(creatures, creatureWords)[0];
  const ranking = ranked(subjects, subjectWords).map(([subject]) => subject);
  // "City at night" is a city; only the open country at night is a picture of the night itself.
  const nightLast = ranking.some((subject) => subject !== 'night' && subject !== 'hills');
  const named = nightLast
    ? [...ranking.filter((s) => s !== 'night'), ...ranking.filter((s) => s === 'night')]
    : ranking;
  return {
    // Who sees "a cat in a garden" expects the cat; emblems and diagrams are forms, and win over what is in them.
    subjects: [...named.filter(isForm), ...(creature ? (['animal'] as const) : []), ...named.filter((s) => !isForm(s))],
    creature: creature?.[0],
    moods: new Set(ranked(moods, moodWords).map(([mood]) => mood)),
    hues: hueWords
      .map(([hue, words]) => ({ hue, hits: count(text, tokens, words), place: firstPlace(text, words) }))
      .filter(({ hits }) => hits > 0)
      .sort((a, b) => a.place - b.place)
      .map(({ hue }) => hue),
    monochrome: count(text, tokens, monochromeWords) > 1,
    names: (words) => count(text, tokens, words) > 0,
  };
}

function isForm(subject: Subject): boolean {
  return subject === 'diagram';
}
