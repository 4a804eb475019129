import type { ArithmeticExpression } from 'unbash';
import { ShellError } from './state.ts';

/** What an expression reads and sets. */
export interface Variables {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  /** The text of a word after expansion. */
  expand(word: Extract<ArithmeticExpression, { type: 'ArithmeticWord' }>): Promise<string>;
}

const BINARY: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => Math.trunc(a / nonZero(b)),
  '%': (a, b) => a % nonZero(b),
  '**': (a, b) => a ** b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  ',': (_a, b) => b,
};

function nonZero(value: number): number {
  if (value === 0) throw new ShellError('division by zero');
  return value;
}

/** The value of `$((…))`. @throws ShellError for what is no number */
export async function evaluate(node: ArithmeticExpression, variables: Variables): Promise<number> {
  switch (node.type) {
    case 'ArithmeticGroup':
      return evaluate(node.expression, variables);
    case 'ArithmeticTernary':
      return evaluate((await evaluate(node.test, variables)) ? node.consequent : node.alternate, variables);
    case 'ArithmeticUnary':
      return unary(node, variables);
    case 'ArithmeticBinary':
      return binary(node, variables);
    case 'ArithmeticWord':
      return numberOf(await variables.expand(node), variables);
    case 'ArithmeticCommandExpansion':
      throw new ShellError(`${node.text}: not supported in arithmetic`);
  }
}

/** The value of a text: a number, or the name of a variable that holds one. */
function numberOf(text: string, variables: Variables): number {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  if (/^[A-Za-z_]\w*$/.test(trimmed)) return numberOf(variables.get(trimmed) ?? '0', variables);
  const value = /^-?0[0-7]+$/.test(trimmed) ? parseInt(trimmed, 8) : Number(trimmed);
  if (!Number.isFinite(value)) throw new ShellError(`${text}: not a number`);
  return Math.trunc(value);
}

function nameOf(node: ArithmeticExpression): string {
  if (node.type === 'ArithmeticWord') return node.value.trim();
  throw new ShellError('only a variable can be assigned to');
}

async function unary(
  node: Extract<ArithmeticExpression, { type: 'ArithmeticUnary' }>,
  variables: Variables,
): Promise<number> {
  const value = await evaluate(node.operand, variables);
  switch (node.operator) {
    case '++':
    case '--': {
      const next = value + (node.operator === '++' ? 1 : -1);
      variables.set(nameOf(node.operand), String(next));
      return node.prefix ? next : value;
    }
    case '!':
      return Number(!value);
    case '~':
      return ~value;
    case '-':
      return -value;
    default:
      return value;
  }
}

async function binary(
  { operator, left, right }: Extract<ArithmeticExpression, { type: 'ArithmeticBinary' }>,
  variables: Variables,
): Promise<number> {
  if (operator === '&&')
    return Number((await evaluate(left, variables)) !== 0 && (await evaluate(right, variables)) !== 0);
  if (operator === '||')
    return Number((await evaluate(left, variables)) !== 0 || (await evaluate(right, variables)) !== 0);
  const assignment = /^([^=!<>]*)=$/.exec(operator);
  if (assignment) {
    const value = await evaluate(right, variables);
    const combine = assignment[1] ? BINARY[assignment[1]] : undefined;
    const next = combine ? combine(await evaluate(left, variables), value) : value;
    variables.set(nameOf(left), String(next));
    return next;
  }
  const combine = BINARY[operator];
  if (!combine) throw new ShellError(`${operator}: not supported in arithmetic`);
  return combine(await evaluate(left, variables), await evaluate(right, variables));
}
