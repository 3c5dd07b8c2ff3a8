import { cartsContract } from '../../contracts/carts.contract';
import { MemoryCarts } from './memory-carts';

cartsContract('memory', () => Promise.resolve(new MemoryCarts()));
