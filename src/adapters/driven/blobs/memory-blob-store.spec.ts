import { blobStoreContract } from '../../contracts/blob-store.contract';
import { MemoryBlobStore } from './memory-blob-store';

blobStoreContract('memory', () => Promise.resolve(new MemoryBlobStore()));
