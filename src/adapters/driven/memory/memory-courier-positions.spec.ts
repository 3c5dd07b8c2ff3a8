import { courierPositionsContract } from '../../contracts/courier-positions.contract';
import { MemoryCourierPositions } from './memory-courier-positions';

courierPositionsContract('memory', () => Promise.resolve(new MemoryCourierPositions()));
