import { notificationsContract } from '../../contracts/notifications.contract';
import { MemoryNotifications } from './memory-notifications';

notificationsContract('memory', (now) => Promise.resolve(new MemoryNotifications({ now })));
