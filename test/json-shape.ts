/** A value with its numbers and texts replaced by what they are: what a program that reads the object relies on. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, shapeOf(field)]));
  return value === null ? null : typeof value;
}

export function shapeText(json: string): string {
  return `${JSON.stringify(shapeOf(JSON.parse(json)), null, 2)}\n`;
}
