import { fraction } from '../seeded-choices';
import { herbs, LEAF, plate, shadow, X, Y, type Drawing } from './crockery';
import { around, box, circle, ellipse, leaf, line, path, scattered, turned } from './svg';

export const pizza: Drawing = ({ main, accent }, seed) =>
  shadow(94) +
  circle(X, Y, 96, '#b98a58') +
  circle(X, Y, 88, '#dba35b') +
  circle(X, Y, 76, '#cf4b2a') +
  circle(X, Y, 73, '#f6d27c') +
  scattered(9, X, Y, 62, seed)
    .map(({ x, y }) => circle(x, y, 11, main) + circle(x - 3, y - 3, 4, accent, ' opacity=".6"'))
    .join('') +
  scattered(8, X, Y, 58, `${seed}/olives`)
    .map(({ x, y }) => circle(x, y, 5, '#3b3b2e') + circle(x, y, 2, '#f6d27c'))
    .join('') +
  herbs(6, 60, seed) +
  [0, 60, 120]
    .map((turn) =>
      turned(
        turn + 360 * fraction(seed),
        X,
        Y,
        line(`M${String(X - 88)} ${String(Y)}h176`, '#a86f35', 1.5, ' opacity=".6"'),
      ),
    )
    .join('');

export const bread: Drawing = ({ light, dark }, seed) =>
  plate(92, seed) +
  [-16, 14]
    .map((turn, i) =>
      turned(
        turn,
        X,
        Y,
        ellipse(X + 12 * i - 6, Y + 10 * i - 6, 64, 44, '#e6bd7d') +
          ellipse(X + 12 * i - 6, Y + 10 * i - 8, 58, 38, '#f1d3a0'),
      ),
    )
    .join('') +
  scattered(11, X, Y, 40, seed)
    .map(({ x, y, turn }) => turned(turn, x, y, ellipse(x, y, 7, 4, '#a9703a', ' opacity=".75"')))
    .join('') +
  circle(X + 52, Y + 44, 22, '#fff') +
  circle(X + 52, Y + 44, 18, dark) +
  circle(X + 49, Y + 41, 6, light) +
  herbs(3, 36, seed);

export const dosa: Drawing = ({ main, light }, seed) =>
  plate(98, seed) +
  turned(
    -14,
    X,
    Y,
    path(`M66 128q8-44 94-46t94 40q-6 22-94 26t-94-20z`, '#d99a4a') +
      path(`M74 124q14-32 86-34t84 30q-60-14-170 4z`, '#efc47c') +
      line('M92 138q70 12 140-10', '#b0712c', 2.5),
  ) +
  [
    [112, 172, main],
    [160, 182, '#f7f3e6'],
    [206, 172, light],
  ]
    .map(
      ([x, y, fill]) =>
        circle(Number(x), Number(y), 19, '#c9ced1') + circle(Number(x), Number(y), 15, String(fill)),
    )
    .join('');

export const idli: Drawing = ({ main, light }, seed) =>
  plate(94, seed) +
  around(3, X - 14, Y - 2, 32, 30 + 90 * fraction(seed))
    .map(
      ({ x, y }) =>
        circle(x + 2, y + 4, 29, '#0001') + circle(x, y, 29, '#f3ecdc') + circle(x - 2, y - 3, 23, '#fffaf0'),
    )
    .join('') +
  circle(X + 52, Y + 34, 27, '#c9ced1') +
  circle(X + 52, Y + 34, 22, main) +
  circle(X + 45, Y + 28, 5, light) +
  herbs(4, 44, seed);

export const skewer: Drawing = ({ main, dark }, seed) =>
  plate(96, seed) +
  [-34, 0, 34]
    .map((dy) =>
      turned(
        -12,
        X,
        Y,
        line(`M74 ${String(Y + dy)}h174`, '#8d8f8f', 3) +
          [0, 1, 2, 3]
            .map(
              (i) =>
                box(94 + 34 * i, Y + dy - 13, 28, 26, 9, i % 2 === 0 ? main : dark) +
                line(`M${String(100 + 34 * i)} ${String(Y + dy - 7)}l14 14`, '#3b2013', 2.5, ' opacity=".6"'),
            )
            .join(''),
      ),
    )
    .join('') +
  circle(X + 66, Y + 58, 17, '#fff') +
  circle(X + 66, Y + 58, 13, '#7fae4d') +
  herbs(3, 70, seed);

export const fry: Drawing = ({ main, dark, light }, seed) =>
  plate(92, seed) +
  scattered(13, X, Y, 50, seed)
    .map(({ x, y, turn }) =>
      turned(
        turn,
        x,
        y,
        path(
          `M${String(Math.round(x - 18))} ${String(Math.round(y))}q4-16 20-13t16 14q-4 14-19 12t-17-13z`,
          dark,
        ) +
          ellipse(x, y - 2, 14, 9, main) +
          ellipse(x - 4, y - 5, 6, 3, light),
      ),
    )
    .join('') +
  circle(X + 62, Y + 40, 19, '#fff') +
  circle(X + 62, Y + 40, 15, '#c8452b') +
  herbs(5, 56, seed);

