// What the package of this example's registry exports.
declare module 'catalogue' {
  export const items: Record<string, number>;
}
