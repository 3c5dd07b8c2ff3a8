/** What a dish looks like on the table: what decides its picture, its usual choices and what is in it. */
export const DISH_KINDS = [
  'pizza',
  'burger',
  'dosa',
  'idli',
  'rice',
  'noodles',
  'soup',
  'curry',
  'bread',
  'skewer',
  'fry',
  'fish',
  'thali',
  'roll',
  'sandwich',
  'dumplings',
  'sushi',
  'taco',
  'salad',
  'bowl',
  'chaat',
  'cake',
  'sweet',
  'ice-cream',
  'hot-drink',
  'cold-drink',
  'eggs',
] as const;

export type DishKind = (typeof DISH_KINDS)[number];

/** The first that fits decides: what is named earlier says more about the look of a dish. */
const SIGNS: readonly (readonly [DishKind, RegExp])[] = [
  ['pizza', /pizza|manakish/i],
  ['ice-cream', /ice cream|gelato|sundae|falooda|kulfi|affogato/i],
  ['bowl', /\bbowl\b|edamame|hummus|ghanoush|muhammara/i],
  ['salad', /salad|sprouts|tabbouleh|fattoush|coleslaw/i],
  [
    'cold-drink',
    /\biced\b|cold (coffee|brew)|\b(juice|lassi|lemonade|limonata|soda|cooler|chaas|majjiga|mojito|ale|horchata|jamaica|panna|sharbat|jigarthanda)\b(?! cotta)|shake\b|badam milk|tender coconut$/i,
  ],
  ['burger', /burger|slider|\bpav\b|dabeli|\bbun\b/i],
  ['soup', /soup|thukpa|gyathuk|shorba|rasam|phở|ramen|haleem/i],
  [
    'hot-drink',
    /coffee|chai\b|\btea\b|sulaimani|cappuccino|\blatte\b|flat white|hot chocolate|turmeric milk/i,
  ],
  ['taco', /taco|quesadilla|nacho|guacamole|flauta/i],
  ['sushi', /sushi|maki|nigiri/i],
  ['dumplings', /momo|dumpling|sui mai|har gow|gyoza|kadubu|dhokla|shabhaley/i],
  ['cake', /(?<!pan)cake|pastry|tiramis|brownie|\btart\b|banana (walnut )?bread|cinnamon roll|panna cotta/i],
  ['roll', /\brolls?\b|wrap|burrito|shawarma|khandvi|patra|cuốn/i],
  ['sandwich', /sandwich|toast|bagel|croissant|puff|bruschetta|panini/i],
  ['chaat', /chaat|\b(pani|sev|bhel|masala|special) puri\b|samosa|kachori|bhalla|usal|elote/i],
  [
    'bread',
    /(tandoori|rumali|khameeri|makki ki) roti|naan|kulcha|parotta|luchi|poori|bhature|sheermal|^\S+ paratha|khubz|thepla|rotlo$|focaccia|bread|sel roti/i,
  ],
  ['dosa', /dosa|akki roti|rotti|puttu|pancake|waffle/i],
  ['eggs', /omelette|egg roast|eggs|shakshuka/i],
  ['idli', /idli|appam|idiyappam|tingmo|pathiri/i],
  ['thali', /thali|meal|oota|sadya|platter|mixed grill/i],
  [
    'rice',
    /biryani|pula[ov]|rice|bath\b|pongal|khichdi|pulihora|chitranna|mujaddara|kabsa|jadoh|chawal|poha/i,
  ],
  ['noodles', /noodle|mein|spaghetti|penne|tagliatelle|linguine|carbonara|gnocchi|lasagn|pad thai/i],
  ['curry', /dal fry|stew|chilli pork/i],
  ['skewer', /kebab|tikka|tawook|sooley|kofta|burra|halloumi|tandoori|chaap|satay/i],
  [
    'fish',
    /fish|meen|macchi|ilish|bhetki|rui\b|maach|vanjaram|\bkane\b|prawn|chingri|crab|chemmeen|royyala|anjal|bommidala|chepala/i,
  ],
  [
    'sweet',
    /halwa|payasam|pradhaman|jalebi|gulab|rosogolla|rasmalai|sandesh|doi$|kheer|phirni|tukda|meetha|peda|pak$|laddu|katli|mohanthal|ghevar|baklava|kunafa|churros|pootharekulu|sticky/i,
  ],
  [
    'fry',
    /fry|fries|fried|65|crispy|vada|bajji|pakora|chop$|beguni|wings|tenders|rings|drumsticks|falafel|gota|punugulu|baje|mochar|pazham|chilli chicken|chilli potato|pattice|ularth|sukka|vepudu|ghee roast|harra/i,
  ],
];

/** Told from the name, as guests tell it; a dish that gives no sign comes in a bowl of gravy. */
export const dishKindOf = (name: string): DishKind =>
  SIGNS.find(([, sign]) => sign.test(name))?.[0] ?? 'curry';
