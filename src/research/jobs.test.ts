import { jobsContract } from './jobs.contract.ts';
import { sequentialJobs } from './sequential-jobs.ts';

jobsContract('evaluations one after the other in this thread', sequentialJobs);
