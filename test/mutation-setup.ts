import fc from 'fast-check';

/** A mutant needs to be found, not explained: no shrinking; and the same examples every time, so that a score can be repeated. */
fc.configureGlobal({ seed: 1, endOnFailure: true });
