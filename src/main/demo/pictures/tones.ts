import { pick } from '../seeded-choices';

export const TONE_NAMES = ['red', 'green', 'brown', 'golden', 'pale'] as const;

export type ToneName = (typeof TONE_NAMES)[number];

/** The colours of what is on the plate. */
export interface Tone {
  readonly main: string;
  readonly dark: string;
  readonly light: string;
  readonly accent: string;
}

export const TONES: Readonly<Record<ToneName, Tone>> = {
  red: { main: '#c8452b', dark: '#96291a', light: '#e8815a', accent: '#fbe3c0' },
  green: { main: '#6a8f3c', dark: '#47682a', light: '#a3bf6a', accent: '#f6f1dc' },
  brown: { main: '#8a5230', dark: '#5f341d', light: '#b98556', accent: '#e9b44c' },
  golden: { main: '#e0a030', dark: '#b0741c', light: '#f2cb74', accent: '#c8452b' },
  pale: { main: '#efdcb4', dark: '#cfae77', light: '#fbf3dd', accent: '#d9822b' },
};

const SIGNS: readonly (readonly [ToneName, RegExp])[] = [
  [
    'green',
    /palak|saag|green|hara|pesto|mint|methi|kale|avocado|matcha|pandan|gongura|coriander|basil|herb|donne/i,
  ],
  [
    'red',
    /tomato|red|chilli|tikka|tandoori|butter (chicken|masala)|arrabbiata|marinara|diavola|schezwan|pepper|strawberry|watermelon|velvet|gochu|rogan|beet|hibiscus|rose/i,
  ],
  [
    'brown',
    /mutton|lamb|dal|chocolate|brown|coffee|roast|nihari|beef|pork|kosha|haleem|mushroom|ragi|date|truffle|caramel|plum|jaggery|saaru/i,
  ],
  [
    'golden',
    /mango|turmeric|lemon|golden|saffron|egg|fry|honey|besan|kesari|masala|cheese|peanut|paneer|zafrani|sambar/i,
  ],
  [
    'pale',
    /coconut|curd|idli|rice|malai|cream|korma|milk|white|lassi|payasam|neer|appam|yoghurt|vanilla|doi/i,
  ],
];

/** Told from the name of a dish; where that gives no sign, any. */
export const toneOf = (name: string): ToneName =>
  SIGNS.find(([, sign]) => sign.test(name))?.[0] ?? pick(TONE_NAMES, `${name}/tone`);

/** Cloths that a table may be laid with: the cloth and its stripes. */
export const CLOTHS: readonly (readonly [cloth: string, stripe: string])[] = [
  ['#f3e3cd', '#ecd6b8'],
  ['#dfe8e1', '#d1ded5'],
  ['#e9dde4', '#dfcfd8'],
  ['#dce6ee', '#cddbe6'],
  ['#f5e9b9', '#eedfa2'],
  ['#3d4a4f', '#364246'],
];

/** Plates and bowls: the rim and the well. */
export const CROCKERY: readonly (readonly [rim: string, well: string])[] = [
  ['#ffffff', '#f4f1ec'],
  ['#4f7896', '#dfeaf0'],
  ['#b9bfc4', '#e3e6e8'],
  ['#b0673f', '#e9cdb4'],
  ['#55605c', '#737d79'],
];
