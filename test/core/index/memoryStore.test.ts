import { MemoryStore } from '../../../src/core/index/memoryStore.ts';
import { storeContract } from './storeContract.ts';

storeContract('MemoryStore', async () => new MemoryStore());
