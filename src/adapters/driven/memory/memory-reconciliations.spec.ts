import { reconciliationsContract } from '../../contracts/reconciliations.contract';
import { MemoryReconciliations } from './memory-reconciliations';

reconciliationsContract('memory', () => Promise.resolve(new MemoryReconciliations()));
