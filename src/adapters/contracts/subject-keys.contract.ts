import { randomUUID } from 'node:crypto';
import { SubjectErased } from '../../application/identity/subject-erased';
import type { SubjectKeys } from '../../application/ports/subject-keys';
import type { Sealed } from '../../domain/kernel/sealed';

/** The box with one bit turned over. */
function tampered(sealed: Sealed, byte: number): Sealed {
  const box = Buffer.from(sealed.box, 'base64url');
  const at = byte < 0 ? box.length + byte : byte;
  box.writeUInt8(box.readUInt8(at) ^ 1, at);
  return { ...sealed, box: box.toString('base64url') };
}

/** What every keeper of subject keys must do. It may keep keys of other subjects. */
export function subjectKeysContract(name: string, open: () => Promise<SubjectKeys>): void {
  describe(`SubjectKeys contract: ${name}`, () => {
    let keys: SubjectKeys;
    let subject: string;

    beforeAll(async () => {
      keys = await open();
    });

    beforeEach(() => {
      subject = randomUUID();
    });

    it.each(['', 'Asha Rao', '12, MG Road, बेंगलुरु 🍛', 'x'.repeat(10_000)])(
      'opens what it sealed',
      async (text) => {
        const sealed = await keys.seal(subject, text);
        expect(sealed.subject).toBe(subject);
        expect(await keys.open(sealed)).toBe(text);
      },
    );

    it('shows nothing of the text, and seals it differently each time', async () => {
      const [one, two] = [await keys.seal(subject, 'Asha Rao'), await keys.seal(subject, 'Asha Rao')];
      expect(one.box).not.toBe(two.box);
      expect(Buffer.from(one.box, 'base64url').toString('latin1')).not.toContain('Asha');
      expect(Buffer.from(one.box, 'base64url')).toHaveLength(12 + 'Asha Rao'.length + 16);
    });

    it('makes one key of fifty first uses at once', async () => {
      const sealed = await Promise.all(Array.from({ length: 50 }, (_, n) => keys.seal(subject, String(n))));
      expect(new Set(sealed.map(({ keyId }) => keyId)).size).toBe(1);
      expect(await Promise.all(sealed.map((each) => keys.open(each)))).toEqual(
        sealed.map((_, n) => String(n)),
      );
    });

    it.each([0, 11, 12, -17, -16, -1])('does not open a box whose byte %p was changed', async (byte) => {
      const sealed = await keys.seal(subject, 'Asha Rao');
      await expect(keys.open(tampered(sealed, byte))).rejects.toThrow();
    });

    it('does not open a box that was cut', async () => {
      const sealed = await keys.seal(subject, 'Asha Rao');
      await expect(keys.open({ ...sealed, box: sealed.box.slice(0, 20) })).rejects.toThrow('too short');
    });

    it('does not open a box as another subject’s', async () => {
      const sealed = await keys.seal(subject, 'Asha Rao');
      const other = await keys.seal(randomUUID(), 'Ravi');
      await expect(keys.open({ ...sealed, subject: other.subject, keyId: other.keyId })).rejects.toThrow();
    });

    it('tells a lost key from an erased one', async () => {
      const sealed = await keys.seal(subject, 'Asha Rao');
      await expect(keys.open({ ...sealed, keyId: 'another' })).rejects.toThrow('another');
    });

    it('opens nothing of an erased subject, and seals nothing more for it', async () => {
      const sealed = await keys.seal(subject, 'Asha Rao');
      const other = await keys.seal(randomUUID(), 'Ravi');
      await keys.erase(subject);
      await keys.erase(subject);
      expect(await keys.open(sealed)).toBeUndefined();
      await expect(keys.seal(subject, 'Asha Rao')).rejects.toThrow(SubjectErased);
      expect(await keys.open(other)).toBe('Ravi');
    });

    it('erases a subject that has no key yet', async () => {
      await keys.erase(subject);
      await expect(keys.seal(subject, 'Asha Rao')).rejects.toThrow(SubjectErased);
    });

    it('never opens a box again when its subject is erased while it is being sealed', async () => {
      const race = await Promise.allSettled([
        keys.seal(subject, 'Asha Rao'),
        keys.erase(subject),
        keys.seal(subject, 'Asha Rao'),
      ]);
      for (const result of race) {
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(SubjectErased);
        else if (result.value !== undefined) expect(await keys.open(result.value)).toBeUndefined();
      }
      await expect(keys.seal(subject, 'Asha Rao')).rejects.toThrow(SubjectErased);
    });
  });
}
