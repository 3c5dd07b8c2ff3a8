import { subjectKeysContract } from '../../contracts/subject-keys.contract';
import { MemorySubjectKeys } from './memory-subject-keys';

subjectKeysContract('memory', () => Promise.resolve(new MemorySubjectKeys()));
