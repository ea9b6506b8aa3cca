import type { OwnPage } from '../pages.js';
import { scenarioAnswer } from './sections/registry.js';

/** Each scenario with a page of its own: question, answer, and the way there. */
export function ScenariosPart({
  pages,
  title,
}: {
  readonly pages: readonly OwnPage[];
  readonly title: string;
}) {
  return (
    <section id="scenarios">
      <h2>{title}</h2>
      {pages.map(({ view, path }) => (
        <article key={view.facts.name}>
          <h3>
            <a href={path}>{view.facts.question}</a>
          </h3>
          {scenarioAnswer(view)
            .slice(0, 2)
            .map(({ text, firm }) => (
              <p key={text} class={firm ? 'finding' : 'finding unsure'}>
                {text}
              </p>
            ))}
        </article>
      ))}
    </section>
  );
}
