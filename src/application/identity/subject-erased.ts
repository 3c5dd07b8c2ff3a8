/** Nothing can be sealed for the subject any more: the person was erased. */
export class SubjectErased extends Error {
  override readonly name = 'SubjectErased';
  constructor(readonly subject: string) {
    super(`subject ${subject} was erased`);
  }
}
