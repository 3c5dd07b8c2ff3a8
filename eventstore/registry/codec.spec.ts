import { z } from 'zod';
import { branded, Codec, UnknownEventError } from './codec';

type NoteId = string & { readonly isNoteId: true };

type NoteEvent =
  | {
      readonly type: 'NoteTaken';
      readonly noteId: NoteId;
      readonly lines: readonly string[];
      readonly by: string | null;
    }
  | { readonly type: 'NoteBurnt' };

const codec = new Codec<NoteEvent>({
  NoteTaken: {
    version: 3,
    schema: z.object({ noteId: branded<NoteId>(), lines: z.array(z.string()), by: z.string().nullable() }),
    upcast: {
      1: ({ text, ...rest }) => ({ ...rest, lines: [text] }),
      2: (data) => ({ ...data, by: null }),
    },
  },
  NoteBurnt: { version: 2, schema: z.object({}) },
});

const taken = { type: 'NoteTaken', noteId: 'n1' as NoteId, lines: ['a', 'b'], by: 'me' } as const;

describe('a codec', () => {
  it('reads what it wrote', () => {
    const { type, schema, data } = codec.encode(taken);
    expect({ type, schema }).toEqual({ type: 'NoteTaken', schema: 3 });
    expect(codec.decode(type, schema, data)).toEqual(taken);
  });

  it('writes the data alone, with its keys in the order of the registered form', () => {
    const { type, noteId, lines, by } = taken;
    expect(codec.encode({ by, lines, noteId, type }).data).toBe(
      '{"noteId":"n1","lines":["a","b"],"by":"me"}',
    );
  });

  it('lifts older versions one step after the other', () => {
    expect(codec.decode('NoteTaken', 1, '{"noteId":"n1","text":"a"}')).toEqual({
      ...taken,
      lines: ['a'],
      by: null,
    });
    expect(codec.decode('NoteTaken', 2, '{"noteId":"n1","lines":["a"]}')).toEqual({
      ...taken,
      lines: ['a'],
      by: null,
    });
  });

  it.each([
    ['a type that is not registered', 'NoteLost', 1],
    ['a type that is only a property of every object', 'toString', 1],
    ['a version newer than it knows', 'NoteTaken', 4],
    ['an older version that nothing lifts', 'NoteBurnt', 1],
  ])('has no reader for %s', (_, type, schema) => {
    expect(() => codec.decode(type, schema, '{}')).toThrow(UnknownEventError);
  });

  it('does not read data that is not what its version says', () => {
    expect(() => codec.decode('NoteTaken', 3, '{"noteId":"n1","lines":"a","by":null}')).toThrow(z.ZodError);
    expect(() => codec.decode('NoteTaken', 3, '{"noteId":"n1","lines":[]}')).toThrow(z.ZodError);
  });

  it('does not write an event that lacks a field', () => {
    const incomplete = { ...taken, by: undefined } as unknown;
    expect(() => codec.encode(incomplete as NoteEvent)).toThrow(z.ZodError);
  });

  it('knows which types it handles', () => {
    expect(['NoteTaken', 'NoteBurnt', 'NoteLost', 'constructor'].map((type) => codec.handles(type))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
