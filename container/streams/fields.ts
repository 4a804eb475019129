/** Fields of `streamBaseState`, in which the library is told of a read or a write (src/stream_base.h). */
export const FIELD = {
  READ_BYTES_OR_ERROR: 0,
  ARRAY_BUFFER_OFFSET: 1,
  BYTES_WRITTEN: 2,
  LAST_WRITE_WAS_ASYNC: 3,
} as const;
