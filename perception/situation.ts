/** The facts an agent may be told about the people around a surface. A fact left out is unknown. */
export const SITUATION_FACTS = {
  people: ["away", "present"],
  owner: ["resident", "guest", "colleague", "child"],
  time: ["during", "after"],
  rule: ["keep-builds", "deposit", "no-waste", "nothing-thrown", "desk-is-private"],
} as const;

type Facts = typeof SITUATION_FACTS;
export type SituationFact = keyof Facts;
export type Situation = { readonly [F in SituationFact]?: Facts[F][number] };

/** Whether every fact that `condition` names is known and holds in `situation`. */
export function holdsIn(condition: Situation, situation: Situation): boolean {
  return (Object.keys(SITUATION_FACTS) as SituationFact[]).every(
    (fact) => condition[fact] === undefined || condition[fact] === situation[fact],
  );
}
