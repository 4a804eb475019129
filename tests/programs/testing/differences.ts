/**
 * What differs between the container and plain Node, program by program: `-` lines are Node's, `+` lines the
 * container's. The test fails when a line is missing here, and also when one of them no longer differs.
 */
export const differences: Record<string, string[]> = {};
