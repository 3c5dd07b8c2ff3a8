import { fraction, wholeBetween } from '../seeded-choices';
import type { Drawing } from './crockery';
import { around, box, circle, ellipse, leaf, line, path, scattered, turned } from './svg';

const ground = (rx: number): string => ellipse(160, 206, rx, 12, '#000', ' opacity=".14"');

const board = ground(120) + box(50, 190, 220, 16, 6, '#a9773f') + box(50, 190, 220, 5, 3, '#c3925a');

const steam = ['M140 66q-10-14 0-26t0-24', 'M164 62q-10-14 0-26t0-24', 'M188 66q-10-14 0-26t0-24']
  .map((d) => line(d, '#fff', 5, ' opacity=".55"'))
  .join('');

export const burger: Drawing = ({ main, dark }, seed) => {
  const patties = wholeBetween(1, 2, `${seed}/patties`);
  const top = 122 - 22 * (patties - 1);
  const layers = Array.from({ length: patties }, (_, i) => {
    const y = 140 - 22 * i;
    return (
      box(86, y, 148, 20, 10, dark) +
      path(`M88 ${String(y)}h144l-18 12-16-10-18 14-18-12-20 12-16-12-18 10z`, '#f3bb3f')
    );
  });
  return (
    board +
    box(92, 166, 136, 26, 12, '#d99a4a') +
    layers.join('') +
    path(`M82 ${String(top + 16)}q10-12 20 0t20 0 20 0 20 0 20 0 20 0 20 0 16 0v6h-156z`, '#6fa544') +
    box(92, top, 136, 10, 5, main) +
    path(`M88 ${String(top)}q4-58 72-58t72 58z`, '#dfa250') +
    path(
      `M100 ${String(top - 14)}q12-34 50-38`,
      'none',
      ' stroke="#f3cb8a" stroke-width="6" stroke-linecap="round"',
    ) +
    scattered(9, 160, top - 34, 38, seed)
      .map(({ x, y, turn }) => turned(turn, x, y, ellipse(x, y * 0.6 + (top - 34) * 0.4, 4, 2, '#fff3d6')))
      .join('')
  );
};

export const roll: Drawing = ({ main, dark, light }, seed) =>
  board +
  [0, 1]
    .map((i) => {
      const x = 106 + 84 * i;
      return turned(
        -10 + 16 * i + 6 * fraction(seed),
        x,
        140,
        path(`M${String(x - 34)} 100h68l-12 90h-44z`, '#f4efe4') +
          path(`M${String(x - 32)} 114h64l-10 76h-44z`, i === 0 ? '#d8dfe3' : '#cfd8dc') +
          ellipse(x, 98, 36, 20, '#e4b871') +
          ellipse(x, 98, 28, 14, dark) +
          scattered(9, x, 98, 20, `${seed}/${String(i)}`)
            .map((s, k) => circle(s.x, 98 + (s.y - 98) * 0.5, 5, [main, light, '#6fa544'][k % 3] ?? main))
            .join(''),
      );
    })
    .join('');

export const sandwich: Drawing = ({ main, light }, seed) =>
  board +
  [0, 1]
    .map((i) => {
      const x = 66 + 98 * i;
      return turned(
        (fraction(seed) - 0.5) * 6,
        x + 45,
        150,
        path(`M${String(x)} 190l46-92 46 92z`, '#c98b45') +
          path(`M${String(x + 9)} 190l37-74 37 74z`, '#f3ddb0') +
          box(x + 14, 158, 64, 8, 4, '#6fa544') +
          box(x + 10, 166, 72, 9, 4, main) +
          box(x + 7, 175, 78, 7, 3, '#f3bb3f') +
          circle(x + 46, 144, 5, light),
      );
    })
    .join('') +
  leaf({ x: 160, y: 184, turn: 20 }, 12, '#4f8a3a');

export const taco: Drawing = ({ main, accent }, seed) =>
  board +
  [0, 1, 2]
    .map((i) => {
      const x = 92 + 66 * i;
      return (
        path(`M${String(x - 44)} 188q2-76 44-78t44 78z`, '#c98b35') +
        scattered(9, x, 124, 30, `${seed}/${String(i)}`)
          .map((s, k) =>
            circle(
              s.x,
              108 + Math.abs(s.y - 124) * 0.6,
              8,
              [main, '#6fa544', '#d8472f', accent][k % 4] ?? main,
            ),
          )
          .join('') +
        path(`M${String(x - 40)} 190q6-66 40-68t42 68z`, '#eebf5c') +
        [0, 1, 2].map((k) => circle(x - 16 + 14 * k, 166 - 8 * (k % 2), 3, '#d19a3c')).join('')
      );
    })
    .join('');

