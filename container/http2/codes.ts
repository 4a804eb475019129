/** Numbers of HTTP/2 (RFC 9113), and those that Node's library knows from nghttp2. */

/** Types of frames. */
export const FRAME = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RST_STREAM: 3,
  SETTINGS: 4,
  PUSH_PROMISE: 5,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
  ALTSVC: 10,
  ORIGIN: 12,
} as const;

export const FLAG = { END_STREAM: 1, ACK: 1, END_HEADERS: 4, PADDED: 8, PRIORITY: 32 } as const;

export const SETTING = {
  HEADER_TABLE_SIZE: 1,
  ENABLE_PUSH: 2,
  MAX_CONCURRENT_STREAMS: 3,
  INITIAL_WINDOW_SIZE: 4,
  MAX_FRAME_SIZE: 5,
  MAX_HEADER_LIST_SIZE: 6,
  ENABLE_CONNECT_PROTOCOL: 8,
} as const;

/** Why a stream or a connection ends: what RST_STREAM and GOAWAY carry. */
export const CODE = {
  NO_ERROR: 0,
  PROTOCOL_ERROR: 1,
  INTERNAL_ERROR: 2,
  FLOW_CONTROL_ERROR: 3,
  STREAM_CLOSED: 5,
  FRAME_SIZE_ERROR: 6,
  REFUSED_STREAM: 7,
  CANCEL: 8,
  COMPRESSION_ERROR: 9,
  ENHANCE_YOUR_CALM: 11,
} as const;

/** What went wrong here: numbers that never travel, and that Node's errors have as `errno`. */
export const FAILURE = {
  INVALID_ARGUMENT: -501,
  PROTO: -505,
  STREAM_ID_NOT_AVAILABLE: -509,
  STREAM_CLOSED: -510,
  STREAM_CLOSING: -511,
  START_STREAM_NOT_ALLOWED: -516,
  FRAME_SIZE_ERROR: -522,
  HEADER_COMP: -523,
  FLOW_CONTROL: -524,
  PUSH_DISABLED: -528,
  SESSION_CLOSING: -530,
  HTTP_HEADER: -531,
  HTTP_MESSAGING: -532,
  REFUSED_STREAM: -533,
  CALLBACK_FAILURE: -902,
  BAD_CLIENT_MAGIC: -903,
  FLOODED: -904,
  TOO_MANY_CONTINUATIONS: -905,
} as const;

/** What a block of headers begins, or belongs to. */
export const CATEGORY = { REQUEST: 0, RESPONSE: 1, PUSH_RESPONSE: 2, HEADERS: 3 } as const;
export type Category = (typeof CATEGORY)[keyof typeof CATEGORY];

/** The code that tells the other side of a failure. */
export function codeOf(failure: number): number {
  switch (failure) {
    case FAILURE.STREAM_CLOSED:
      return CODE.STREAM_CLOSED;
    case FAILURE.HEADER_COMP:
      return CODE.COMPRESSION_ERROR;
    case FAILURE.FRAME_SIZE_ERROR:
      return CODE.FRAME_SIZE_ERROR;
    case FAILURE.FLOW_CONTROL:
      return CODE.FLOW_CONTROL_ERROR;
    case FAILURE.REFUSED_STREAM:
      return CODE.REFUSED_STREAM;
    case FAILURE.PROTO:
    case FAILURE.HTTP_HEADER:
    case FAILURE.HTTP_MESSAGING:
      return CODE.PROTOCOL_ERROR;
    default:
      return CODE.INTERNAL_ERROR;
  }
}

/** The messages of nghttp2, which are those of Node's errors. */
const MESSAGES: Record<number, string> = {
  [-501]: 'Invalid argument',
  [-502]: 'Out of buffer space',
  [-503]: 'Unsupported SPDY version',
  [-504]: 'Operation would block',
  [-505]: 'Protocol error',
  [-506]: 'Invalid frame octets',
  [-507]: 'EOF',
  [-508]: 'Data transfer deferred',
  [-509]: 'No more Stream ID available',
  [-510]: 'Stream was already closed or invalid',
  [-511]: 'Stream is closing',
  [-512]: 'The transmission is not allowed for this stream',
  [-513]: 'Stream ID is invalid',
  [-514]: 'Invalid stream state',
  [-515]: 'Another DATA frame has already been deferred',
  [-516]: 'request HEADERS is not allowed',
  [-517]: 'GOAWAY has already been sent',
  [-518]: 'Invalid header block',
  [-519]: 'Invalid state',
  [-521]: 'The user callback function failed due to the temporal error',
  [-522]: 'The length of the frame is invalid',
  [-523]: 'Header compression/decompression error',
  [-524]: 'Flow control error',
  [-525]: 'Insufficient buffer size given to function',
  [-526]: 'Callback was paused by the application',
  [-527]: 'Too many inflight SETTINGS',
  [-528]: 'Server push is disabled by peer',
  [-529]: 'DATA or HEADERS frame has already been submitted for the stream',
  [-530]: 'The current session is closing',
  [-531]: 'Invalid HTTP header field was received',
  [-532]: 'Violation in HTTP messaging rule',
  [-533]: 'Stream was refused',
  [-534]: 'Internal error',
  [-535]: 'Cancel',
  [-536]: 'When a local endpoint expects to receive SETTINGS frame, it receives an other type of frame',
  [-537]: 'SETTINGS frame contained more than the maximum allowed entries',
  [-901]: 'Out of memory',
  [-902]: 'The user callback function failed',
  [-903]: 'Received bad client magic byte string',
  [-904]: 'Flooding was detected in this HTTP/2 session, and it must be closed',
  [-905]: 'Too many CONTINUATION frames following a HEADER frame',
};

export const failureMessage = (failure: number): string => MESSAGES[failure] ?? 'Unknown error code';
