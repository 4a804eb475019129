/** `internalBinding('async_wrap')`: async ids and the stack of who called whom. */

import { nodeData } from '../process/library.ts';
import { type Binding, standIn } from './shape.ts';

const binding = standIn('async_wrap', nodeData.shapes['async_wrap']);
const constants = binding['constants'] as Record<string, number>;

const fields = new Uint32Array(9); // counts of hooks; see AsyncHooks::Fields in src/env.h
const ids = new Float64Array([1, 0, 1, -1]); // [execution, trigger, counter, default trigger]
const STACK_LENGTH = constants['kStackLength'] as number;
const COUNTER = constants['kAsyncIdCounter'] as number;
const EXECUTION = constants['kExecutionAsyncId'] as number;
const TRIGGER = constants['kTriggerAsyncId'] as number;

let stack = new Float64Array(32);

/** A new async id. */
export function newAsyncId(): number {
  return (ids[COUNTER] = (ids[COUNTER] as number) + 1);
}

/** Remembers how many ids there were; what it answers forgets those that came since. */
export function keepAsyncIds(): () => void {
  const count = ids[COUNTER] as number;
  return () => {
    ids[COUNTER] = count;
  };
}

/** Empties the stack after an uncaught exception. */
export function clearAsyncIdStack(): void {
  fields[STACK_LENGTH] = 0;
  ids[EXECUTION] = 0;
  ids[TRIGGER] = 0;
}

function pushAsyncContext(asyncId: number, triggerId: number): void {
  const at = fields[STACK_LENGTH] as number;
  if (at * 2 >= stack.length) {
    const longer = new Float64Array(stack.length * 2);
    longer.set(stack);
    stack = longer;
    binding['async_ids_stack'] = stack;
  }
  stack[at * 2] = ids[EXECUTION] as number;
  stack[at * 2 + 1] = ids[TRIGGER] as number;
  fields[STACK_LENGTH] = at + 1;
  ids[EXECUTION] = asyncId;
  ids[TRIGGER] = triggerId;
}

function popAsyncContext(): boolean {
  const length = fields[STACK_LENGTH] as number;
  if (length === 0) return false;
  fields[STACK_LENGTH] = length - 1;
  ids[EXECUTION] = stack[(length - 1) * 2] as number;
  ids[TRIGGER] = stack[(length - 1) * 2 + 1] as number;
  return length - 1 > 0;
}

export function createAsyncWrapBinding(): Binding {
  return Object.assign(binding, {
    async_hook_fields: fields,
    async_id_fields: ids,
    async_ids_stack: stack,
    execution_async_resources: [],
    pushAsyncContext,
    popAsyncContext,
    clearAsyncIdStack,
    executionAsyncResource: () => undefined,
    // No browser tells when a promise is made, run or collected.
    setupHooks() {},
    setCallbackTrampoline() {},
    registerDestroyHook() {},
    queueDestroyAsyncId() {},
    setPromiseHooks() {},
    getPromiseHooks: () => [undefined, undefined, undefined, undefined],
  });
}
