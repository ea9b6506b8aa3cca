/** A piece of the lead: said aloud, or set lightly beside it, as an interval is. */
export type Phrase = string | { readonly aside: string };
