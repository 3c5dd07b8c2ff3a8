import { codeOf, wasNeverSent, wireCurrency } from './gateway-http';

/** As `fetch` throws: a TypeError around what really happened. */
const thrown = (cause: object): TypeError => new TypeError('fetch failed', { cause });
const systemError = (code: string, more: object = {}): Error =>
  Object.assign(new Error(code), { code, ...more });

describe('What fetch throws', () => {
  it.each([
    systemError('ECONNREFUSED', { syscall: 'connect' }),
    systemError('EHOSTUNREACH', { syscall: 'connect' }),
    systemError('ENOTFOUND', { syscall: 'getaddrinfo' }),
    systemError('EAI_AGAIN'),
    systemError('UND_ERR_CONNECT_TIMEOUT'),
    systemError('CERT_HAS_EXPIRED'),
    systemError('ERR_TLS_CERT_ALTNAME_INVALID'),
    systemError('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
  ])('tells that nothing was sent when no connection stood: %s', (cause) => {
    expect(wasNeverSent(thrown(cause))).toBe(true);
  });

  it.each([
    systemError('ECONNRESET', { syscall: 'read' }),
    systemError('EPIPE', { syscall: 'write' }),
    systemError('ETIMEDOUT'),
    systemError('UND_ERR_SOCKET'),
    systemError('UND_ERR_HEADERS_TIMEOUT'),
    new Error('something else'),
  ])('does not tell it when it may have been sent: %s', (cause) => {
    expect(wasNeverSent(thrown(cause))).toBe(false);
    expect(wasNeverSent(cause)).toBe(false);
  });

  it('is told by its code', () => {
    expect(codeOf(thrown(systemError('ECONNRESET')))).toBe('ECONNRESET');
    expect(codeOf(thrown(new Error('x')))).toBe('broken');
    expect(codeOf(null)).toBe('broken');
  });
});

it('A currency is read in whichever case, if Tiffin prices in it', () => {
  expect(wireCurrency.parse('inr')).toBe('INR');
  expect(wireCurrency.parse('JPY')).toBe('JPY');
  expect(wireCurrency.safeParse('xts').success).toBe(false);
  expect(wireCurrency.safeParse('tostring').success).toBe(false);
});
