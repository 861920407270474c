import type { ReactNode } from 'react';
import { go, usePlace } from '../shell/place.js';
import type { Filter } from './decision.js';

const choices: readonly Readonly<{ filter: Filter; word: string; to: string }>[] = [
  { filter: 'all', word: 'All', to: '/decisions' },
  { filter: 'refused', word: 'Refused', to: '/decisions?show=refused' },
];

/** Kept in the address, so that a reload or a shared link shows the same. */
export const useFilter = (): Filter => (usePlace().query.get('show') === 'refused' ? 'refused' : 'all');

export function FilterChoice({ filter }: { filter: Filter }): ReactNode {
  return (
    <fieldset className="choice">
      <legend className="unseen">Show</legend>
      {choices.map((choice) => (
        <label key={choice.filter}>
          <input
            type="radio"
            name="filter"
            checked={filter === choice.filter}
            onChange={() => go(choice.to, { replace: true })}
          />
          <span>{choice.word}</span>
        </label>
      ))}
    </fieldset>
  );
}
