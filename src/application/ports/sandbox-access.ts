/** How a sandbox gateway is driven by whoever drives the sandbox: its own book, its clock, its misbehaviour. */
export interface GatewayControl {
  readonly url: string;
  /** A bearer token, good for everything that the gateway has. */
  readonly key: string;
}

/** What those who run a sandbox may have that nobody may have in production. */
export abstract class SandboxAccess {
  /** False in production. */
  abstract readonly isSandbox: boolean;
  /** Null when payments go elsewhere, and in production. */
  abstract readonly gateway: GatewayControl | null;
}
