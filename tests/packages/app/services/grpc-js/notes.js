import { fileURLToPath } from 'node:url';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const definition = loadSync(fileURLToPath(new URL('notes.proto', import.meta.url)), { longs: Number, defaults: true });

/** The client of the service of notes; its definition is `Notes.service`. */
export const { Notes } = loadPackageDefinition(definition).notes;
