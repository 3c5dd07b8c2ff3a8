import { PICTURE_TYPES, pictureTypeOf, type PictureType } from '../../../../application/proofs/picture';
import { Problem } from './problems';

/**
 * The picture that a body is.
 * @throws Problem when the body is not what its type says
 */
export function pictureIn(
  body: unknown,
  contentType: string | undefined,
): { readonly bytes: Buffer; readonly type: PictureType } {
  if (!Buffer.isBuffer(body)) {
    throw new Problem('UNSUPPORTED_MEDIA_TYPE', `Send the picture as ${PICTURE_TYPES.join(' or ')}.`);
  }
  const type = pictureTypeOf(body);
  if (type === null || type !== contentType?.split(';')[0]?.trim().toLowerCase()) {
    throw new Problem('VALIDATION_ERROR', 'The body is not a picture of the type that it is sent as.');
  }
  return { bytes: body, type };
}
