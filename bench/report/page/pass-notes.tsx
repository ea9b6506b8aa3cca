import { type NotedPasses, noteWords, passNotes } from '../scenario/pass-notes.js';

/** What the passes of a table say of themselves, in small print below it. */
export function PassNotes({ of }: { readonly of: readonly NotedPasses[] }) {
  const notes = passNotes(of);
  if (notes.length === 0) return null;
  return (
    <ul class="note">
      {notes.map((each) => (
        <li key={each.note}>{noteWords(each)}</li>
      ))}
    </ul>
  );
}
