declare module 'semver' {
  const semver: {
    satisfies(version: string, range: string): boolean;
    maxSatisfying(versions: string[], range: string): string | null;
    subset(inner: string, outer: string): boolean;
    valid(version: string): string | null;
    validRange(range: string): string | null;
  };
  export default semver;
}
