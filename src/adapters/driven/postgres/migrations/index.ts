import { EventStore1795392000001 } from './0001-event-store';
import { Consumers1795392000002 } from './0002-consumers';
import { Processes1795392000003 } from './0003-processes';
import { BusinessClock1795392000004 } from './0004-business-clock';
import { Identity1795392000005 } from './0005-identity';
import { Carts1795392000006 } from './0006-carts';
import { Reconciliations1795392000007 } from './0007-reconciliations';
import { AccountLanguage1795392000008 } from './0008-account-language';
import { Notifications1795392000009 } from './0009-notifications';
import { HeldShards1795392000010 } from './0010-held-shards';
import type { Migration } from './migration';

/** All steps of the schema, in their order. A step that was released is never edited; a new one is added. */
export const MIGRATIONS: readonly Migration[] = [
  EventStore1795392000001,
  Consumers1795392000002,
  Processes1795392000003,
  BusinessClock1795392000004,
  Identity1795392000005,
  Carts1795392000006,
  Reconciliations1795392000007,
  AccountLanguage1795392000008,
  Notifications1795392000009,
  HeldShards1795392000010,
];
