import { fraction } from '../seeded-choices';
import { bowl, herbs, LEAF, shadow, X, Y, type Drawing } from './crockery';
import { around, box, circle, ellipse, leaf, line, path, scattered, turned } from './svg';

export const curry: Drawing = ({ main, dark, light, accent }, seed) =>
  bowl(88, main, seed) +
  line(`M${String(X - 52)} ${String(Y + 22)}q30 34 76 20`, light, 7, ' opacity=".6"') +
  scattered(7, X, Y, 50, seed)
    .map(({ x, y, turn }) =>
      turned(turn, x, y, box(x - 13, y - 9, 26, 18, 7, dark) + box(x - 11, y - 8, 15, 8, 4, light)),
    )
    .join('') +
  line(`M${String(X - 34)} ${String(Y - 30)}c20-16 42 10 66-4`, accent, 4) +
  herbs(5, 56, seed);

export const soup: Drawing = ({ main, dark, light }, seed) =>
  bowl(86, main, seed) +
  [0, 9, 18]
    .map((d) => line(`M${String(X - 50 + d)} ${String(Y - 12 + d)}c28-26 44 24 76-6`, light, 4))
    .join('') +
  scattered(5, X, Y + 14, 44, seed)
    .map(({ x, y }) => circle(x, y, 8, dark) + circle(x, y, 4, light))
    .join('') +
  herbs(7, 58, seed);

export const rice: Drawing = ({ main, dark, accent }, seed) =>
  bowl(90, '#f0d9a0', seed) +
  scattered(70, X, Y, 66, seed)
    .map(({ x, y, turn }, i) =>
      turned(turn, x, y, ellipse(x, y, 7, 2.4, ['#fff6dc', '#f3c75f', '#fbe9bd', main][i % 4] ?? main)),
    )
    .join('') +
  scattered(4, X, Y, 40, `${seed}/pieces`)
    .map(({ x, y, turn }) =>
      turned(
        turn,
        x,
        y,
        box(x - 15, y - 10, 30, 20, 9, dark) + box(x - 11, y - 7, 14, 6, 3, accent, ' opacity=".5"'),
      ),
    )
    .join('') +
  herbs(5, 58, seed);

export const noodles: Drawing = ({ main, dark, light }, seed) =>
  bowl(88, light, seed) +
  around(9, X, Y, 34, 360 * fraction(seed))
    .map(({ x, y, turn }) =>
      turned(turn, x, y, ellipse(x, y, 32, 19, 'none', ` stroke="${main}" stroke-width="4"`)),
    )
    .join('') +
  around(6, X, Y, 22, 30)
    .map(({ x, y, turn }) =>
      turned(turn, x, y, ellipse(x, y, 24, 12, 'none', ` stroke="#f7e0a3" stroke-width="3"`)),
    )
    .join('') +
  scattered(6, X, Y, 52, seed)
    .map(({ x, y, turn }) => turned(turn, x, y, box(x - 10, y - 4, 20, 8, 3, dark)))
    .join('') +
  herbs(6, 54, seed);

export const salad: Drawing = ({ main, accent }, seed) =>
  bowl(90, '#dfe6c4', seed) +
  scattered(26, X, Y, 62, seed)
    .map((spot, i) => leaf(spot, 17, ['#5f9a45', '#86b958', '#3f7a39'][i % 3] ?? LEAF))
    .join('') +
  scattered(6, X, Y, 50, `${seed}/tomatoes`)
    .map(({ x, y }) => circle(x, y, 10, '#d8472f') + circle(x - 3, y - 3, 3, '#f4a08a'))
    .join('') +
  scattered(6, X, Y, 52, `${seed}/cubes`)
    .map(({ x, y, turn }) =>
      turned(
        turn,
        x,
        y,
        box(x - 7, y - 7, 14, 14, 3, accent) + box(x - 5, y - 5, 6, 4, 2, main, ' opacity=".4"'),
      ),
    )
    .join('');

export const bowlOfGrains: Drawing = ({ main, dark, light }, seed) => {
  const parts = [main, '#7d9a45', light, dark, '#e08a3a'];
  const start = 360 * fraction(seed);
  return (
    bowl(90, '#f1e4c6', seed) +
    around(5, X, Y, 40, start)
      .map(({ x, y }, i) =>
        scattered(8, x, y, 19, `${seed}/${String(i)}`)
          .map((s) => circle(s.x, s.y, 8, parts[i] ?? main))
          .join(''),
      )
      .join('') +
    circle(X, Y, 20, '#f7f0df') +
    circle(X, Y, 10, '#f0b73c') +
    herbs(3, 20, seed)
  );
};

export const eggs: Drawing = ({ main, accent }, seed) =>
  shadow(90) +
  box(X + 70, Y - 10, 90, 18, 8, '#2d2d2d') +
  circle(X, Y, 90, '#2d2d2d') +
  circle(X, Y, 80, main) +
  around(2, X, Y, 32, 180 * fraction(seed))
    .map(
      ({ x, y }) =>
        path(`M${x.toFixed(0)} ${(y - 32).toFixed(0)}q36-2 34 30t-34 34q-36-2-36-34t36-30z`, '#fffaf0') +
        circle(x, y, 14, '#f4b52f') +
        circle(x - 4, y - 4, 4, accent),
    )
    .join('') +
  herbs(8, 64, seed);
