import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Answer, Ask, Told } from './messages';

/** A server of the bench in a process of its own. */
export class ServerProcess {
  /** Is given what the server tells unasked. */
  onTold: (told: readonly Told[]) => void = () => undefined;

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {
    child.on('message', ({ told }: Answer) => {
      if (told !== undefined) this.onTold(told);
    });
  }

  static async start(script: string, env: Readonly<Record<string, string>>): Promise<ServerProcess> {
    const child = fork(join(__dirname, script), {
      env: { ...process.env, ...env },
      // What it logs costs what it costs, and goes nowhere.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // As `npm start` does.
      execArgv: ['--max-semi-space-size=16', '--max-old-space-size=400'],
    });
    const { port } = await nextMessage(child);
    return new ServerProcess(child, port ?? 0);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async ask(ask: Ask): Promise<Answer> {
    this.child.send(ask);
    const answer = await nextMessage(this.child);
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.connected) child.disconnect();
    await ended;
  }
}

const nextMessage = (child: ChildProcess): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const onExit = (code: number | null): void =>
      reject(new Error(`the server ended with code ${code ?? ''}`));
    const onMessage = (message: Answer): void => {
      if (message.told !== undefined) return;
      child.off('exit', onExit);
      child.off('message', onMessage);
      resolve(message);
    };
    child.once('exit', onExit);
    child.on('message', onMessage);
  });
