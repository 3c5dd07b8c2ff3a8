import 'reflect-metadata';
import { simulateByCommand } from './command';
import { PLANTED_BUGS } from './planted-bugs';
import { runOne } from './run';

const ABOUT = `Simulates the closed world of money: orders, payments, refunds, ledger and a payment gateway that misbehaves, in
virtual time. Every run draws its own mix of faults; in the end the gateway's book, the streams, the ledger and the
read models have to agree to the last minor unit.`;

void simulateByCommand({
  about: ABOUT,
  script: 'scripts/simulate-money.js',
  sizes: { orders: { meaning: 'orders in each run', usual: 2 } },
  planted: PLANTED_BUGS.map(({ name, parts }) => ({ name, given: () => ({ parts: parts() }) })),
  run: (seed, { orders = 2 }, { given, ...more }) => runOne({ seed, orders, ...given, ...more }),
}).then((code) => (process.exitCode = code));
