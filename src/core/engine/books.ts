import { fieldsOf, type SavedFields, type SavedState } from '../base/state.ts';
import { DepthBook, type DepthBookState } from '../market/depth-book.ts';
import type { DepthEvent } from '../model/depth.ts';
import type { Instrument } from '../model/instrument.ts';
import type { QuoteEvent } from '../model/quote.ts';
import { BookShown } from './book-view.ts';

/** The books of those instruments whose venue has told of one. Quotes go into them too: they often come sooner. */
export class Books {
  private readonly instruments: readonly Instrument[];
  private readonly books: (DepthBook | undefined)[];
  private readonly views: (BookShown | undefined)[];

  constructor(instruments: readonly Instrument[]) {
    this.instruments = instruments;
    this.books = instruments.map(() => undefined);
    this.views = instruments.map(() => undefined);
  }

  apply(event: DepthEvent): DepthBook {
    const book = this.books[event.instrument] ?? this.begin(event.instrument);
    book.apply(event);
    return book;
  }

  /** The book after this quote; undefined where the instrument has none. */
  applyQuote(quote: QuoteEvent): DepthBook | undefined {
    const book = this.books[quote.instrument];
    book?.applyQuote(quote);
    return book;
  }

  /** What agents are handed, to be filled; there must have been a book. */
  view(instrument: number): BookShown {
    return (this.views[instrument] ??= new BookShown(
      this.books[instrument] ?? this.begin(instrument),
      this.instruments[instrument],
    ));
  }

  /** By instrument; null where there has been none. */
  save(): SavedFields {
    const books = this.books.map((book) => (book?.save() ?? null) as unknown as SavedState);
    return { books };
  }

  load(state: SavedState): void {
    const { books } = fieldsOf(state, 'books') as unknown as { books: readonly (DepthBookState | null)[] };
    books.forEach((saved, instrument) => {
      if (saved !== null) this.begin(instrument).load(saved);
    });
  }

  private begin(instrument: number): DepthBook {
    const book = new DepthBook();
    this.books[instrument] = book;
    return book;
  }
}