export const cake: Drawing = ({ main, dark, light, accent }, seed) =>
  ground(104) +
  ellipse(160, 198, 104, 16, '#fff') +
  ellipse(160, 196, 92, 11, '#e9e5de') +
  path('M84 112l150-24v82l-150 26z', main) +
  path('M84 134l150-25v9l-150 26zM84 162l150-25v9l-150 26z', light) +
  path('M84 112l62-42q60-8 88 18z', dark) +
  path('M84 112l150-24v10q-12 16-22 2-12 18-24 4-14 18-26 4-14 18-26 4-14 18-26 4-14 14-26 2z', dark) +
  around(3, 160, 84, 22, 40 * fraction(seed))
    .map(
      ({ x, y }) =>
        circle(x, 82 + (y - 84) * 0.4, 10, '#c8324a') + circle(x - 3, 79 + (y - 84) * 0.4, 3, accent),
    )
    .join('');

export const iceCream: Drawing = ({ main, dark, light }, seed) =>
  ground(70) +
  path('M128 196h64l-10-14h-44z', '#c5d5dc') +
  box(154, 160, 12, 28, 4, '#d4e2e8') +
  circle(132, 98, 31, light) +
  circle(188, 98, 31, main) +
  circle(160, 72, 32, fraction(seed) < 0.5 ? '#fff3e0' : '#f2c5cf') +
  path('M92 108h136q-4 56-68 58t-68-58z', '#dcebf1') +
  path('M98 114h124q-6 44-62 46t-62-46z', light, ' opacity=".75"') +
  line('M136 56q10 18 24 8t26 6', dark, 7) +
  circle(160, 40, 8, '#c8324a') +
  turned(18, 206, 60, box(201, 26, 9, 56, 3, '#d9a860'));

export const hotDrink: Drawing = ({ main, dark }, seed) => {
  const isTumbler = fraction(seed) < 0.4;
  const fill = main === '#6a8f3c' ? '#b7793f' : dark;
  if (isTumbler) {
    return (
      ground(80) +
      path('M96 172h128l-8 30h-112z', '#c9a24a') +
      path('M96 172h128l-2 8h-124z', '#e6c878') +
      path('M118 82h84l-10 96h-64z', '#d9b65e') +
      path('M124 84h16l-2 92h-8z', '#f2dc9c') +
      ellipse(160, 82, 42, 11, '#b48d36') +
      ellipse(160, 82, 37, 8, '#c99a6a') +
      steam
    );
  }
  return (
    ground(104) +
    ellipse(160, 196, 96, 15, '#fff') +
    ellipse(160, 193, 74, 9, '#e6e0d6') +
    path('M214 112q42-4 38 26t-48 32', 'none', ' stroke="#fff" stroke-width="12"') +
    path('M98 92h124q0 100-62 100t-62-100z', '#fdfbf7') +
    path('M106 96h22q-2 62 26 90-48-14-48-90z', '#ece6da') +
    ellipse(160, 92, 62, 15, '#ece6da') +
    ellipse(160, 93, 54, 11, fill) +
    line('M140 93q10-8 20 0t20 0', '#f1dcb8', 4) +
    steam
  );
};

export const coldDrink: Drawing = ({ main, light, dark }, seed) =>
  ground(64) +
  path('M112 60h96l-14 142h-68z', '#e2f0f4', ' opacity=".85"') +
  path('M116 84h88l-12 114h-64z', main) +
  path('M116 84h88l-2 20h-84z', light) +
  scattered(4, 160, 112, 26, seed)
    .map(({ x, y, turn }) => turned(turn, x, y, box(x - 11, y - 11, 22, 22, 5, '#fff', ' opacity=".55"')))
    .join('') +
  path('M124 66h12l8 128h-8z', '#fff', ' opacity=".4"') +
  turned(14, 190, 60, box(186, 14, 9, 120, 4, dark)) +
  circle(206, 74, 20, '#f4dd5a') +
  circle(206, 74, 15, '#fbf2b0') +
  around(6, 206, 74, 13, 0)
    .map(({ x, y }) => line(`M206 74L${x.toFixed(0)} ${y.toFixed(0)}`, '#f4dd5a', 2))
    .join('') +
  [20, 70, 120].map((turn) => leaf({ x: 140, y: 58, turn }, 12, '#4f8a3a')).join('');
