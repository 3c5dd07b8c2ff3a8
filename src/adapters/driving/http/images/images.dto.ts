import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

/** The name of a drawing: what it shows, and the head of its hash. */
export class ImageParamDto extends createZodDto(
  z.object({ name: z.string().regex(/^[a-z0-9-]{1,100}\.svg$/, 'the name of a picture: lower case, .svg') }),
) {}
