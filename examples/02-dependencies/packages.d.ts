// What the packages of this example's registry export.
declare module 'rounding' {
  export function withTax(net: number, percent: number): number;
}
declare module 'cents' {
  export function toCents(value: number, perCent: number): number;
  export function format(cents: number): string;
}
declare module 'halves' {
  export function round(value: number): number;
}
