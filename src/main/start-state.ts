import { Injectable } from '@nestjs/common';

/** Whether this process has done everything that its start takes: then it may be sent requests. */
@Injectable()
export class StartState {
  isComplete = false;
}
