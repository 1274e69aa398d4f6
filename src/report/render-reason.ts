/**
 * A reason as a person reads it: the template's `{0}`, `{1}`, ... replaced by the values of those places. Numbers are
 * shortened to six significant digits; a place without a value is left as it stands.
 */
export function renderReason(template: string, values: readonly (number | string)[]): string {
  if (!template.includes('{')) return template;
  return template.replaceAll(/\{(\d{1,3})\}/g, (place, index: string) => {
    const value = values[Number(index)];
    if (value === undefined) return place;
    return typeof value === 'number' ? shortNumber(value) : value;
  });
}

function shortNumber(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(6)));
}
