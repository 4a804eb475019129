const SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** A line without what it tells a terminal: colours, cursor movements, titles and other control characters. */
export function withoutAnsi(line: string): string {
  return line.replace(SEQUENCES, '').replace(CONTROLS, '');
}
