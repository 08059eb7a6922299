import { MemoryEmbeddings } from '../../../src/core/index/memoryEmbeddings.ts';
import { embeddingsContract } from './embeddingsContract.ts';

embeddingsContract('MemoryEmbeddings', async () => new MemoryEmbeddings());
