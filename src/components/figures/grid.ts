/** The path of graph paper of 16 units, which every drawing lies on. */
export function grid(width: number, height: number): string {
  const columns = Array.from(
    { length: width / 16 + 1 },
    (_, i) => `M${Math.min(i * 16 + 0.5, width - 0.5)} 0V${height}`,
  );
  const rows = Array.from({ length: height / 16 + 1 }, (_, i) => `M0 ${Math.min(i * 16 + 0.5, height - 0.5)}H${width}`);
  return [...columns, ...rows].join('');
}
