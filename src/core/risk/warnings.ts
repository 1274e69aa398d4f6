/** What could not be checked, for people: one line a reason, with the instruments it concerned. */
export class Warnings {
  private readonly byText = new Map<string, Set<string>>();

  /** `name` is an instrument, or '' for the account. Repeats cost a look-up. */
  add(text: string, name = ''): void {
    let names = this.byText.get(text);
    if (names === undefined) {
      names = new Set();
      this.byText.set(text, names);
    }
    if (name !== '') names.add(name);
  }

  /** In the order in which they first arose; up to five names each. */
  list(): string[] {
    return [...this.byText].map(([text, names]) => {
      if (names.size === 0) return text;
      const shown = [...names].slice(0, 5);
      const more = names.size - shown.length;
      return `${text} (${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
    });
  }

  save(): [string, string[]][] {
    return [...this.byText].map(([text, names]) => [text, [...names]]);
  }

  load(state: [string, string[]][]): void {
    this.byText.clear();
    for (const [text, names] of state) this.byText.set(text, new Set(names));
  }
}