export const fish: Drawing = ({ main, dark, light, accent }, seed) =>
  plate(98, seed) +
  turned(
    -18 + 30 * fraction(seed),
    X,
    Y,
    path('M70 120q50-52 128-8l38-30q-6 38 2 74l-40-28q-78 44-128-8z', dark) +
      path('M80 120q48-42 112-4q-64 36-112 4z', main) +
      [110, 130, 150, 170].map((x) => line(`M${String(x)} 104q10 16 0 32`, light, 3)).join('') +
      circle(94, 115, 5, '#fff') +
      circle(94, 115, 2.5, '#222'),
  ) +
  [0, 1]
    .map(
      (i) =>
        circle(X + 44 - 100 * i, Y + 58 - 8 * i, 14, '#f4dd5a') +
        circle(X + 44 - 100 * i, Y + 58 - 8 * i, 10, accent),
    )
    .join('') +
  herbs(5, 64, seed);

export const thali: Drawing = ({ main }, seed) => {
  const fillings = [main, '#7d9a45', '#e0a030', '#8a5230', '#f6efe0'];
  return (
    shadow(104) +
    circle(X, Y, 104, '#b9bfc4') +
    circle(X, Y, 97, '#dfe2e4') +
    around(5, X, Y - 2, 62, 200 + 40 * fraction(seed))
      .map(
        ({ x, y }, i) =>
          circle(x, y, 25, '#a5acb1') +
          circle(x, y, 21, fillings[i] ?? main) +
          circle(x - 6, y - 5, 5, '#fff5'),
      )
      .join('') +
    circle(X, Y, 30, '#fffaf0') +
    scattered(14, X, Y, 22, seed)
      .map(({ x, y, turn }) => turned(turn, x, y, ellipse(x, y, 5, 1.8, '#e9dcc0')))
      .join('') +
    leaf({ x: X, y: Y, turn: 30 }, 6, LEAF)
  );
};

export const dumplings: Drawing = ({ main, accent }, seed) =>
  shadow(92) +
  circle(X, Y, 92, '#a9773f') +
  circle(X, Y, 82, '#e2c08a') +
  [-50, -25, 0, 25, 50].map((d) => line(`M${String(X - 78)} ${String(Y + d)}h156`, '#cfa666', 2)).join('') +
  [...around(6, X, Y, 48, 60 * fraction(seed)), { x: X, y: Y, turn: 0 }]
    .map(({ x, y, turn }) =>
      turned(
        turn,
        x,
        y,
        circle(x + 1, y + 3, 21, '#0002') +
          circle(x, y, 21, '#f7ead2') +
          around(6, x, y, 12, 0)
            .map((f) =>
              line(`M${x.toFixed(0)} ${y.toFixed(0)}L${f.x.toFixed(0)} ${f.y.toFixed(0)}`, '#d8bf94', 2),
            )
            .join('') +
          circle(x, y, 4, accent),
      ),
    )
    .join('') +
  circle(X + 74, Y + 66, 20, '#fff') +
  circle(X + 74, Y + 66, 16, main);

export const sushi: Drawing = ({ main, accent }, seed) =>
  `<g>${box(58, 62, 204, 124, 10, '#000', ' opacity=".14"')}${box(54, 56, 204, 124, 10, '#3a3230')}</g>` +
  [0, 1, 2, 3, 4, 5, 6, 7]
    .map((i) => {
      const [x, y] = [86 + 46 * (i % 4), 94 + 48 * Math.floor(i / 4)];
      return (
        circle(x, y, 20, '#232b23') +
        circle(x, y, 17, '#fbf7ee') +
        (fraction(`${seed}/${String(i)}`) < 0.5
          ? circle(x, y, 8, main)
          : box(x - 7, y - 7, 14, 14, 4, accent)) +
        circle(x - 2, y - 2, 3, '#8fb257')
      );
    })
    .join('') +
  turned(24, X, Y, line('M60 214L262 206M60 222L262 216', '#b9854f', 4));

export const chaat: Drawing = ({ accent }, seed) =>
  plate(94, seed) +
  around(7, X, Y, 46, 50 * fraction(seed))
    .map(
      ({ x, y }) =>
        circle(x, y + 2, 22, '#b87a34') +
        circle(x, y, 21, '#dda64f') +
        circle(x, y, 11, '#6f4a25') +
        circle(x - 2, y - 2, 7, accent),
    )
    .join('') +
  scattered(40, X, Y, 62, seed)
    .map(({ x, y, turn }) => turned(turn, x, y, box(x - 5, y - 1, 10, 2, 1, '#f2cb5c')))
    .join('') +
  line(`M${String(X - 46)} ${String(Y - 20)}q22 30 46 6t48 10`, '#5b2a17', 5) +
  line(`M${String(X - 40)} ${String(Y + 26)}q26-20 44 0t40-8`, '#fffaf0', 5) +
  herbs(7, 58, seed);

export const sweet: Drawing = ({ main, dark, light }, seed) =>
  plate(90, seed) +
  around(5, X, Y, 38, 72 * fraction(seed))
    .map(
      ({ x, y }) =>
        circle(x + 1, y + 3, 23, '#0002') +
        circle(x, y, 23, main) +
        circle(x - 5, y - 6, 9, light) +
        ellipse(x + 3, y + 1, 6, 3, '#9cc069') +
        circle(x + 8, y + 6, 2, dark),
    )
    .join('') +
  circle(X, Y, 18, dark) +
  circle(X - 4, Y - 5, 7, light);
