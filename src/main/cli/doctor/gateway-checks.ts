import type { MasterKey } from '../../../adapters/driven/crypto/master-key';
import type { Config } from '../../config';
import { runningGateway } from '../../sandbox-gateway-process';
import { messageOf } from '../exit-codes';
import { note, ok, wrong, type Verdict } from './verdict';

const ANSWER_MS = 3_000;

/** Whether the gateways that are configured can be reached. Nothing is asked of them that costs. */
export async function checkGateways(
  config: Config,
  masterKey: MasterKey,
  isServed: boolean,
): Promise<readonly Verdict[]> {
  const { stripe, razorpay } = config.payments;
  const sandbox = runningGateway(config, masterKey);
  const verdicts: Verdict[] = [];
  if (sandbox !== null) verdicts.push(await checkSandbox(sandbox, isServed));
  if (stripe !== null) verdicts.push(await checkReachable('stripe', 'https://api.stripe.com/healthcheck'));
  if (razorpay !== null) verdicts.push(await checkReachable('razorpay', 'https://api.razorpay.com/'));
  return verdicts.length > 0 ? verdicts : [note('gateway', 'none is configured: cash on delivery only')];
}

async function checkSandbox(
  { url, apiKey }: { readonly url: string; readonly apiKey: string },
  isServed: boolean,
): Promise<Verdict> {
  try {
    const headers = { authorization: `Bearer ${apiKey}` };
    const reply = await fetch(`${url}/control/clock`, { headers, signal: AbortSignal.timeout(ANSWER_MS) });
    return reply.ok
      ? ok('gateway', `the sandbox gateway answers at ${url}`)
      : wrong(
          'gateway',
          `${url} refuses this Tiffin's key (${reply.status})`,
          'Another Tiffin has that port: choose another SANDBOX_GATEWAY_PORT.',
        );
  } catch (error) {
    return isServed
      ? wrong('gateway', `${url} does not answer: ${messageOf(error)}`, 'Restart the server, or the gateway.')
      : note('gateway', `none at ${url}`, 'It starts with the server.');
  }
}

/** Any answer is one. */
async function checkReachable(name: string, url: string): Promise<Verdict> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS), redirect: 'manual' });
    return ok('gateway', `${name} can be reached`);
  } catch (error) {
    return wrong(
      'gateway',
      `${name} cannot be reached: ${messageOf(error)}`,
      'Look at the network and proxies.',
    );
  }
}
