import { processStoreContract } from '../../contracts/process-store.contract';
import { MemoryProcessStore } from './memory-process-store';

processStoreContract('memory', () => Promise.resolve(new MemoryProcessStore()));
