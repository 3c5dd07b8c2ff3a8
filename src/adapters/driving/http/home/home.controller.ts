import { gunzipSync } from 'node:zlib';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../support/problems';
import { HomeFacts } from './home-facts';
import { HomeFiles, type SentFile } from './home-files';

/**
 * What the page may do: load its own files and ask this server, nothing else. The map makes pictures of its own
 * (`data:`, `blob:`), and moves its parts with inline styles that scripts set, which need no permission.
 */
export const HOME_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page at the root of the server, for people, and the files that it loads. */
@ApiExcludeController()
@Controller()
export class HomeController {
  private readonly files: HomeFiles;

  constructor(facts: HomeFacts) {
    this.files = new HomeFiles(facts.files, { version: facts.version });
  }

  @Get('/')
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('content-security-policy', HOME_POLICY);
    await this.send('index.html', request, reply);
  }

  @Get('home/:file')
  file(
    @Param('file') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.send(name, request, reply);
  }

  private async send(name: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const file = await this.files.find(name);
    if (file === null) throw new Problem('NOT_FOUND', 'There is no such file.');
    void reply.headers({
      'content-type': file.type,
      // Kept, and asked for again each time: it is another file after an update.
      'cache-control': 'no-cache',
      etag: file.etag,
      vary: 'accept-encoding',
    });
    if (request.headers['if-none-match'] === file.etag) void reply.status(304).send();
    else void reply.send(bodyFor(file, request, reply));
  }
}

/** Hardly anybody cannot unpack it: for them it is unpacked here. */
function bodyFor({ bytes }: SentFile, request: FastifyRequest, reply: FastifyReply): Buffer {
  const accepted = request.headers['accept-encoding'];
  if (typeof accepted !== 'string' || !/\bgzip\b/.test(accepted)) return gunzipSync(bytes);
  void reply.header('content-encoding', 'gzip');
  return bytes;
}
