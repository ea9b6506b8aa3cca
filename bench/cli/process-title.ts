/**
 * A URL on the command line may hold a password: other users must not read it from the process list.
 * Imported before all else, since loading the rest takes a part of a second.
 */
process.title = 'rlsbench';
